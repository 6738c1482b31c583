// What dockerd should have in force by its file and flags, held against what it says it has.

import { readStringList, type StringList } from '../../formats/json/read.ts';
import { ABSENT } from '../../model/file.ts';
import { type Finding, type FindingPlace, finding, isBlocker, textFinding } from '../../model/finding.ts';
import { ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import type { Loaded } from '../engine.ts';
import { ENGINE, INSECURE, MIRRORS, readDaemonJson } from './daemon-json.ts';
import { factsOf } from './info.ts';
import { canonicalInsecure, canonicalMirror, isLoopbackNetwork } from './names.ts';
import { type DockerObserved, versionOf } from './observed.ts';

/** Mirrors in order, insecure registries as a sorted set; the loopback networks of dockerd's own are left out. */
export interface Effective {
  readonly mirrors: readonly string[];
  readonly insecure: readonly string[];
}

/** What the file and the flags amount to, or why the file cannot be read. */
export function expectedOf(observed: DockerObserved): Result<Effective, TextProblem> {
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, versionOf(observed));
  if (!read.ok) return read;
  const mirrors = readStringList(read.value.view, MIRRORS);
  if (!mirrors.ok) return mirrors;
  const insecure = readStringList(read.value.view, INSECURE);
  if (!insecure.ok) return insecure;
  const valuesOf = (key: string, list: StringList) =>
    list.kind === 'list'
      ? list.values
      : observed.flags.filter((set) => set.directive === key).map((set) => set.value);
  return ok(
    normalise({ mirrors: valuesOf(MIRRORS, mirrors.value), insecure: valuesOf(INSECURE, insecure.value) }),
  );
}

/** The same for what is loaded. */
export function normalise({ mirrors, insecure }: Effective): Effective {
  const names = new Set(insecure.map(canonicalInsecure));
  // dockerd overwrites the entry for Docker Hub by its own (loadInsecureRegistries).
  names.delete('docker.io');
  return {
    mirrors: [...new Set(mirrors.map(canonicalMirror))],
    insecure: [...names].filter((name) => !isLoopbackNetwork(name)).sort(),
  };
}

export function sameEffective(a: Effective, b: Effective): boolean {
  return sameList(a.mirrors, b.mirrors) && sameList(a.insecure, b.insecure);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/**
 * Compares the files as observed with what the engine has loaded. A mirror that is missing there has a code of its
 * own; any other difference is NOT_LOADED with both sides.
 */
export function compareLoaded(observed: DockerObserved, loaded: Loaded): readonly Finding[] {
  const place = { engine: ENGINE, path: observed.configPath };
  if (loaded.kind === 'unknown')
    return [finding('error', 'LOADED_UNKNOWN', { reason: loaded.reason }, place)];
  if (!observed.files.has(observed.configPath)) {
    const said = observed.findings.find((one) => one.path === observed.configPath && isBlocker(one));
    return [said ?? finding('error', 'FILE_UNREADABLE', { error: 'EACCES' }, place)];
  }
  const read = expectedOf(observed);
  if (!read.ok) return [textFinding(read.error, observed.configPath, ENGINE)];
  const expected = read.value;
  const actual = normalise(factsOf(loaded.facts));
  const ignored = expected.mirrors.filter((url) => !actual.mirrors.includes(url));
  const differs = (what: string, wanted: readonly string[], there: readonly string[]): readonly Finding[] =>
    sameList(wanted, there)
      ? []
      : [finding('error', 'NOT_LOADED', { what, expected: wanted, loaded: there }, place)];
  return [
    ...ignored.map((url) =>
      finding('error', 'ENGINE_IGNORED_MIRROR', { url, loaded: actual.mirrors }, place),
    ),
    ...(ignored.length > 0 ? [] : differs(MIRRORS, expected.mirrors, actual.mirrors)),
    ...differs(INSECURE, expected.insecure, actual.insecure),
    ...compareDockerInfo(loaded.facts.dockerInfo, actual, place),
  ];
}

/** `docker info`, where it was asked too, must say what the socket says: 'agrees', or what it says instead; see toLoaded. */
function compareDockerInfo(said: unknown, actual: Effective, place: FindingPlace): readonly Finding[] {
  if (typeof said !== 'object' || said === null) return [];
  if ('anotherDaemon' in said) {
    const { host, context } = { host: '', context: '', ...said };
    return [finding('warning', 'CLI_ASKS_ANOTHER_DAEMON', { host, context }, { engine: ENGINE })];
  }
  const shown = normalise(factsOf({ ...said }));
  const flat = ({ mirrors, insecure }: Effective) => [...mirrors, ...insecure];
  return [
    finding(
      'error',
      'NOT_LOADED',
      { what: 'docker info', expected: flat(actual), loaded: flat(shown) },
      place,
    ),
  ];
}
