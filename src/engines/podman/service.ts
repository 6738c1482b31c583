// The state of podman.service, asked without waking it.

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Session, systemctlWords } from '../../model/session.ts';
import type { PodmanObserved, Service } from './observed.ts';

/** Answers the API; started by podman.socket when somebody asks. */
export const SERVICE = 'podman.service';

/** Where it listens; of a user without $XDG_RUNTIME_DIR there is no such place. */
export function socketOf(session: Session): AbsPath {
  const runtime = session.kind === 'system' ? '/run' : (session.runtime ?? '/nonexistent');
  return `${runtime}/podman/podman.sock`;
}

/**
 * `systemctl show` starts nothing, and a unit that does not exist is `inactive`. Without systemd there is no answer:
 * then no service is taken for running (one that somebody started by hand ends when it is idle).
 */
export async function inspectService(host: ReadHost): Promise<Service> {
  const shown = await host.query({
    program: 'systemctl',
    arguments: systemctlWords(host.session, ['show', '--property=ActiveState,MainPID', SERVICE]),
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0) return { kind: 'stopped' };
  const pid = Number(/^MainPID=(\d+)$/m.exec(shown.stdout)?.[1] ?? 0);
  return /^ActiveState=active$/m.test(shown.stdout) && pid > 0
    ? { kind: 'active', pid }
    : { kind: 'stopped' };
}

/**
 * Whether the service that was seen answers. One that has ended meanwhile is not woken: its successor reads the files
 * as they are then.
 */
export async function isReady(observed: PodmanObserved, host: ReadHost): Promise<boolean> {
  if (observed.service.kind === 'stopped') return true;
  if ((await inspectService(host)).kind === 'stopped') return true;
  const answer = await host.get(observed.socket, '/_ping');
  return answer.kind === 'answer' && answer.status === 200;
}
