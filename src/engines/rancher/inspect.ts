// Looks at k3s or rke2 on a host: its role, its files, what it has written for its containerd. Changes and starts nothing.

import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, type FileState, textOf } from '../../model/file.ts';
import { type Finding, finding, unreadableFinding } from '../../model/finding.ts';
import { err, type Result } from '../../model/result.ts';
import type { InspectScope } from '../engine.ts';
import { type Distribution, ownFolder, SOCKET } from './distribution.ts';
import { readGenerated } from './generated.ts';
import { type RancherObserved, readMain } from './observed.ts';
import type { Rules } from './rules.ts';
import { readSettings, type Settings } from './settings.ts';
import { findUnit, readVariables, type Unit } from './unit.ts';

/** Here where its program or a unit of it is; in the files of a system that does not run, also by its folder. */
export async function inspectRancher(
  distribution: Distribution,
  host: ReadHost,
  scope: InspectScope,
): Promise<RancherObserved | undefined> {
  if (host.session.kind === 'user') return undefined;
  const unit = await findUnit(distribution, host);
  const program = programOf(distribution, host);
  const isOnDisk = !host.live && (scope.expected || host.look(distribution.folder).kind === 'directory');
  if (unit === undefined && program === undefined && !isOnDisk) return undefined;
  const settings = readSettings(distribution, unit, readVariables(unit, host), host);
  const isByHand = host.live && unit?.running !== true && runsByHand(distribution, host);
  const running = unit?.running === true || isByHand;
  const read = readFiles(distribution, settings, host);
  const observed = {
    version: program === undefined ? null : await askVersion(program, host),
    running,
    files: read.files,
    findings: read.findings,
    live: host.live,
    unit,
    isByHand,
    settings,
    hasEtcd: hasEtcd(distribution, settings, host),
    generated: running ? readLoaded(settings, unit, host) : err('not running'),
    containerd: running ? findContainerd(host) : null,
    owner: { uid: host.user.uid, gid: host.user.gid },
  };
  return withAuthorities(distribution, observed, host);
}

function programOf(distribution: Distribution, host: ReadHost): AbsPath | undefined {
  return (
    host.program(distribution.id) ?? distribution.programs.find((path) => host.look(path).kind === 'file')
  );
}

function hasEtcd(distribution: Distribution, { dataFolder }: Settings, host: ReadHost): boolean {
  const folder = distribution.etcdFolder(dataFolder);
  return folder !== null && host.look(folder).kind === 'directory';
}

async function askVersion(program: AbsPath, host: ReadHost): Promise<string | null> {
  if (!host.live) return null;
  const asked = await host.query({ program, arguments: ['--version'], timeout: host.timeout });
  const text = asked.kind === 'ended' && asked.code === 0 ? asked.stdout : '';
  return /version v?([0-9][^\s]*)/.exec(text)?.[1] ?? null;
}

function runsByHand({ processes }: Distribution, host: ReadHost): boolean {
  return pidsOf(host).some((pid) => processes.includes(procText(host, `/proc/${pid}/comm`).trim()));
}

function findContainerd(host: ReadHost): number | null {
  const pid = pidsOf(host).find(
    (one) =>
      procText(host, `/proc/${one}/comm`).trim() === 'containerd' &&
      procText(host, `/proc/${one}/cmdline`).split('\0').includes(SOCKET),
  );
  return pid === undefined ? null : Number(pid);
}

function pidsOf(host: ReadHost): readonly string[] {
  return host.list('/proc').filter((name) => /^[0-9]+$/.test(name));
}

function procText(host: ReadHost, path: AbsPath): string {
  const state = host.read(path);
  return state.kind === 'file' ? textOf(state) : '';
}

/** The files are written a moment before its containerd makes its socket; what is older is of the start before. */
function readLoaded(settings: Settings, unit: Unit | undefined, host: ReadHost): Result<Rules, string> {
  if (settings.otherRuntime !== null) return err(`--${settings.otherRuntime}`);
  return isUp(unit, host) ? readGenerated(settings.dataFolder, host) : err('it is still starting');
}

/** Milliseconds: clocks of files and of processes are not read at the same moment. */
const TOLERANCE = 1_000;

/** Whether its containerd has begun since it was started. */
export function isUp(unit: Unit | undefined, host: ReadHost): boolean {
  const { kind, modified } = host.look(SOCKET);
  if (kind !== 'socket') return false;
  const since = unit?.started ?? null;
  return since === null || modified >= since - TOLERANCE;
}

interface ReadFiles {
  readonly files: ReadonlyMap<AbsPath, FileState>;
  readonly findings: readonly Finding[];
}

function readFiles(distribution: Distribution, { file }: Settings, host: ReadHost): ReadFiles {
  const own = ownFolder(distribution);
  const paths = [file, ...host.list(own).map((name) => `${own}/${name}`)];
  return readAll(distribution.id, paths, host);
}

function readAll(engine: string, paths: readonly AbsPath[], host: ReadHost): ReadFiles {
  const files = new Map<AbsPath, FileState>();
  const findings: Finding[] = [];
  for (const path of paths) {
    const state = host.read(path);
    if (state.kind !== 'unreadable') files.set(path, state);
    else if (['EACCES', 'EPERM'].includes(state.problem.errno) && host.user.uid !== 0)
      findings.push(
        finding('info', 'NOT_VISIBLE', { what: path, error: state.problem.errno }, { engine, path }),
      );
    else findings.push(unreadableFinding('error', state.problem, { engine, path }));
  }
  return { files, findings };
}

/** The CA files that registries.yaml names, too. One that cannot be read is for k3s to complain about. */
function withAuthorities(
  distribution: Distribution,
  observed: RancherObserved,
  host: ReadHost,
): RancherObserved {
  const main = readMain(observed);
  if (!main.ok) return observed;
  const named = [...main.value.registries.configs.values()].flatMap(({ tls }) => tls?.caFile ?? []);
  const paths = [...new Set(named)].filter((path) => path.startsWith('/') && !observed.files.has(path));
  const { files } = readAll(distribution.id, paths, host);
  return { ...observed, files: new Map([...observed.files, ...files]) };
}
