// C: a change that is undone by itself unless it is confirmed in time, whatever happens meanwhile.

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { waitFor } from '../lab/run.ts';
import { expectClient, findingOf, runClient } from './client.ts';
import {
  countReloads,
  dockerRegistries,
  NO_REGISTRIES,
  residentPid,
  startResident,
} from './docker-engine.ts';
import { installPackage } from './packages.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const MIRROR = 'http://nexushub.com:8001/';
const SETUP = `setup --mirror ${MIRROR.slice(0, -1)}`;
const PENDING = { code: 0, outcome: 'confirm-pending' };
const COMMITTED = { code: 0, outcome: 'committed' };
const UNCHANGED = { code: 0, outcome: 'unchanged' };
const FAILED = { code: 1, outcome: 'failed' };
const REGISTRIES_CONF = '/etc/containers/registries.conf';

/** Seconds; how late it is is not measured here. */
const LONGEST = 120;

/** A change renames so many files at most; a run that is still killed after so many has gone astray. */
const MOST_RENAMES = 40;

export function describeConfirm(rig: Rig): void {
  describeInTime(rig);
  describeTooLate(rig);
  describeKills(rig);
  describeReboots(rig);
  describeAgentAndPackage(rig);
}

function describeInTime({ onHost }: Rig): void {
  onHost('C1 confirmed in time: it stands, and nothing else is changed before', {}, async (host) => {
    await expectClient(host, `${SETUP} --confirm-within 90s`, PENDING);
    expect((await dockerRegistries(host)).mirrors).toEqual([MIRROR]);
    await expectUnderstood(host);
    for (const user of [{}, { user: 'visitor' }]) {
      findingOf((await runClient(host, 'status', user)).report, 'CONFIRM_PENDING');
    }
    expect(await host.must('registry-client history')).toContain('confirm-pending, until 2');
    const waiting = await takeContents(host, CONFIGURATION);
    for (const other of [
      'setup --mirror http://nexushub.com:8002',
      'setup --mirror http://nexushub.com:8002 --dry-run',
      `${SETUP} --confirm-within 1h`,
      'remove --all',
      'rollback 1',
      'rollback --force',
      'rollback --original',
    ]) {
      findingOf(await expectClient(host, other, FAILED), 'CONFIRM_FIRST');
    }
    await expectClient(host, 'rollback --dry-run', { code: 2, outcome: 'planned' });
    findingOf(await expectClient(host, 'recover', UNCHANGED), 'CONFIRM_PENDING');
    expect(await takeContents(host, CONFIGURATION)).toBe(waiting);

    await expectClient(host, 'confirm', COMMITTED);
    await expectNoUnits(host);
    await expectClient(host, 'confirm', UNCHANGED);
    await host.must('sleep 90', { seconds: 120 });
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    expect(await takeContents(host, CONFIGURATION)).toBe(waiting);
    await expectClient(host, `${SETUP} --confirm-within 20s`, UNCHANGED);
    await expectClient(host, 'confirm', UNCHANGED);
    await expectNoUnits(host);
  });

  onHost('C1 taken back before its time, with one reload', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await expectClient(host, `${SETUP} --confirm-within 10m`, PENDING);
    findingOf(await expectClient(host, 'rollback', COMMITTED), 'CONFIRM_WITHDRAWN');
    await expectUndone(host, before);
    findingOf(await expectClient(host, 'confirm', FAILED), 'CONFIRM_LAPSED');
    expect(await countReloads(host)).toBe(2);
    await expectClient(host, SETUP, COMMITTED);
  });
}

function describeTooLate({ onHost }: Rig): void {
  onHost('C2 not confirmed: undone by itself, with what Docker has loaded', {}, async (host) => {
    const pid = await startResident(host);
    const before = await takeContents(host, CONFIGURATION);
    await expectClient(host, `${SETUP} --confirm-within 5s`, PENDING);
    await waitForUndone(host, before);
    await expectClient(host, 'status', { code: 0, outcome: 'unmanaged' });
    expect(await host.must('registry-client history')).toContain('rolled-back, not confirmed');
    findingOf(await expectClient(host, 'confirm', FAILED), 'CONFIRM_LAPSED');
    expect(await residentPid(host)).toBe(pid);
  });

  onHost('C2 what somebody has edited meanwhile is kept; the rest is undone', {}, async (host) => {
    const before = await takeContents(host, '/etc/docker');
    await expectClient(host, `${SETUP} --confirm-within 20s`, PENDING);
    await host.must(`echo '# edited' >> ${REGISTRIES_CONF}`);
    const edited = await takeContents(host, REGISTRIES_CONF);
    await waitFor('the units to go', LONGEST, async () => (await unitsOf(host)) === '' || undefined);
    expect(await takeContents(host, '/etc/docker')).toBe(before);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    expect(await takeContents(host, REGISTRIES_CONF)).toBe(edited);
    const told = 'journalctl -u registry-client-confirm -o cat --no-pager | grep "it was left as it is"';
    await waitFor(
      'the journal to tell of the edit',
      30,
      async () => (await host.sh(told)).code === 0 || undefined,
    );
  });

  onHost('C2 an engine that was started meanwhile is taken back, too', {}, async (host) => {
    await host.must('systemctl stop docker.socket docker.service');
    const before = await takeContents(host, CONFIGURATION);
    await expectClient(host, `${SETUP} --confirm-within 40s`, PENDING);
    await host.must('systemctl start docker.service');
    expect((await dockerRegistries(host)).mirrors).toEqual([MIRROR]);
    await waitForUndone(host, before);
  });
}

function describeKills({ onHost }: Rig): void {
  // A third of them on each host: a test may take three minutes.
  for (const first of [1, 2, 3]) {
    onHost(`C3 killed at every rename, and left alone: undone by the timer (${first} of 3)`, {}, (host) =>
      killAndWait(host, first, 3),
    );
  }

  onHost('C3 killed while Docker reloads: undone by the timer', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    const dropIn = '/etc/systemd/system/docker.service.d/slow-reload.conf';
    const slow =
      '[Service]\nExecReload=\nExecReload=/bin/sh -c "touch /run/reloading; sleep 3; kill -HUP $MAINPID"\n';
    await host.write(dropIn, slow);
    await host.must('systemctl daemon-reload');
    await host.must(
      `registry-client ${SETUP} --confirm-within 8s > /dev/null 2>&1 & pid=$!
       while ! [ -e /run/reloading ]; do sleep 0.05; done; kill -KILL $pid; wait $pid || true
       rm ${dropIn}; systemctl daemon-reload`,
    );
    await waitForUndone(host, before);
  });
}

/** Kills the setup at its nth rename, then further on by `step`, and lets systemd do the rest each time. */
async function killAndWait(host: Host, first: number, step: number): Promise<void> {
  const before = await takeContents(host, CONFIGURATION);
  let nth = first;
  for (; await killAtRename(host, nth); nth += step) {
    expect(nth).toBeLessThan(MOST_RENAMES);
    const changed = (await takeContents(host, CONFIGURATION)) !== before;
    const timer = await host.sh('systemctl is-active registry-client-confirm.timer');
    const isWatched = timer.stdout.trim() === 'active';
    if (changed) expect(isWatched, `after the kill at rename ${nth}`).toBe(true);
    // Before it was started no file is changed, and the next run sweeps.
    if (!isWatched) await expectClient(host, 'recover', { code: 0, outcome: 'rolled-back' });
    await waitForUndone(host, before, nth);
    await expectClient(host, 'status', { code: 0, outcome: 'unmanaged' });
  }
  // The last one came to its end and waits; nobody confirms it.
  await waitForUndone(host, before, nth);
}

function describeReboots({ onHost }: Rig): void {
  onHost('C4 the time was over while it was off: undone before Docker starts', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await expectClient(host, `${SETUP} --confirm-within 15s`, PENDING);
    // As if the power had gone: what would have undone it does not run.
    await host.must('systemctl stop registry-client-confirm.timer; sleep 15.5');
    await host.reboot();
    await expectUndone(host, before);
    await expectBeforeDocker(host);
  });

  onHost('C4 rebooted while it waits: undone when its time is over', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await expectClient(host, `${SETUP} --confirm-within 100s`, PENDING);
    await host.reboot();
    expect((await dockerRegistries(host)).mirrors).toEqual([MIRROR]);
    findingOf((await runClient(host, 'status')).report, 'CONFIRM_PENDING');
    await waitForUndone(host, before);
    await expectNoTrouble(host);
  });

  onHost('C4 rebooted while it waits: confirmed, it stands', {}, async (host) => {
    await expectClient(host, `${SETUP} --confirm-within 10m`, PENDING);
    await host.reboot();
    await expectClient(host, 'confirm', COMMITTED);
    await expectNoUnits(host);
    await host.reboot();
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    expect((await dockerRegistries(host)).mirrors).toEqual([MIRROR]);
  });
}

function describeAgentAndPackage({ onHost }: Rig): void {
  const config = '/etc/registry-client/config.json5';

  onHost('C5 the agent waits, too, and does not bring back what lapsed', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await host.write(config, `{ mirror: '${MIRROR.slice(0, -1)}' }\n`);
    await expectClient(host, 'setup --config --confirm-within 30s', PENDING);
    findingOf(await expectClient(host, 'agent --once', UNCHANGED), 'CONFIRM_PENDING');
    await waitForUndone(host, before);
    expect(findingOf(await expectClient(host, 'agent --once', UNCHANGED), 'AGENT_HELD').message).toContain(
      'not confirmed',
    );
    findingOf((await runClient(host, 'status')).report, 'AGENT_HELD');
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    await expectClient(host, 'agent --resume', UNCHANGED);
    await expectClient(host, 'agent --once', COMMITTED);
  });

  onHost(
    'C5 of the package, with a state folder of its own; not removed while it waits',
    {},
    async (host) => {
      await installPackage(host);
      const before = await takeContents(host, CONFIGURATION);
      // The drop-in that hardens every service of this name does not let it write there.
      await expectClient(host, `${SETUP} --state-dir '/srv/the state' --confirm-within 5s`, PENDING);
      await waitForUndone(host, before);

      await expectClient(host, `${SETUP} --confirm-within 10m`, PENDING);
      const remove = 'DEBIAN_FRONTEND=noninteractive apt-get remove -q -y registry-client 2>&1';
      const refused = await host.sh(remove);
      expect(refused.code, refused.stdout).not.toBe(0);
      expect(refused.stdout).toContain('registry-client confirm');
      await expectClient(host, 'rollback', COMMITTED);
      await host.must(remove);
      expect(await takeContents(host, CONFIGURATION)).toBe(before);
    },
  );
}

/** Files and directories of ours where systemd looks for units, the package's aside. */
async function unitsOf(host: Host): Promise<string> {
  const found = await host.must(
    "find /etc/systemd/system '(' -name 'registry-client-confirm*' -o -name '.registry-client*' ')'; " +
      'ls -d /etc/systemd/system/multi-user.target.d 2> /dev/null; true',
  );
  return found.trim();
}

/** Nothing of them is left, neither on disk nor in systemd. */
async function expectNoUnits(host: Host): Promise<void> {
  expect(await unitsOf(host)).toBe('');
  const listed = await host.must("systemctl list-units --all --no-legend --plain 'registry-client-confirm*'");
  expect(listed).toBe('');
}

async function expectUndone(host: Host, before: string): Promise<void> {
  expect(await takeContents(host, CONFIGURATION)).toBe(before);
  expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
  await expectNoUnits(host);
}

/** Nothing of ours is run here but what systemd runs. */
async function waitForUndone(host: Host, before: string, nth = 0): Promise<void> {
  await waitFor(`the change to be undone (${nth})`, LONGEST, async () => {
    const isUndone =
      (await takeContents(host, CONFIGURATION)) === before &&
      (await unitsOf(host)) === '' &&
      isDeepStrictEqual(await dockerRegistries(host), NO_REGISTRIES) &&
      (await host.sh('pgrep -x registry-client')).stdout === '';
    return isUndone ? true : undefined;
  });
  await expectUndone(host, before);
}

/** Runs the setup and kills it as it enters its nth rename. @returns false when it came to its end */
async function killAtRename(host: Host, nth: number): Promise<boolean> {
  const inject = `inject=rename,renameat,renameat2:signal=KILL:when=${nth}`;
  const done = await host.sh(
    `UV_THREADPOOL_SIZE=1 strace -f -qq -o /dev/null -e trace=rename,renameat,renameat2 -e ${inject} \
      registry-client ${SETUP} --confirm-within 4s --json`,
    { seconds: 120 },
  );
  return done.code !== 0;
}

/** This systemd understands every word of the units. */
async function expectUnderstood(host: Host): Promise<void> {
  const { stdout, stderr } = await host.sh(
    "systemd-analyze verify --man=no /etc/systemd/system/registry-client-confirm.* 2>&1 | grep 'registry-client'",
  );
  expect(stdout + stderr).toBe('');
}

/** dockerd was started once, with the old files: it was told to reload nothing, and has none of the new ones loaded. */
async function expectBeforeDocker(host: Host): Promise<void> {
  const told = await host.must('journalctl -b -u registry-client-confirm-boot.service -o cat --no-pager');
  expect(told).toContain('The change was not confirmed in time and was undone');
  const starts = "journalctl -b -u docker.service -o cat --no-pager | grep -c 'completed initialization'";
  expect(await host.must(starts)).toBe('1');
  expect(await countReloads(host)).toBe(0);
  await expectNoTrouble(host);
}

/** systemd has nothing to complain of. */
async function expectNoTrouble(host: Host): Promise<void> {
  const trouble = 'ordering cycle|Failed to (start|stop) registry-client|registry-client.*Failed with';
  const found = await host.sh(`journalctl -b --no-pager | grep -E '${trouble}'`);
  expect(found.stdout).toBe('');
}
