// How long a thread has worked: on a busy machine the clock on the wall says nothing about a function.

import fs from 'node:fs';
import path from 'node:path';

/** The number of this thread (proc_thread-self(5)). */
export function ownThread(): number {
  return Number(path.basename(fs.readlinkSync('/proc/thread-self')));
}

/** Milliseconds that a thread of this process has been on a processor (proc_pid_schedstat(5)). */
export function workedBy(thread: number): number {
  const [nanoseconds] = fs.readFileSync(`/proc/self/task/${thread}/schedstat`, 'latin1').split(' ');
  return Number(nanoseconds) / 1e6;
}
