// What the running containerd has loaded: by its own word where there is somebody to ask it, else by when it was started.

import { isJsonObject, parseJson } from '../../formats/json/plain.ts';
import { readContainerdConfig } from '../../formats/toml/config-path.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Loaded } from '../engine.ts';
import { readConfiguration } from './configuration.ts';
import { findDaemon } from './daemon.ts';
import { type ContainerdObserved, type Daemon, expectedPath } from './observed.ts';
import { CONFIG_PATH, ENGINE, isAtLeast } from './places.ts';

/** A file was changed after containerd had read it: what it has loaded cannot be told. */
export const CHANGED_SINCE = 'changed since the start';

/** Milliseconds by which the start of a process may be rounded. */
const ROUNDING = 50;

type Asked = Pick<ContainerdObserved, 'configFiles' | 'socket' | 'daemon' | 'version'>;

/**
 * Up to 1.7 the CRI says which config_path is in force (`crictl info`), from 2.0 on it does not: then the files count, as
 * `containerd config dump` reads them, if none of them is younger than the process. It reads them once, at its start.
 */
export async function askLoaded(observed: Asked, host: ReadHost): Promise<Loaded> {
  const { daemon, configFiles, socket, version } = observed;
  if (daemon === undefined) return { kind: 'unknown', reason: 'not running' };
  const said = await askCri(host, socket);
  if (said !== undefined) return { kind: 'known', facts: { configPath: said, by: 'crictl info' } };
  if (newerFile(host, configFiles, daemon) !== undefined) return { kind: 'unknown', reason: CHANGED_SINCE };
  const dumped = await askDump(host, configFiles[0], isAtLeast(version, '2.0') === true);
  return typeof dumped === 'string'
    ? { kind: 'known', facts: { configPath: dumped, by: 'containerd config dump' } }
    : { kind: 'unknown', reason: dumped.error };
}

export async function askAgain(observed: ContainerdObserved, host: ReadHost): Promise<Loaded> {
  const { daemon } = await findDaemon(host);
  return askLoaded({ ...observed, daemon }, host);
}

async function askCri(host: ReadHost, socket: AbsPath): Promise<string | undefined> {
  if (host.program('crictl') === undefined) return undefined;
  const said = await host.query({
    program: 'crictl',
    arguments: ['--runtime-endpoint', `unix://${socket}`, 'info'],
    timeout: host.timeout,
  });
  const info = said.kind === 'ended' && said.code === 0 ? parseJson(said.stdout) : undefined;
  const config = isJsonObject(info) ? info.config : undefined;
  const registry = isJsonObject(config) ? config.registry : undefined;
  const path = isJsonObject(registry) ? registry.configPath : undefined;
  return typeof path === 'string' ? path : undefined;
}

function newerFile(host: ReadHost, files: readonly AbsPath[], { startedAt }: Daemon): AbsPath | undefined {
  return files.find((path) => {
    const { kind, modified } = host.look(path);
    return kind === 'file' && modified > startedAt + ROUNDING;
  });
}

/** What containerd itself makes of the files; where there is no file it goes by its defaults, and is not asked. */
async function askDump(
  host: ReadHost,
  main: AbsPath | undefined,
  isNew: boolean,
): Promise<string | { readonly error: string }> {
  if (main === undefined || host.look(main).kind === 'absent') return '';
  const said = await host.query({
    program: 'containerd',
    arguments: ['--config', main, 'config', 'dump'],
    timeout: host.timeout,
  });
  if (said.kind !== 'ended') return { error: said.kind === 'failed' ? said.error : said.kind };
  if (said.code !== 0) return { error: lastLine(said.stderr) };
  return dumpedPath(said.stdout, isNew);
}

/** config_path in what `containerd config dump` prints: of 1.x in version 2, of 2.x in version 3. */
export function dumpedPath(dump: string, isNew: boolean): string {
  const read = readContainerdConfig(dump, { isNew, inherited: 0 });
  return read.ok ? (read.value.configPath ?? '') : '';
}

export function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? '';
}

/** What differs between the files and what is loaded; see Engine.compare. */
export function compareContainerd(observed: ContainerdObserved, loaded: Loaded): readonly Finding[] {
  const place = {
    engine: ENGINE,
    ...(observed.configFiles[0] === undefined ? {} : { path: observed.configFiles[0] }),
  };
  if (loaded.kind === 'unknown')
    return [
      loaded.reason === CHANGED_SINCE
        ? finding('error', 'CONFIG_NEWER_THAN_DAEMON', {}, place)
        : finding('error', 'LOADED_UNKNOWN', { reason: loaded.reason }, place),
    ];
  const read = readConfiguration(observed);
  if (!read.ok) return [finding('error', 'LOADED_UNKNOWN', { reason: read.error.problem.code }, place)];
  const expected = expectedPath(observed) ?? '';
  const there = typeof loaded.facts.configPath === 'string' ? loaded.facts.configPath : '';
  if (expected === there) return [];
  const listed = (path: string) => (path === '' ? [] : [path]);
  return [
    finding(
      'error',
      'NOT_LOADED',
      { what: CONFIG_PATH, expected: listed(expected), loaded: listed(there) },
      place,
    ),
  ];
}

/** `ctr version` asks the daemon for its own. */
export async function isReady({ socket }: ContainerdObserved, host: ReadHost): Promise<boolean> {
  const said = await host.query({
    program: 'ctr',
    arguments: ['--address', socket, 'version'],
    timeout: host.timeout,
  });
  return said.kind === 'ended' && said.code === 0;
}
