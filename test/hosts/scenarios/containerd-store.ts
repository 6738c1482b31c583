// S1 on Docker's containerd image store, where a plain-http mirror has a price that has to be said.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { expectClient, findingOf } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES, residentPid, startResident } from './docker-engine.ts';
import { expectPull } from './served.ts';

const BEFORE = '{ "features": { "containerd-snapshotter": true } }\n';

export function describeContainerdStore({ release, onHost }: Rig): void {
  if (release.name !== 'sid') return;
  onHost('S1 on the containerd image store', { files: { [DAEMON_JSON]: BEFORE } }, async (host, lab) => {
    expect(await host.must("docker info -f '{{json .DriverStatus}}'")).toContain(
      'io.containerd.snapshotter.v1',
    );
    const pid = await startResident(host);
    const setup = 'setup --mirror http://nexushub.com:8001';
    const done = await expectClient(host, setup, { code: 0, outcome: 'committed' });
    expect(findingOf(done, 'HUB_VERIFICATION_OFF').severity).toBe('warning');
    expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
    expect(await residentPid(host)).toBe(pid);
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await host.read(DAEMON_JSON)).toBe(BEFORE);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    expect(await residentPid(host)).toBe(pid);
  });
}
