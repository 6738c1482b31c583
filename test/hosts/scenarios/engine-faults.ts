// Engines that crash, hang, are masked, or are handled by somebody else in the middle of a change. Whatever they do:
// the files are wholly the old ones or wholly the new ones, and what runs has loaded just them.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { expectClient, findingOf, runClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries } from './docker-engine.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const BEFORE = '{\n  "log-level": "info"\n}\n';
const DROP_IN = '/etc/systemd/system/docker.service.d/fault.conf';
const MIRROR = 'setup --mirror http://nexushub.com:8001';
const SETUP = `${MIRROR} --timeout 5s`;
const MIRRORS = ['http://nexushub.com:8001/'];

/** A setup and somebody's edit that no reload can take back: what `rollback --force` does then needs a restart. */
const EDITED = `registry-client ${SETUP} > /dev/null 2>&1 && touch /run/armed &&
  sed -i 's/"log-level": "info"/"log-level": "info", "log-driver": "local"/' ${DAEMON_JSON}`;
const RESTART = 'rollback --force --apply restart --yes --timeout 5s';
/** Holds for the start that the rollback asks for, and for no other. */
const IS_NEW = `[ -e /run/armed ] && ! grep -q log-driver ${DAEMON_JSON}`;

interface Fault {
  readonly title: string;
  /** Lines of a drop-in of docker.service. */
  readonly unit: string;
  /** What is done on the host before the change. */
  readonly prepare: readonly string[];
  readonly command: string;
  readonly end: 'undone' | 'kept';
  /** What is taken away before the engine is looked at. */
  readonly afterwards?: string;
}

const FAULTS: readonly Fault[] = [
  {
    title: 'it crashes three seconds after its start',
    unit: `[Service]\nRestart=no\nExecStartPost=/bin/sh -c '${IS_NEW} && (sleep 3; kill -KILL $MAINPID) & true'`,
    prepare: [EDITED],
    command: RESTART,
    end: 'undone',
  },
  {
    title: 'its start hangs',
    unit: `[Service]\nTimeoutStartSec=6\nRestart=no\nExecStartPre=/bin/sh -c 'if ${IS_NEW}; then sleep 1000; fi'`,
    prepare: [EDITED],
    command: RESTART,
    end: 'undone',
  },
  {
    title: 'its stop hangs until systemd kills it',
    unit: '[Service]\nTimeoutStopSec=4\nExecStop=/bin/sleep 1000',
    prepare: [EDITED],
    command: RESTART,
    end: 'kept',
  },
  {
    title: 'its start limit is used up',
    unit: '[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=10min',
    prepare: ['systemctl restart docker.service', EDITED],
    command: RESTART,
    end: 'kept',
  },
  {
    title: 'its reload hangs',
    unit: '[Service]\nExecReload=\nExecReload=/bin/sleep 1000',
    prepare: [],
    command: SETUP,
    end: 'undone',
    afterwards: 'pkill -x sleep; sleep 0.5',
  },
  {
    // systemd reloads a masked unit that runs.
    title: 'it is masked',
    unit: '[Service]',
    prepare: ['systemctl mask --runtime docker.service'],
    command: SETUP,
    end: 'kept',
    afterwards: 'systemctl unmask --runtime docker.service',
  },
];

/** A reload that takes so long that somebody else's restart comes in between. */
const SLOW_RELOAD =
  '[Service]\nExecReload=\nExecReload=/bin/sh -c "touch /run/reloading; sleep 3; kill -HUP $MAINPID"';

export function describeEngineFaults({ onHost }: Rig): void {
  for (const fault of FAULTS) {
    onHost(
      `S1 fault: ${fault.title}`,
      { files: { [DAEMON_JSON]: BEFORE, [DROP_IN]: `${fault.unit}\n` } },
      async (host) => {
        for (const command of fault.prepare) await host.must(command);
        const before = await takeStand(host);
        const isKept = fault.end === 'kept';
        const end = isKept ? { code: 0, outcome: 'committed' } : { code: 3, outcome: 'rolled-back' };
        const report = await expectClient(host, fault.command, end);
        if (!isKept) findingOf(report, 'ACTIVATION_FAILED');
        if (fault.afterwards !== undefined) await host.must(fault.afterwards);
        await expectWhole(host);
        if (isKept) expect((await takeStand(host)).mirrors).toEqual(fault.command === SETUP ? MIRRORS : []);
        else expect(await takeStand(host)).toEqual(before);
      },
    );
  }

  onHost(
    'S1 fault: somebody restarts it meanwhile',
    { files: { [DAEMON_JSON]: BEFORE, [DROP_IN]: `${SLOW_RELOAD}\n` } },
    async (host) => {
      const before = await takeStand(host);
      await host.must(
        '(while ! [ -e /run/reloading ]; do sleep 0.05; done; systemctl restart docker.service) > /dev/null 2>&1 &',
      );
      // The reload takes three seconds here, and longer on a busy machine.
      const { code, report } = await runClient(host, `${MIRROR} --timeout 30s`);
      expect([0, 3], JSON.stringify(report)).toContain(code);
      await expectWhole(host);
      if (code === 0) expect((await takeStand(host)).mirrors).toEqual(MIRRORS);
      else expect(await takeStand(host)).toEqual(before);
    },
  );
}

interface Stand {
  readonly files: string;
  readonly mirrors: readonly string[];
}

async function takeStand(host: Host): Promise<Stand> {
  const files = await takeContents(host, CONFIGURATION);
  return { files, mirrors: (await dockerRegistries(host)).mirrors };
}

/** The engine runs and has loaded what its file says, and nothing is left to recover. */
async function expectWhole(host: Host): Promise<void> {
  expect(await host.must('systemctl is-active docker.service')).toBe('active');
  const { mirrors } = await takeStand(host);
  const isNamed = (await host.must(`cat ${DAEMON_JSON}`)).includes('nexushub.com:8001');
  expect(mirrors).toEqual(isNamed ? MIRRORS : []);
  expect(await runClient(host, 'recover')).toMatchObject({ code: 0, report: { outcome: 'unchanged' } });
}
