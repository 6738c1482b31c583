// Removes labs: at their end, after a failure, after a signal, and those of runs that were killed.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE } from './base.ts';
import { takeLock } from './lock.ts';
import { must } from './run.ts';

const script = (): string => readFileSync(join(import.meta.dirname, 'clean.sh'), 'utf8');

/** Removes a lab, or one host of it: processes, mounts, namespaces, groups, files. */
export async function clean(lab: string, host?: string): Promise<void> {
  await must('sh', ['-c', script(), 'sh', lab, ...(host === undefined ? [] : [host])], { seconds: 60 });
}

/**
 * Starts a watcher that waits for the lab's lock and then removes the lab. The lock is held by the process that
 * made the lab, so the watcher acts however that process ends, also by SIGKILL.
 */
export function watchOver(lab: string): void {
  const watcher = spawn('flock', [join(lab, 'lock'), 'sh', '-c', script(), 'sh', lab], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  });
  watcher.unref();
}

/** Removes every lab whose maker is gone; one that cannot be locked is in use. */
export async function cleanStaleLabs(): Promise<void> {
  const folder = join(CACHE, 'labs');
  for (const name of await readdir(folder).catch(() => [])) {
    const lock = takeLock(join(folder, name, 'lock'), 0);
    if (lock === undefined) continue;
    await clean(join(folder, name));
    lock.release();
  }
}
