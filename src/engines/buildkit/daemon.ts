// The buildkitd of this host that a unit of systemd runs: asked of systemd and /proc alone, without waking it.

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { systemctlWords } from '../../model/session.ts';
import { textAt } from './data.ts';
import type { Daemon } from './observed.ts';
import { defaultConfig, folderOf, UNIT } from './places.ts';

export interface FoundDaemon {
  readonly daemon: Daemon | undefined;
  readonly config: AbsPath;
}

/** Milliseconds: /proc counts in hundredths of a second, the time of the boot included. */
const BLUR = 30;

/**
 * The unit may be started by its socket, so the socket is not asked. Where systemd knows no such unit there is no daemon:
 * one that somebody started by hand is not seen.
 */
export async function inspectDaemon(host: ReadHost): Promise<FoundDaemon> {
  const none = { daemon: undefined, config: defaultConfig(host) };
  if (!host.live) return none;
  const shown = await host.query({
    program: 'systemctl',
    arguments: systemctlWords(host.session, [
      ...['show', '--property=LoadState,ActiveState,MainPID,ExecStart', UNIT],
    ]),
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0 || !/^LoadState=loaded$/m.test(shown.stdout)) return none;
  const pid = Number(/^MainPID=(\d+)$/m.exec(shown.stdout)?.[1] ?? 0);
  const isActive = /^ActiveState=active$/m.test(shown.stdout) && pid > 0;
  const started = isActive ? textAt(host, `/proc/${pid}/cmdline`).split('\0') : [];
  const words = started.length > 1 ? started : (/argv\[\]=(.*?) ;/.exec(shown.stdout)?.[1] ?? '').split(' ');
  const config = configIn(words) ?? defaultConfig(host);
  const daemon: Daemon = isActive
    ? { unit: UNIT, pid, reading: readingOf(config, startOf(pid, host), host) }
    : { unit: UNIT, pid: null, reading: 'unknown' };
  return { daemon, config };
}

/** `--config FILE`, also behind what starts buildkitd (rootlesskit). */
function configIn(words: readonly string[]): AbsPath | undefined {
  const at = words.findIndex((word) => /^--?config(?:=|$)/.test(word));
  const word = words[at];
  if (word === undefined) return undefined;
  const path = word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '');
  return path.startsWith('/') ? path : undefined;
}

function readingOf(config: AbsPath, started: number | undefined, host: ReadHost): Daemon['reading'] {
  if (started === undefined) return 'unknown';
  const isLater = (path: AbsPath) => host.look(path).modified > started + BLUR;
  if (host.look(config).kind === 'file' && isLater(config)) return 'stale';
  return isLater(nearestFolder(folderOf(config), host)) ? 'unknown' : 'current';
}

function nearestFolder(path: AbsPath, host: ReadHost): AbsPath {
  return path === '/' || host.look(path).kind === 'directory' ? path : nearestFolder(folderOf(path), host);
}

/** When a process was started, milliseconds since 1970: field 22 of its stat, in hundredths of a second (proc(5)). */
function startOf(pid: number, host: ReadHost): number | undefined {
  const stat = textAt(host, `/proc/${pid}/stat`);
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  if (stat === '' || !Number.isFinite(ticks)) return undefined;
  return host.clock.now() - (host.clock.boot().uptime - ticks * 10);
}
