// Which files an engine reads, in which order, and what it makes of all of them together.

import { basename, dirname } from 'node:path/posix';
import { decodeUtf8 } from '../../formats/text.ts';
import type { RegistriesConf, RegistryTable, Version1 } from '../../formats/toml/conf.ts';
import { type EffectiveView, mergeView } from '../../formats/toml/effective.ts';
import { readRegistries } from '../../formats/toml/read-registries.ts';
import type { AbsPath, FileState } from '../../model/file.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Position, TextProblem } from '../../model/text.ts';
import type { RegistriesObserved } from './observed.ts';
import { DROP_IN_FOLDER, MAIN, userFolder, userMain, VENDOR_MAIN } from './places.ts';
import type { Rules } from './rules.ts';

/** A registries.conf as it is read; a v1 file as the v2 file that the engine makes of it. */
export interface ReadConf {
  readonly conf: RegistriesConf;
  readonly version: 1 | 2;
  readonly text: string;
  readonly bom: boolean;
  readonly warnings: readonly TextProblem[];
  /** Where the first v1 table stands. */
  readonly version1At: Position;
}

export interface Source {
  readonly path: AbsPath;
  readonly role: 'main' | 'drop-in';
}

export const NO_CONF: RegistriesConf = {
  search: { kind: 'absent' },
  shortNameMode: { kind: 'absent' },
  registries: [],
  aliases: new Map(),
};

const START: Position = { line: 1, column: 1 };

/**
 * The files that an engine without anything in its environment reads, in the order of loading.
 *
 * Without layers (newConfigWrapper, dropInConfigs in containers/image sysregistriesv2): the user's main file puts all of
 * /etc out of use, for root too; drop-ins in the order of their names, /etc before the user's. With layers
 * (storage/pkg/configfile): the first main file of user, /etc and /usr/share; the drop-ins of all folders by name, of
 * one name the one of the strongest folder.
 */
export function sourcesOf(observed: RegistriesObserved): readonly Source[] {
  const { configuration } = observed;
  const own = userFolder(configuration);
  if (observed.rules.layered) {
    const main = [userMain(configuration), MAIN, VENDOR_MAIN].find((path) => isThere(observed, path));
    const byName = new Map<string, AbsPath>();
    for (const folder of [...observed.layered, own]) {
      for (const path of dropInsOf(observed, folder))
        if (!observed.links.includes(path)) byName.set(basename(path), path);
    }
    const dropIns = [...byName].sort(([a], [b]) => compareNames(a, b)).map(([, path]) => path);
    return toSources(main, dropIns);
  }
  return isThere(observed, userMain(configuration))
    ? toSources(userMain(configuration), dropInsOf(observed, own))
    : toSources(MAIN, [...dropInsOf(observed, DROP_IN_FOLDER), ...dropInsOf(observed, own)]);
}

function toSources(main: AbsPath | undefined, dropIns: readonly AbsPath[]): readonly Source[] {
  return [
    ...(main === undefined ? [] : [{ path: main, role: 'main' } as const]),
    ...dropIns.map((path) => ({ path, role: 'drop-in' }) as const),
  ];
}

function isThere(observed: RegistriesObserved, path: AbsPath): boolean {
  return observed.files.get(path)?.kind === 'file';
}

function dropInsOf(observed: RegistriesObserved, folder: AbsPath): readonly AbsPath[] {
  return [...observed.files.keys()]
    .filter((path) => dirname(path) === folder && isThere(observed, path))
    .sort((a, b) => compareNames(basename(a), basename(b)));
}

function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * Reads one file as the installed version does. Absent is an empty file.
 * @returns what the engine refuses
 */
export function readConf(state: FileState, rules: Rules): Result<ReadConf, TextProblem> {
  if (state.kind === 'absent') return ok({ ...EMPTY, bom: false });
  const decoded = decodeUtf8(state.bytes);
  if (!decoded.ok) return decoded;
  const { text, bom } = decoded.value;
  if (bom && !rules.takesByteOrderMark) return err({ code: 'BYTE_ORDER_MARK', position: START, detail: {} });
  const read = readRegistries(text);
  if (!read.ok) return read;
  const { warnings } = read.value;
  const mixed = warnings.find(({ code }) => code === 'MIXED_VERSIONS');
  if (mixed !== undefined && rules.refusesMixed) return err(mixed);
  return read.value.version === 2
    ? ok({ conf: read.value.conf, version: 2, text, bom, warnings, version1At: START })
    : ok({
        conf: convert(read.value),
        version: 1,
        text,
        bom,
        warnings,
        version1At: read.value.position,
      });
}

const EMPTY: ReadConf = {
  conf: NO_CONF,
  version: 2,
  text: '',
  bom: false,
  warnings: [],
  version1At: START,
};

/** ConvertToV2 of sysregistriesv2: blocked ones first, then the insecure ones that are not among them. */
function convert({ search, insecure, block, position }: Version1): RegistriesConf {
  const toTable = (location: string): RegistryTable => ({
    prefix: location,
    location,
    insecure: insecure.includes(location),
    blocked: block.includes(location),
    mirrorByDigestOnly: false,
    mirrors: [],
    position,
    otherKeys: [],
  });
  return {
    ...NO_CONF,
    search: search.length === 0 ? { kind: 'absent' } : { kind: 'list', values: search },
    registries: [...new Set([...block, ...insecure])].map(toTable),
  };
}

/** Something that keeps the engine, or us, from reading one of the files. */
export interface SourceProblem extends Source {
  readonly problem: TextProblem;
}

/** What the engine makes of the files as observed, or the files because of which it refuses to work. */
export function viewOf(
  observed: RegistriesObserved,
  exclude: readonly AbsPath[] = [],
): Result<EffectiveView, readonly SourceProblem[]> {
  const problems: SourceProblem[] = [];
  const confs: { path: AbsPath; conf: RegistriesConf }[] = [];
  for (const source of sourcesOf(observed).filter(({ path }) => !exclude.includes(path))) {
    const read = readConf(stateOf(observed, source.path), observed.rules);
    const problem = read.ok ? refusalOf(source, read.value, observed.rules) : read.error;
    if (problem !== undefined) problems.push({ ...source, problem });
    else if (read.ok) confs.push({ path: source.path, conf: read.value.conf });
  }
  if (problems.length > 0) return err(problems);
  const view = mergeView(confs);
  const { shortNameMode = view.shortNameMode } = observed;
  return ok({ ...view, shortNameMode });
}

/** v1 is refused in drop-ins everywhere, and with layers in every file. */
function refusalOf({ role }: Source, read: ReadConf, rules: Rules): TextProblem | undefined {
  if (read.version === 2 || (role === 'main' && !rules.layered)) return undefined;
  return { code: 'VERSION_1', position: read.version1At, detail: {} };
}

export function stateOf(observed: RegistriesObserved, path: AbsPath): FileState {
  return observed.files.get(path) ?? { kind: 'absent' };
}
