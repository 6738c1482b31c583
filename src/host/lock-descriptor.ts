// An exclusive lock on an open file, without a native module.

import { filesOf } from './files.ts';
import { nodeDisk } from './node-disk.ts';
import { runCommandWithDescriptor } from './run-command.ts';

/** `held`: until our descriptor is closed or we die. `unavailable`: this host has no flock(1). */
export type LockAnswer = 'held' | 'busy' | 'unavailable';

/**
 * flock(2) locks belong to the open file description, which a child shares: flock(1) takes the lock on the
 * inherited descriptor, ends, and the lock stays with ours.
 */
export async function lockDescriptor(
  fd: number,
  environment: Readonly<Record<string, string>>,
): Promise<LockAnswer> {
  const program = filesOf(nodeDisk, '').program('flock');
  if (program === undefined) return 'unavailable';
  const ended = await runCommandWithDescriptor(program, ['-n', '-x', '3'], fd, environment);
  if (ended === undefined) return 'unavailable';
  return ended === 0 ? 'held' : 'busy';
}
