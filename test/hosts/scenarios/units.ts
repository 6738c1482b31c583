// P2: the units of the package do their work in spite of their hardening.

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { waitFor } from '../lab/run.ts';
import { expectClient, findingOf, runClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES } from './docker-engine.ts';
import { installPackage } from './packages.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const UNITS = ['agent.service', 'agent-resident.service', 'recover.service'] as const;

/** By `systemd-analyze security`, from 0 to 10; measured 2.3 to 2.5 with systemd 247 to 262. */
const EXPOSURE_AT_MOST = 2.6;

const SETUP =
  'setup --mirror http://nexushub.com:8001 --host-alias registry.lab.example=192.168.56.11 ' +
  '--registry docker-registry.example.com --ca /opt/lab/ca.crt';

export function describeUnits({ onHost }: Rig): void {
  onHost('P2 a whole change inside the hardened unit', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await installPackage(host);
    await expectUnderstood(host);
    for (const unit of UNITS) expect(await exposureOf(host, unit), unit).toBeLessThan(EXPOSURE_AT_MOST);

    const done = await runInUnit(host, SETUP);
    expect(done, JSON.stringify(done)).toMatchObject({ outcome: 'committed' });
    // Podman was asked, too: a warning would say that it could not be.
    expect(done.engines).toMatchObject([
      { engine: 'docker', activation: 'reload', inSync: true },
      { engine: 'podman', inSync: true },
    ]);
    expect(done.findings.filter(({ code }) => code !== 'MIRROR_PLAIN_HTTP')).toEqual([]);
    expect(await runInUnit(host, SETUP)).toMatchObject({ outcome: 'unchanged' });
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    expect(await runInUnit(host, 'rollback')).toMatchObject({ outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
  });

  onHost('P2 a configuration file is put in force, and kept so, by nothing that stays', {}, async (host) => {
    await installPackage(host);
    await putConfiguration(host);
    await waitForMirrors(host, MIRRORS);
    await waitForRest(host);
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });

    await host.must('echo "{}" > /etc/docker/daemon.json && systemctl reload docker');
    await waitForMirrors(host, MIRRORS);
    await waitForRest(host);
    expect((await host.sh('pgrep -x registry-client')).stdout).toBe('');
  });

  onHost('P2 the journal holds nothing of what stands in the files', {}, async (host) => {
    const secret = 'canary-4711';
    await host.must(`umask 077; echo '{\n "labels": ["x=${secret}"]\n}' > ${DAEMON_JSON}`);
    await host.must('systemctl reload docker');
    await installPackage(host);
    await putConfiguration(host);
    await waitForMirrors(host, MIRRORS);
    await waitForRest(host);
    expect(await host.read(DAEMON_JSON)).toContain(secret);
    // dockerd itself prints its whole configuration at a reload.
    const told = await host.must("journalctl --no-pager | grep -v 'dockerd\\['");
    expect(told).toContain(`${DAEMON_JSON} (edited)`);
    expect(told).not.toContain(secret);
  });

  onHost('P2 the state folder or the configuration file is deleted', {}, async (host) => {
    const figures = '/run/figures.prom';
    await host.write('/etc/default/registry-client', `AGENT_OPTIONS=--metrics ${figures}\n`);
    await installPackage(host);
    await putConfiguration(host);
    await waitForMirrors(host, MIRRORS);
    await waitForRest(host);
    const state = '/var/lib/registry-client';
    const folder = `stat -c '%a %U:%G' ${state}`;
    const before = await host.must(folder);
    await host.must(`rm -rf ${state} && systemctl start registry-client-agent.service`);
    expect(await host.must(folder)).toBe(before);
    expect(await host.read(figures)).toContain('in_sync 1\n');
    // On another disk.
    await host.must(`mv ${state} /srv/state && ln -s /srv/state ${state}; rm ${figures}`);
    await host.must('systemctl start registry-client-agent.service');
    expect(await host.read(figures)).toContain('in_sync 1\n');

    await host.must(`rm /etc/registry-client/config.json5`);
    await waitFor('figures without the file', 30, async () =>
      (await host.read(figures)).includes('in_sync') ? undefined : true,
    );
    await waitForRest(host);
    await putConfiguration(host);
    await waitFor('figures with the file', 30, async () =>
      (await host.read(figures)).includes('in_sync 1\n') ? true : undefined,
    );
  });

  onHost('P2 an interrupted change is taken back at the next boot', {}, async (host) => {
    await installPackage(host);
    const before = await takeContents(host, CONFIGURATION);
    const slow = '[Service]\nExecReload=\nExecReload=/bin/sh -c "touch /run/reloading; sleep 5"\n';
    await host.write('/etc/systemd/system/docker.service.d/slow-reload.conf', slow);
    await host.must('systemctl daemon-reload');
    await host.must(
      `registry-client ${SETUP} > /dev/null 2>&1 & pid=$!
       while ! [ -e /run/reloading ]; do sleep 0.05; done; kill -KILL $pid; wait $pid || true`,
    );
    findingOf((await runClient(host, 'status')).report, 'RECOVERY_PENDING');
    await host.must('rm /etc/systemd/system/docker.service.d/slow-reload.conf');
    await host.reboot();

    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    const order = await host.must(
      'systemctl show -p ExecMainExitTimestampMonotonic --value registry-client-recover.service; ' +
        'systemctl show -p ExecMainStartTimestampMonotonic --value docker.service',
    );
    const [recovered = 0, started = 0] = order.split('\n').map(Number);
    expect(recovered, 'the recovery ran').toBeGreaterThan(0);
    expect(recovered, 'before Docker was started').toBeLessThan(started);
    const loops = await host.sh("journalctl -b --no-pager | grep -i 'ordering cycle'");
    expect(loops.stdout).toBe('');
  });
}

const MIRRORS = ['http://nexushub.com:8001/'];

/** As editors and Ansible do it: a new file, renamed. */
async function putConfiguration(host: Host): Promise<void> {
  await host.must('mkdir -p /etc/registry-client');
  await host.write('/etc/registry-client/config.json5.new', "{ mirror: 'http://nexushub.com:8001' }\n");
  await host.must('mv /etc/registry-client/config.json5.new /etc/registry-client/config.json5');
}

const waitForMirrors = (host: Host, mirrors: readonly string[]): Promise<true> =>
  waitFor(`Docker to have ${mirrors}`, 60, async () =>
    isDeepStrictEqual((await dockerRegistries(host)).mirrors, mirrors) ? true : undefined,
  );

/** The agent has ended, and does not start again for what it wrote itself. */
const waitForRest = (host: Host): Promise<true> =>
  waitFor('the agent to end', 60, async () => {
    const asked = 'systemctl is-active registry-client-agent.service';
    const states = (await host.sh(`${asked}; sleep 1; ${asked}`)).stdout.trim();
    return states === 'inactive\ninactive' ? true : undefined;
  });

/** This systemd knows every directive: what it does not know it says and ignores. */
async function expectUnderstood(host: Host): Promise<void> {
  const files =
    '/usr/lib/systemd/system/registry-client-*.service /usr/lib/systemd/system/registry-client-*.[pt]*';
  const { stdout, stderr } = await host.sh(
    `systemd-analyze verify --man=no ${files} 2>&1 | grep registry-client`,
  );
  expect(stdout + stderr).toBe('');
}

async function exposureOf(host: Host, unit: string): Promise<number> {
  const said = await host.sh(`systemd-analyze security --no-pager registry-client-${unit} | tail -n 1`);
  return Number(/([0-9.]+) OK/.exec(said.stdout)?.[1] ?? Number.NaN);
}

/** Runs another command in the unit of the agent and gives the document that it prints. */
async function runInUnit(host: Host, args: string) {
  const result = '/run/in-unit.json';
  await host.write(
    '/etc/systemd/system/registry-client-agent.service.d/command.conf',
    `[Service]\nExecStart=\nExecStart=/usr/bin/registry-client ${args} --json\n` +
      `StandardOutput=file:${result}\nStandardError=journal\n`,
  );
  await host.must(`rm -f ${result}; systemctl daemon-reload`);
  const started = await host.sh('systemctl start registry-client-agent.service', { seconds: 120 });
  expect(started.code, await host.must('journalctl -u registry-client-agent -o cat --no-pager -n 30')).toBe(
    0,
  );
  const document: Awaited<ReturnType<typeof runClient>>['report'] = JSON.parse(
    await host.must(`cat ${result}`),
  );
  return document;
}
