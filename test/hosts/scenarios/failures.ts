// An engine that does not take the change: everything is put back, and the engine runs as before.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { expectClient, findingOf } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES, residentPid, startResident } from './docker-engine.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const BEFORE = '{\n  "log-level": "info"\n}\n';

const SETUP = 'setup --mirror http://nexushub.com:8001 --timeout 3s';

const DROP_IN = '/etc/systemd/system/docker.service.d/fault.conf';

const DEAF = '[Service]\nExecReload=\nExecReload=/bin/true\n';

/** The reload ends the daemon, and it does not start as long as the new mirror is in its file. */
const DEADLY = `[Unit]
StartLimitBurst=2
[Service]
RestartSec=100ms
ExecStartPre=/bin/sh -c '! grep -q nexushub ${DAEMON_JSON}'
ExecReload=
ExecReload=/bin/kill -KILL $MAINPID
`;

const UNDONE = { code: 3, outcome: 'rolled-back' };

export function describeFailures({ onHost }: Rig): void {
  onHost(
    'S1 a daemon that does not take the change: undone',
    { files: { [DAEMON_JSON]: BEFORE, [DROP_IN]: DEAF } },
    async (host) => {
      const pid = await startResident(host);
      const before = await takeContents(host, CONFIGURATION);
      const undone = await expectClient(host, SETUP, UNDONE);
      findingOf(undone, 'ENGINE_DID_NOT_LOAD');
      expect(await takeContents(host, CONFIGURATION)).toBe(before);
      expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
      expect(await residentPid(host)).toBe(pid);
      await expectClient(host, 'rollback', { code: 0, outcome: 'unchanged' });
    },
  );

  onHost(
    'S1 a daemon that dies and refuses to start: undone, and it runs again',
    { files: { [DAEMON_JSON]: BEFORE, [DROP_IN]: DEADLY } },
    async (host) => {
      const before = await takeContents(host, CONFIGURATION);
      await expectClient(host, SETUP, UNDONE);
      expect(await takeContents(host, CONFIGURATION)).toBe(before);
      expect(await host.must('systemctl is-active docker.service')).toBe('active');
      expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    },
  );
}
