// P1: the .deb on a fresh host, without Node.js and without a network to fetch anything from.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { DEB, LATER_DEB, LATER_VERSION } from '../lab/program.ts';
import { waitFor } from '../lab/run.ts';
import { expectClient } from './client.ts';
import { dockerRegistries, NO_REGISTRIES, residentPid, startResident } from './docker-engine.ts';
import { expectPull } from './served.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const SETUP = 'setup --mirror http://nexushub.com:8001 --search nexushub.com:8001';

const STATE = '/var/lib/registry-client';

const STARTED = 'registry-client-agent.path registry-client-agent.timer';

/** From here on `registry-client` is the one of the package. */
export async function installPackage(host: Host, deb: string = DEB): Promise<void> {
  await host.must('rm -f /usr/local/bin/registry-client');
  await host.must(`DEBIAN_FRONTEND=noninteractive apt-get install -q -y ${deb}`);
}

const purge = (host: Host): Promise<string> =>
  host.must('DEBIAN_FRONTEND=noninteractive apt-get purge -q -y registry-client 2>&1');

export function describePackages({ onHost }: Rig): void {
  onHost('P1 the package: install, set up, upgrade, roll back, purge', {}, async (host, lab) => {
    const pid = await startResident(host);
    const before = await takeContents(host, CONFIGURATION);
    await installPackage(host);
    expect(await host.must('command -v registry-client')).toBe('/usr/bin/registry-client');
    await expectIdle(host);

    await expectClient(host, SETUP, { code: 0, outcome: 'committed' });
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
    const changed = await takeContents(host, `${CONFIGURATION} ${STATE}`);

    await installPackage(host, LATER_DEB);
    expect(await host.must('dpkg-query -W registry-client')).toBe(`registry-client\t${LATER_VERSION}`);
    await expectIdle(host);
    expect(await takeContents(host, `${CONFIGURATION} ${STATE}`)).toBe(changed);
    await expectClient(host, SETUP, { code: 0, outcome: 'unchanged' });
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);

    await purge(host);
    expect((await host.sh(`ls -d ${STATE} /etc/registry-client`)).stdout, 'what a purge leaves').toBe('');
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await residentPid(host)).toBe(pid);
  });

  onHost('P1 a purge keeps what a rollback needs, and says how to do it', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await installPackage(host);
    await expectClient(host, SETUP, { code: 0, outcome: 'committed' });
    const changed = await takeContents(host, CONFIGURATION);
    expect(await purge(host)).toContain('rollback --original');
    expect(await takeContents(host, CONFIGURATION)).toBe(changed);
    const enabled = await host.sh(`find /etc/systemd -name 'registry-client*'`);
    expect(enabled.stdout, 'units that a purge leaves enabled').toBe('');

    await installPackage(host);
    await expectClient(host, 'rollback --original', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
  });
}

/** Everything is ready to start, and nothing stays resident. */
async function expectIdle(host: Host): Promise<void> {
  await host.must(`systemctl is-enabled ${STARTED} registry-client-recover.service`);
  await host.must(`systemctl is-active ${STARTED}`);
  // The timer has them look once, a moment after the start.
  await waitFor('the agent to end', 30, async () =>
    (await host.sh('pgrep -x registry-client')).stdout === '' ? true : undefined,
  );
  const failed = await host.must("systemctl list-units --failed --no-legend 'registry-client*'");
  expect(failed).toBe('');
}
