// Which boot this is and for how long it has lasted, as the kernel says in /proc.

import { readFileSync } from 'node:fs';
import type { Boot } from '../model/deadline.ts';

/** USER_HZ, in which /proc counts time: 100 on everything that Node.js runs on (proc(5), time(7)). */
const TICK = 10;

/** /proc/uptime is CLOCK_BOOTTIME in hundredths of a second; a boot begins when process 1 is started. */
export function readBoot(): Boot {
  const uptime = Math.round(Number.parseFloat(readFileSync('/proc/uptime', 'utf8')) * 1000);
  const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return { id, uptime, age: Math.max(0, uptime - startOf(readFileSync('/proc/1/stat', 'utf8'))) };
}

/** Field 22 of /proc/PID/stat; the name, the second field, may have blanks and parentheses in it. */
function startOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[19] ?? 0) * TICK;
}
