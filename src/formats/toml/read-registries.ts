// Reads a containers registries.conf as the engine's loader does (containers/image, pkg/sysregistriesv2).

import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import {
  type RegistriesConf,
  SEARCH_KEY,
  type SearchList,
  trimSlashes,
  type Version1,
  type Version2,
} from './conf.ts';
import {
  badValue,
  checkKeys,
  firstProblem,
  inOrder,
  newReport,
  type PlacedString,
  type Report,
  readString,
  readStrings,
  readTable,
  readTables,
} from './fields.ts';
import { isAliasTarget, isSearchEntry, isShortName } from './names.ts';
import { MIRROR_KEYS, REGISTRY_KEYS, readRegistryTables, refuseScheme } from './read-tables.ts';
import { parseDocument, type TableNode, type TomlDocument } from './tree.ts';

const VERSION_2_KEYS = [
  'registry',
  SEARCH_KEY,
  'credential-helpers',
  'short-name-mode',
  'additional-layer-store-auth-helper',
  'aliases',
];
const TOP_LEVEL_KEYS = [...VERSION_2_KEYS, 'registries'];
const VERSION_1_TABLES = ['search', 'insecure', 'block'];

/**
 * Reads a registries.conf. What the engine refuses is a problem with line and column; what it accepts and ignores
 * (unknown and misplaced keys, a second table of one prefix) is a warning, in the order written.
 *
 * v1 tables whose lists are all empty beside v2 keys are version 2 with the warning MIXED_VERSIONS: below
 * containers/image 5.24 the empty lists count as nothing, from there on the engine refuses the file.
 *
 * @param text without byte-order mark
 */
export function readRegistries(text: string): Result<Version1 | Version2, TextProblem> {
  const document = parseDocument(text);
  if (!document.ok) return document;
  const known = interpreted.get(document.value);
  const result = known ?? interpretDocument(document.value);
  interpreted.set(document.value, result);
  return result;
}

const interpreted = new WeakMap<TomlDocument, Result<Version1 | Version2, TextProblem>>();

/** The same for a document that is parsed already. */
export function interpretDocument(document: TomlDocument): Result<Version1 | Version2, TextProblem> {
  const report = newReport();
  const root = document.root;
  checkKeys(root, TOP_LEVEL_KEYS, [...REGISTRY_KEYS, ...MIRROR_KEYS], report);
  const version1 = readVersion1(root, report);
  const conf = readVersion2(root, report);
  if (version1 !== undefined && hasVersion2Key(root)) reportMixing(version1, report);
  const problem = firstProblem(report);
  if (problem !== undefined) return err(problem);
  const warnings = inOrder(report.warnings);
  if (version1 === undefined || hasVersion2Key(root)) return ok({ version: 2, conf, warnings });
  return ok({ ...version1, warnings });
}

function readVersion2(root: TableNode, report: Report): RegistriesConf {
  readStrings(root, 'credential-helpers', report);
  readString(root, 'additional-layer-store-auth-helper', report);
  return {
    search: readSearch(root, report),
    shortNameMode: readShortNameMode(root, report),
    registries: readRegistryTables(readTables(root, 'registry', report), TOP_LEVEL_KEYS, report),
    aliases: readAliases(root, report),
  };
}

function readSearch(root: TableNode, report: Report): SearchList {
  const entries = readStrings(root, SEARCH_KEY, report);
  return entries === undefined ? { kind: 'absent' } : { kind: 'list', values: checkSearch(entries, report) };
}

function checkSearch(entries: readonly PlacedString[], report: Report): string[] {
  return entries.map((entry) => {
    const value = trimSlashes(entry.value);
    const wrong = refuseScheme(entry, report);
    if (!wrong && !isSearchEntry(value)) {
      report.problems.push(badValue('search-entry', entry.position, { value: entry.value }));
    }
    return value;
  });
}

function readShortNameMode(root: TableNode, report: Report): RegistriesConf['shortNameMode'] {
  const mode = readString(root, 'short-name-mode', report);
  if (mode === '') return { kind: 'absent' };
  if (mode === 'disabled' || mode === 'enforcing' || mode === 'permissive') return { kind: 'mode', mode };
  const position = root.entries.get('short-name-mode')?.node.position ?? root.position;
  report.problems.push(badValue('short-name-mode', position, { value: mode }));
  return { kind: 'absent' };
}

function readAliases(root: TableNode, report: Report): ReadonlyMap<string, string> {
  const table = readTable(root, 'aliases', report);
  const aliases = new Map<string, string>();
  for (const [name, entry] of table?.entries ?? []) {
    const target = readString(table ?? root, name, report);
    const wrong = isShortName(name) ? target !== '' && !isAliasTarget(target) : true;
    if (wrong) report.problems.push(badValue('alias', entry.position, { key: name, value: target }));
    aliases.set(name, target);
  }
  return aliases;
}

/** The v1 tables; undefined when none of the three lists is there. */
function readVersion1(root: TableNode, report: Report): Version1 | undefined {
  const table = readTable(root, 'registries', report);
  if (table === undefined) return undefined;
  checkKeys(table, VERSION_1_TABLES, [...VERSION_2_KEYS, ...REGISTRY_KEYS], report);
  const [search, insecure, block] = VERSION_1_TABLES.map((name) => readVersion1List(table, name, report));
  if (search === undefined && insecure === undefined && block === undefined) return undefined;
  const position = root.entries.get('registries')?.position ?? root.position;
  return {
    version: 1,
    search: checkSearch(search ?? [], report),
    insecure: checkLocations(insecure ?? [], report),
    block: checkLocations(block ?? [], report),
    position,
    warnings: [],
  };
}

function readVersion1List(table: TableNode, name: string, report: Report): PlacedString[] | undefined {
  const list = readTable(table, name, report);
  if (list === undefined) return undefined;
  checkKeys(list, ['registries'], [...VERSION_2_KEYS, ...REGISTRY_KEYS], report);
  return readStrings(list, 'registries', report);
}

function checkLocations(entries: readonly PlacedString[], report: Report): string[] {
  return entries.map((entry) => {
    const location = trimSlashes(entry.value);
    refuseScheme(entry, report);
    if (location === '') report.problems.push(badValue('no-prefix-and-location', entry.position, {}));
    return location;
  });
}

function hasVersion2Key(root: TableNode): boolean {
  return VERSION_2_KEYS.some((key) => root.entries.has(key));
}

function reportMixing({ search, insecure, block, position }: Version1, report: Report): void {
  const empty = [search, insecure, block].every((list) => list.length === 0);
  (empty ? report.warnings : report.problems).push({ code: 'MIXED_VERSIONS', position, detail: {} });
}
