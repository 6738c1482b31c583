// The state of podman.service, asked without waking it.

import type { ReadHost } from '../../host/ports.ts';
import type { Service } from './observed.ts';
import { SERVICE } from './places.ts';

/**
 * `systemctl show` starts nothing, and a unit that does not exist is `inactive`. Without systemd there is no answer:
 * then no service is taken for running (one that somebody started by hand ends when it is idle).
 */
export async function inspectService(host: ReadHost): Promise<Service> {
  const shown = await host.query({
    program: 'systemctl',
    arguments: ['show', '--property=ActiveState,MainPID', SERVICE],
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0) return { kind: 'stopped' };
  const pid = Number(/^MainPID=(\d+)$/m.exec(shown.stdout)?.[1] ?? 0);
  return /^ActiveState=active$/m.test(shown.stdout) && pid > 0
    ? { kind: 'active', pid }
    : { kind: 'stopped' };
}
