// S6 and S7: both engines and /etc/hosts in one transaction and one rollback.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { SERVER } from '../lab/network.ts';
import { engineOf, expectClient, findingOf } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES, residentPid, startResident } from './docker-engine.ts';
import { expectPull, waitForHostsFile } from './served.ts';
import { CONFIGURATION, takeContents, takeStock } from './stock.ts';

const SETUP = 'setup --mirror http://nexushub.com:8001';

const REGISTRIES_CONF = '/etc/containers/registries.conf';

export function describeBothEngines({ onHost }: Rig): void {
  onHost('S6 both engines, one command, one rollback', {}, async (host, lab) => {
    const pid = await startResident(host);
    const before = await takeContents(host, CONFIGURATION);
    const done = await expectClient(host, SETUP, { code: 0, outcome: 'committed' });
    for (const name of ['docker', 'podman']) {
      expect(engineOf(done, name)).toMatchObject({ inSync: true });
      expect(engineOf(done, name).changes).toHaveLength(1);
    }
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
    await expectPull(host, lab, 'podman pull docker.io/library/alpine:3.19', 8001, 'library/alpine');
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    expect(await residentPid(host)).toBe(pid);
  });

  onHost('S6 a refusal by one engine stops the other, too', {}, async (host) => {
    await host.write(REGISTRIES_CONF, 'unqualified-search-registries = ["docker.io"\n\n[[registry]\n');
    const before = await takeStock(host, CONFIGURATION);
    const refused = await expectClient(host, SETUP, { code: 1, outcome: 'failed' });
    const found = findingOf(refused, 'FILE_REFUSED');
    expect(found).toMatchObject({
      path: REGISTRIES_CONF,
      line: expect.any(Number),
      column: expect.any(Number),
    });
    expect(await takeStock(host, CONFIGURATION)).toBe(before);
    expect((await host.sh(`test -e ${DAEMON_JSON}`)).code).toBe(1);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
  });
}

export function describeHostAlias({ onHost }: Rig): void {
  onHost('S7 --host-alias: one marked line in /etc/hosts, and back', { names: [] }, async (host, lab) => {
    const before = await takeContents(host, CONFIGURATION);
    const hosts = await host.read('/etc/hosts');
    const setup = `${SETUP} --host-alias nexushub.com=${SERVER}`;
    const done = await expectClient(host, setup, { code: 0, outcome: 'committed' });
    expect(done.changes).toMatchObject([{ path: '/etc/hosts', kind: 'edit' }]);
    const after = await host.read('/etc/hosts');
    expect(after.startsWith(hosts)).toBe(true);
    const added = after.slice(hosts.length).split('\n').filter(Boolean);
    expect(added).toHaveLength(1);
    expect(added[0]).toMatch(new RegExp(`^${SERVER}\\s+nexushub\\.com\\s+#`));
    expect(await host.must('getent hosts nexushub.com')).toContain(SERVER);
    await waitForHostsFile();
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
    await expectPull(host, lab, 'podman pull docker.io/library/alpine:3.19', 8001, 'library/alpine');
    await expectClient(host, setup, { code: 0, outcome: 'unchanged' });
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
  });
}
