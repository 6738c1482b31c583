// S4: a private CA for a host and port, which works at once and without a reload.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { ACCOUNT } from '../lab/front.ts';
import type { Host } from '../lab/host.ts';
import { engineOf, expectClient } from './client.ts';
import { countReloads, residentPid, startResident } from './docker-engine.ts';
import { expectPull, expectPush } from './served.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const REGISTRY = '192.168.129.112:10001';

const ENGINES = ['docker', 'podman'] as const;

export function describePrivateCa({ onHost }: Rig): void {
  onHost('S4 a private CA: login, pull and push work, and did not before', {}, async (host, lab) => {
    const pid = await startResident(host);
    await host.must('podman load -q -i /opt/lab/resident.tar');
    const before = await takeContents(host, CONFIGURATION);
    const reloads = await countReloads(host);
    for (const engine of ENGINES) expect((await logIn(host, engine)).code, engine).not.toBe(0);

    const done = await expectClient(host, `setup --registry ${REGISTRY} --ca /opt/lab/ca.crt`, {
      code: 0,
      outcome: 'committed',
    });
    expect(engineOf(done, 'docker')).toMatchObject({
      activation: 'none',
      changes: [{ path: `/etc/docker/certs.d/${REGISTRY}/ca.crt`, kind: 'create' }],
    });
    expect(engineOf(done, 'podman').changes).toContainEqual(
      expect.objectContaining({ path: `/etc/containers/certs.d/${REGISTRY}/ca.crt`, kind: 'create' }),
    );
    expect(await countReloads(host)).toBe(reloads);
    expect(await residentPid(host)).toBe(pid);
    for (const engine of ENGINES) {
      expect(await logIn(host, engine)).toMatchObject({ code: 0 });
      await expectPull(host, lab, `${engine} pull ${REGISTRY}/team/app:1.0`, 10001, 'team/app');
      const [image, name] = [
        engine === 'docker' ? 'resident:1' : 'localhost/resident:1',
        `team/by-${engine}`,
      ];
      await host.must(`${engine} tag ${image} ${REGISTRY}/${name}:1`);
      await expectPush(host, lab, `${engine} push ${REGISTRY}/${name}:1`, 10001, name);
    }

    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    for (const engine of ENGINES) expect((await logIn(host, engine)).code, engine).not.toBe(0);
  });
}

const logIn = (host: Host, engine: string) =>
  host.sh(`${engine} login -u ${ACCOUNT.user} --password-stdin ${REGISTRY}`, { input: ACCOUNT.password });
