// S11: rollbacks one after the other, to a named generation, to the original, after an edit of somebody else.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { expectClient, findingOf } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES, residentPid, startResident } from './docker-engine.ts';
import { CONFIGURATION, takeContents, takeStock } from './stock.ts';

const BEFORE = '{ "log-level": "info" }\n';

const STEPS = [
  'setup --mirror http://nexushub.com:8001',
  'setup --mirror http://nexushub.com:8002',
  'setup --insecure nexushub.com:8003',
];

const COMMITTED = { code: 0, outcome: 'committed' };

export function describeGoingBack(rig: Rig): void {
  describeStack(rig);
  describeEdited(rig);
  describeRemove(rig);
}

function describeStack({ onHost }: Rig): void {
  onHost(
    'S11 several rollbacks, to a named generation, to the original',
    { files: { [DAEMON_JSON]: BEFORE } },
    async (host) => {
      const pid = await startResident(host);
      await expectClient(host, 'rollback', { code: 0, outcome: 'unchanged' });
      const first = await climb(host);
      for (const contents of first.contents.slice(0, -1).reverse()) {
        await expectClient(host, 'rollback', COMMITTED);
        expect(await takeContents(host, CONFIGURATION)).toBe(contents);
      }
      expect(await host.read(DAEMON_JSON)).toBe(BEFORE);
      await expectClient(host, 'rollback', { code: 0, outcome: 'unchanged' });

      const second = await climb(host);
      await expectClient(host, `rollback ${second.ids[1]}`, COMMITTED);
      expect(await takeContents(host, CONFIGURATION)).toBe(second.contents[1]);
      await expectClient(host, 'rollback --original', COMMITTED);
      expect(await host.read(DAEMON_JSON)).toBe(BEFORE);
      expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
      expect(await residentPid(host)).toBe(pid);

      const unknown = await expectClient(host, 'rollback 20200101T000000Z', { code: 1, outcome: 'failed' });
      findingOf(unknown, 'NO_SUCH_GENERATION');
      const history = await host.must('registry-client history --json');
      for (const id of [...first.ids, ...second.ids]) expect(history).toContain(id);
    },
  );
}

interface Climb {
  readonly ids: readonly string[];
  /** What the host looked like before the first step and after each. */
  readonly contents: readonly string[];
}

async function climb(host: Host): Promise<Climb> {
  const ids: string[] = [];
  const contents = [await takeContents(host, CONFIGURATION)];
  for (const step of STEPS) {
    const { id } = await expectClient(host, step, COMMITTED);
    if (id === null) throw new Error(`${step} has no generation`);
    ids.push(id);
    contents.push(await takeContents(host, CONFIGURATION));
  }
  return { ids, contents };
}

function describeEdited({ onHost }: Rig): void {
  onHost(
    "S11 a rollback after somebody's edit is refused, then forced",
    { files: { [DAEMON_JSON]: BEFORE } },
    async (host) => {
      await expectClient(host, `${STEPS[0]} --engine docker`, COMMITTED);
      await host.must(`sed -i 's/"info"/"warn"/' ${DAEMON_JSON}`);
      const edited = await host.read(DAEMON_JSON);
      const stock = await takeStock(host, CONFIGURATION);
      const refused = await expectClient(host, 'rollback', { code: 1, outcome: 'failed' });
      const found = findingOf(refused, 'EDITED_SINCE');
      expect(found).toMatchObject({
        severity: 'error',
        path: DAEMON_JSON,
        diff: expect.stringContaining('warn'),
      });
      expect(found.hint).toMatch(/registry-client remove/);
      expect(await takeStock(host, CONFIGURATION)).toBe(stock);

      const forced = await expectClient(host, 'rollback --force', COMMITTED);
      expect(await host.read(DAEMON_JSON)).toBe(BEFORE);
      expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
      // The edited bytes are kept: undoing the rollback brings them back.
      await expectClient(host, `rollback ${forced.id}`, COMMITTED);
      expect(await host.read(DAEMON_JSON)).toBe(edited);
    },
  );
}

function describeRemove({ onHost }: Rig): void {
  onHost(
    "S11 remove takes out ours and leaves somebody's edit",
    { files: { [DAEMON_JSON]: BEFORE } },
    async (host) => {
      const pid = await startResident(host);
      await expectClient(host, `${STEPS[0]}`, COMMITTED);
      await host.must(`sed -i 's/"info"/"warn"/' ${DAEMON_JSON}`);
      await expectClient(host, 'remove --all', COMMITTED);
      expect(await host.read(DAEMON_JSON)).toBe(BEFORE.replace('info', 'warn'));
      expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
      expect(await residentPid(host)).toBe(pid);
      await expectClient(host, 'status', { code: 0, outcome: 'unmanaged' });
    },
  );
}
