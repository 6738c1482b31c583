// Which dockerd runs on this host, in which unit, found without starting or waking anything.

import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import { systemctlWords } from '../../model/session.ts';
import { dockerPlaces } from './places.ts';

/** The unit that starts dockerd. */
export interface Unit {
  readonly name: string;
  readonly canReload: boolean;
  /** It was started, and did not come up or ended by itself. */
  readonly failed?: true;
}

export interface Daemon {
  readonly pid: number;
  /** The program and its words, as the kernel has them. */
  readonly argv: readonly string[];
  /** Its working directory; '/' where it cannot be seen. */
  readonly folder: AbsPath;
  /** Its $XDG_CONFIG_HOME, '' where it has none or it cannot be seen; a rootless dockerd goes by it. */
  readonly configuration: string;
}

export interface FoundDaemon {
  readonly unit: Unit | undefined;
  readonly daemon: Daemon | undefined;
}

/**
 * Asks systemd for the unit's main process first: a question to the socket would start a stopped Docker
 * (docker.socket). Then the PID file, then the processes. Only a dockerd of root's, or of the session's user, in our
 * own PID namespace counts: others are somebody else's, or Docker in a container. The main process of a rootless one
 * is rootlesskit.
 */
export async function findDaemon(host: ReadHost): Promise<FoundDaemon> {
  const loaded = await showUnits(host, dockerPlaces(host).units);
  const active = loaded.find((unit) => unit.pid > 0) ?? loaded[0];
  const unit =
    active === undefined
      ? undefined
      : {
          name: active.name,
          canReload: active.canReload,
          ...(active.failed === true ? { failed: active.failed } : {}),
        };
  const main = active === undefined ? undefined : readDaemon(host, active.pid);
  if (main !== undefined) return { unit, daemon: main };
  const other = findByPidFile(host) ?? findByScan(host);
  // A daemon that somebody started by hand is not the unit's: systemd could neither reload nor restart it. A wrapper's
  // child is.
  const isChild = active !== undefined && active.pid > 0;
  return { unit: other === undefined || isChild ? unit : undefined, daemon: other };
}

/** Those that systemd has loaded; in one question, because a process costs more than its answer. */
async function showUnits(
  host: ReadHost,
  names: readonly string[],
): Promise<readonly (Unit & { readonly pid: number })[]> {
  if (host.look('/run/systemd/system').kind !== 'directory') return [];
  const shown = await host.query({
    program: 'systemctl',
    arguments: systemctlWords(host.session, [
      ...['show', ...names, '-p', 'LoadState,ActiveState,MainPID,CanReload'],
    ]),
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0) return [];
  // One block for each, in the order of the names, with an empty line between them (systemctl(1)).
  const blocks = shown.stdout.split('\n\n');
  return names.flatMap((name, index) => readUnit(name, blocks[index] ?? '') ?? []);
}

function readUnit(name: string, block: string): (Unit & { readonly pid: number }) | undefined {
  const properties = new Map(
    block.split('\n').map((line) => [line.replace(/=.*$/, ''), line.replace(/^[^=]*=/, '')]),
  );
  if (properties.get('LoadState') !== 'loaded') return undefined;
  const isUp = ['active', 'activating', 'reloading'].includes(properties.get('ActiveState') ?? '');
  return {
    name,
    ...(properties.get('ActiveState') === 'failed' ? { failed: true as const } : {}),
    canReload: properties.get('CanReload') === 'yes',
    pid: isUp ? Number(properties.get('MainPID') ?? 0) : 0,
  };
}

function readDaemon(host: ReadHost, pid: number): Daemon | undefined {
  if (pid <= 0 || readProc(host, `/proc/${pid}/comm`).trim() !== 'dockerd') return undefined;
  const argv = readProc(host, `/proc/${pid}/cmdline`).replace(/\0$/, '').split('\0');
  return { pid, argv, folder: readFolder(host, pid), configuration: readConfiguration(host, pid) };
}

function readConfiguration(host: ReadHost, pid: number): string {
  const environment = readProc(host, `/proc/${pid}/environ`).split('\0');
  return (
    environment.find((line) => line.startsWith('XDG_CONFIG_HOME='))?.slice('XDG_CONFIG_HOME='.length) ?? ''
  );
}

function readFolder(host: ReadHost, pid: number): AbsPath {
  const cwd = host.look(`/proc/${pid}/cwd`);
  return cwd.kind === 'directory' ? cwd.real : '/';
}

/** The file can be older than a crash: the process must be a dockerd. */
function findByPidFile(host: ReadHost): Daemon | undefined {
  for (const path of dockerPlaces(host).pidFiles) {
    const pid = Number(readProc(host, path).trim());
    const daemon = Number.isInteger(pid) && isOurs(host, pid) ? readDaemon(host, pid) : undefined;
    if (daemon !== undefined) return daemon;
  }
  return undefined;
}

function findByScan(host: ReadHost): Daemon | undefined {
  const pids = host.list('/proc').filter((name) => /^[0-9]+$/.test(name));
  const pid = pids.find(
    (name) => readProc(host, `/proc/${name}/comm`).trim() === 'dockerd' && isOurs(host, Number(name)),
  );
  return pid === undefined ? undefined : readDaemon(host, Number(pid));
}

/** Root's or the session's user's, and with one PID only: a process of a nested PID namespace has one in each (proc(5), NSpid). */
function isOurs(host: ReadHost, pid: number): boolean {
  const status = readProc(host, `/proc/${pid}/status`);
  const uid = /^Uid:\s+([0-9]+)/m.exec(status)?.[1];
  const pids = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.trim().split(/\s+/) ?? [];
  const owner = host.session.kind === 'user' ? host.session.uid : 0;
  return uid === String(owner) && pids.length <= 1;
}

function readProc(host: ReadHost, path: AbsPath): string {
  const state = host.read(path);
  return state.kind === 'file' ? textOf(state) : '';
}
