// What would be in the way in the end, whatever is answered: said before anything is asked.

import { posix } from 'node:path';
import { confirmFirst } from '../commands/waiting.ts';
import type { SetupInvocation } from '../desired/invocation.ts';
import type { ReadHost } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';
import type { Finding } from '../model/finding.ts';
import { waitingIn } from '../transaction/awaiting.ts';
import { writeFinding } from '../transaction/problems.ts';
import { lostRecord } from '../transaction/recover.ts';
import type { State } from '../transaction/store.ts';

export function obstacleTo(
  { dryRun, global }: SetupInvocation,
  state: State,
  host: ReadHost,
): Finding | undefined {
  const waiting = waitingIn(state, host);
  if (waiting !== undefined && waiting.left > 0) return confirmFirst(waiting);
  return lostRecord(state) ?? (dryRun ? undefined : noPermission(global.stateDir, host));
}

/** Every change is written down: whoever may not do that changes nothing. */
function noPermission(folder: AbsPath, host: ReadHost): Finding | undefined {
  if (folder !== '/' && host.look(folder).kind === 'absent') return noPermission(posix.dirname(folder), host);
  const problem = host.writable(folder);
  return problem === undefined ? undefined : writeFinding({ kind: 'io', problem }, folder);
}
