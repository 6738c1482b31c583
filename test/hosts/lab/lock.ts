// File locks that end with the process that holds them, however it ends (flock(1) on an inherited descriptor).

import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface HeldLock {
  readonly release: () => void;
}

/**
 * Takes the lock of a file, which is made when it is absent.
 * flock belongs to the open file, not to the process: the child that asked for it may go.
 * @param seconds how long to wait for another holder
 * @returns undefined when another one still holds it after that time
 */
export function takeLock(path: string, seconds: number): HeldLock | undefined {
  const descriptor = openSync(path, 'a');
  const asked = spawnSync('flock', ['-w', String(seconds), '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
  });
  if (asked.status === 0) return { release: () => closeSync(descriptor) };
  closeSync(descriptor);
  return undefined;
}
