// Which containerd runs on this host, since when, and what a restart of it would stop. Asks, and changes nothing.

import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import { systemctlWords } from '../../model/session.ts';
import type { Daemon } from './observed.ts';
import { MAIN, UNIT } from './places.ts';

export interface FoundDaemon {
  /** Whether systemd knows the unit. */
  readonly hasUnit: boolean;
  readonly daemon: Daemon | undefined;
  /** The file that it was, or would be, started with. */
  readonly configPath: AbsPath;
  /** Whether a restart leaves the shims, and with them the containers, alone (systemd.kill(5)). */
  readonly sparesContainers: boolean;
}

const NONE: FoundDaemon = { hasUnit: false, daemon: undefined, configPath: MAIN, sparesContainers: true };

/** Only the one that systemd starts counts: Docker, k3s and others start their own with other folders. */
export async function findDaemon(host: ReadHost): Promise<FoundDaemon> {
  if (!host.live || host.look('/run/systemd/system').kind !== 'directory') return NONE;
  const shown = await host.query({
    program: 'systemctl',
    arguments: systemctlWords(host.session, ['show', UNIT, '-p', 'LoadState,MainPID,KillMode,ExecStart']),
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0) return NONE;
  const said = new Map(
    shown.stdout.split('\n').map((line) => [line.replace(/=.*$/, ''), line.replace(/^[^=]*=/, '')]),
  );
  if (said.get('LoadState') !== 'loaded') return NONE;
  const pid = Number(said.get('MainPID') ?? 0);
  const argv = pid > 0 ? readProc(host, `/proc/${pid}/cmdline`).replace(/\0$/, '').split('\0') : [];
  const written = /argv\[\]=(.*?) ;/.exec(said.get('ExecStart') ?? '')?.[1]?.split(' ') ?? [];
  const startedAt = pid > 0 ? startOf(host, pid) : undefined;
  return {
    hasUnit: true,
    daemon: startedAt === undefined ? undefined : { pid, startedAt },
    configPath: configIn(argv.length > 1 ? argv : written),
    sparesContainers: ['process', 'none'].includes(said.get('KillMode') ?? ''),
  };
}

/** `--config FILE`, `-c FILE`, and both with `=`. */
function configIn(words: readonly string[]): AbsPath {
  for (const [index, word] of words.entries()) {
    const [, glued] = /^--?c(?:onfig)?=(.*)$/.exec(word) ?? [];
    const path = glued ?? (/^--?c(?:onfig)?$/.test(word) ? words[index + 1] : undefined);
    if (path?.startsWith('/')) return path;
  }
  return MAIN;
}

/** The kernel counts the start in hundredths of a second since the boot (proc(5), stat, field 22). */
function startOf(host: ReadHost, pid: number): number | undefined {
  const fields = readProc(host, `/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  const ticks = Number(fields[19]);
  if (!Number.isFinite(ticks)) return undefined;
  return host.clock.now() - (host.clock.boot().uptime - ticks * 10);
}

function readProc(host: ReadHost, path: AbsPath): string {
  const state = host.read(path);
  return state.kind === 'file' ? textOf(state) : '';
}

/** The containers of every namespace, for a unit that kills them all: `NAMESPACE/NAME`. */
export async function listContainers(host: ReadHost): Promise<readonly string[]> {
  const spaces = await askCtr(host, ['namespaces', 'ls', '-q']);
  const lists = await Promise.all(
    spaces.map(async (space) =>
      (await askCtr(host, ['-n', space, 'tasks', 'ls', '-q'])).map((name) => `${space}/${name}`),
    ),
  );
  return lists.flat();
}

async function askCtr(host: ReadHost, words: readonly string[]): Promise<readonly string[]> {
  const said = await host.query({ program: 'ctr', arguments: words, timeout: host.timeout });
  return said.kind === 'ended' && said.code === 0
    ? said.stdout.split('\n').filter((line) => line !== '')
    : [];
}
