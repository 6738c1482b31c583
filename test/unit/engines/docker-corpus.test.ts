import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import { withChanges } from '../../../src/engines/engine.ts';
import { CONFIG, dockerObserved, mirror, wish } from '../../support/docker-observed.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/corpus');
const isThere = existsSync(join(FOLDER, 'manifest.tsv'));
const verdicts = isThere
  ? readFileSync(join(FOLDER, 'manifest.tsv'), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([kind]) => kind === 'daemon')
      .map((row) => [row[1] ?? '', row[6]?.endsWith(':accept') ?? false] as const)
  : [];

describe.skipIf(!isThere)('real daemon.json files, with the verdict of dockerd 20.10.24', () => {
  it('are all in the manifest', () => {
    expect(new Set(verdicts.map(([name]) => name))).toEqual(new Set(readdirSync(join(FOLDER, 'daemon'))));
  });

  it.each(verdicts)('%s (accepted: %s)', (name, accepted) => {
    const bytes = new Uint8Array(readFileSync(join(FOLDER, 'daemon', name)));
    const state = { kind: 'file', bytes, mode: 0o644, uid: 0, gid: 0 } as const;
    const before = dockerObserved('{}', {}, { files: new Map([[CONFIG, state]]), flags: [] });
    const put = docker.plan(wish({ ensure: [mirror('http://nexushub.com:8001')] }), before);
    const errors = put.findings.filter((one) => one.severity === 'error');
    if (errors.length > 0) {
      expect(put.changes).toEqual([]);
      for (const one of errors)
        expect([one.code, one.path, one.position?.line]).toEqual([one.code, CONFIG, expect.any(Number)]);
      return;
    }
    expect(accepted).toBe(true);
    const changed = withChanges(before, put.changes);
    const out = docker.plan(wish({ held: put.holdings }), changed);
    const back = out.changes.find((one) => one.path === CONFIG);
    expect(
      put.changes.length === 0 ||
        (back?.after.kind === 'file' && Buffer.from(back.after.bytes).equals(bytes)),
    ).toBe(true);
  });
});
