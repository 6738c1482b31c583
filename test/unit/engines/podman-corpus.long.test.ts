// Every real registries.conf at hand: planned for without loss, or refused for a reason that has a place in the file.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Wish, withChanges } from '../../../src/engines/engine.ts';
import { podman } from '../../../src/engines/podman/index.ts';
import { MAIN } from '../../../src/engines/registries-conf/places.ts';
import { isBlocker } from '../../../src/model/finding.ts';
import { type Holdings, NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Request } from '../../../src/model/request.ts';
import { fakeHost } from '../../support/fake-host.ts';

const FOLDER = new URL('../../../../shared/corpus/', import.meta.url);
const manifest = new URL('manifest.tsv', FOLDER);
const isHere = existsSync(manifest);

const cases = (isHere ? readFileSync(manifest, 'utf8') : '')
  .split('\n')
  .map((line) => line.split('\t'))
  .filter(([kind]) => kind === 'registries')
  .map((cells) => ({ file: cells[1] ?? '', accepted: cells[6]?.includes('accept') ?? false }));

const REQUESTS: readonly Request[] = [
  { kind: 'mirror', upstream: 'docker.io', scheme: 'http', host: 'mirror.docker.com', path: '' },
  { kind: 'search', host: 'mirror.docker.com' },
  { kind: 'insecure', target: 'r.test:5000', form: 'host' },
];

function wish(ensure: readonly Request[], held: Holdings, dropIn = false): Wish {
  return { ensure, inForce: ensure, adopted: [], held, named: false, dropIn, convert: false };
}

async function observe(bytes: Uint8Array) {
  const host = fakeHost({
    files: { [MAIN]: { bytes } },
    programs: { podman: '/usr/bin/podman' },
    answers: { 'podman --version': 'podman version 4.3.1\n' },
  });
  const observed = await podman.inspect(host, { expected: false });
  if (observed === undefined) throw new Error('no podman');
  return observed;
}

describe.skipIf(!isHere)('the corpus', () => {
  it('is not empty', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases)('$file (accepted: $accepted)', async ({ file, accepted }) => {
    const observed = await observe(Uint8Array.from(readFileSync(new URL(`registries/${file}`, FOLDER))));
    for (const dropIn of [false, true]) {
      const draft = podman.plan(wish(REQUESTS, NO_HOLDINGS, dropIn), observed);
      const blockers = draft.findings.filter(isBlocker);
      if (!accepted) expect(blockers.map((one) => one.code)).toEqual(['FILE_REFUSED']);
      if (blockers.length > 0) {
        expect(blockers.every((one) => one.path === MAIN && one.position !== undefined)).toBe(true);
        expect(blockers.some((one) => one.code === 'FILE_REFUSED')).toBe(!accepted);
        continue;
      }
      const after = withChanges(observed, draft.changes);
      expect(podman.plan(wish(REQUESTS, draft.holdings), after).changes).toEqual([]);
      const removed = podman.plan(wish([], draft.holdings), after);
      expect(withChanges(after, removed.changes).files.get(MAIN)).toEqual(observed.files.get(MAIN));
      expect(removed.holdings.entries).toEqual([]);
    }
  });
});
