// A process of this host by what /proc says of it: when it was started, and with which environment.

import type { ReadHost } from '../host/ports.ts';
import { type AbsPath, textOf } from '../model/file.ts';

/** Milliseconds by which the start of a process may be rounded: the kernel counts it in hundredths of a second. */
const ROUNDING = 50;

/** When it was started, milliseconds since 1970: field 22 of its stat, counted since the boot (proc(5)). */
export function startOf(pid: number, host: ReadHost): number | undefined {
  const stat = readProc(`/proc/${pid}/stat`, host);
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  if (stat === '' || !Number.isFinite(ticks)) return undefined;
  return host.clock.now() - (host.clock.boot().uptime - ticks * 10);
}

/** Whether something at `path` was changed after a process had been started at `start`. */
export function isYounger(path: AbsPath, start: number, host: ReadHost): boolean {
  const { kind, modified } = host.look(path);
  return kind !== 'absent' && modified > start + ROUNDING;
}

/** The words of its command line. */
export function wordsOf(pid: number, host: ReadHost): readonly string[] {
  return readProc(`/proc/${pid}/cmdline`, host).replace(/\0$/, '').split('\0');
}

/** Its environment; empty where it may not be read. */
export function variablesOf(pid: number, host: ReadHost): ReadonlyMap<string, string> {
  const lines = readProc(`/proc/${pid}/environ`, host).split('\0');
  return new Map(lines.map((line) => [line.replace(/=.*$/s, ''), line.replace(/^[^=]*=/s, '')]));
}

function readProc(path: AbsPath, host: ReadHost): string {
  const state = host.read(path);
  return state.kind === 'file' ? textOf(state) : '';
}
