// Reads the [[registry]] tables of a registries.conf and checks them as the engine's postProcessRegistries does.

import { type MirrorTable, type PullFromMirror, type RegistryTable, trimSlashes } from './conf.ts';
import {
  badValue,
  checkKeys,
  type PlacedString,
  type Report,
  readBoolean,
  readString,
  readTables,
} from './fields.ts';
import type { TableNode } from './tree.ts';

/** `proxy` came with containers/image 5.40 (container-libs issue 624); before, the engine ignores it. */
export const MIRROR_KEYS = ['location', 'insecure', 'pull-from-mirror', 'proxy'];
export const REGISTRY_KEYS = ['prefix', 'blocked', 'mirror-by-digest-only', 'mirror', ...MIRROR_KEYS];

/** The keys that our edits write into a [[registry]] table. */
const WRITTEN_KEYS = ['prefix', 'location', 'insecure', 'mirror'];

/**
 * The tables in the order written, with every fault that the engine refuses in `report`.
 *
 * @param topLevelKeys keys that are misplaced in here
 */
export function readRegistryTables(
  nodes: readonly TableNode[],
  topLevelKeys: readonly string[],
  report: Report,
): RegistryTable[] {
  const tables = nodes.map((node) => readRegistryTable(node, topLevelKeys, report));
  reportConflicts(tables, report);
  reportDuplicates(tables, report);
  return tables;
}

/** What is compared with image names: the prefix or, without one, the location. Both without slashes at the end. */
export function effectivePrefix(node: TableNode): string {
  return trimSlashes(stringOf(node, 'prefix')) || trimSlashes(stringOf(node, 'location'));
}

/** A string value of a table that has been read without a fault. */
export function stringOf(node: TableNode, key: string): string {
  const value = node.entries.get(key)?.node;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
}

/** Reports `http://` and `https://` ("URI schemes are not supported") and says whether it did. */
export function refuseScheme({ value, position }: PlacedString, report: Report): boolean {
  if (!/^https?:\/\//.test(trimSlashes(value))) return false;
  report.problems.push(badValue('scheme', position, { value }));
  return true;
}

function readRegistryTable(node: TableNode, topLevelKeys: readonly string[], report: Report): RegistryTable {
  checkKeys(node, REGISTRY_KEYS, topLevelKeys, report);
  readString(node, 'proxy', report);
  const location = readName(node, 'location', report);
  const prefix = readName(node, 'prefix', report);
  const mirrorByDigestOnly = readBoolean(node, 'mirror-by-digest-only', report);
  const table: RegistryTable = {
    prefix: prefix || location,
    location,
    insecure: readBoolean(node, 'insecure', report),
    blocked: readBoolean(node, 'blocked', report),
    mirrorByDigestOnly,
    mirrors: readTables(node, 'mirror', report).map((mirror) =>
      readMirror(mirror, mirrorByDigestOnly, topLevelKeys, report),
    ),
    position: node.position,
    otherKeys: [...node.entries.keys()].filter((key) => !WRITTEN_KEYS.includes(key)),
  };
  checkNames(node, table, report);
  return table;
}

function readName(node: TableNode, key: string, report: Report): string {
  const value = readString(node, key, report);
  refuseScheme({ value, position: placeOf(node, key) }, report);
  return trimSlashes(value);
}

function placeOf(node: TableNode, key: string): RegistryTable['position'] {
  return node.entries.get(key)?.node.position ?? node.position;
}

function checkNames(node: TableNode, { prefix, location }: RegistryTable, report: Report): void {
  const isWildcard = prefix.startsWith('*.');
  if (prefix === '') report.problems.push(badValue('no-prefix-and-location', node.position, {}));
  else if (location === '' && !isWildcard) {
    report.problems.push(badValue('no-location', node.position, { prefix }));
  }
  if (isWildcard && /[/@:]/.test(prefix)) {
    report.problems.push(badValue('wildcard', placeOf(node, 'prefix'), { value: prefix }));
  }
  if (readString(node, 'pull-from-mirror', report) !== '') {
    report.problems.push(
      badValue('pull-from-mirror-outside-mirror', placeOf(node, 'pull-from-mirror'), { prefix }),
    );
  }
}

function readMirror(
  node: TableNode,
  digestOnly: boolean,
  topLevelKeys: readonly string[],
  report: Report,
): MirrorTable {
  checkKeys(node, MIRROR_KEYS, [...topLevelKeys, ...REGISTRY_KEYS], report);
  readString(node, 'proxy', report);
  const location = readName(node, 'location', report);
  if (location === '') report.problems.push(badValue('no-mirror-location', node.position, {}));
  // Below containers/image 5.35 the slash stays and the mirror's references cannot be parsed.
  else if (location !== stringOf(node, 'location')) {
    const value = stringOf(node, 'location');
    report.warnings.push(badValue('trailing-slash', placeOf(node, 'location'), { value }));
  }
  return {
    location,
    insecure: readBoolean(node, 'insecure', report),
    pullFromMirror: readPullFromMirror(node, digestOnly, report),
    position: node.position,
  };
}

function readPullFromMirror(node: TableNode, digestOnly: boolean, report: Report): PullFromMirror {
  const value = readString(node, 'pull-from-mirror', report);
  if (value === '') return 'all';
  const position = placeOf(node, 'pull-from-mirror');
  if (digestOnly) report.problems.push(badValue('pull-from-mirror-with-digest-only', position, { value }));
  if (value === 'all' || value === 'digest-only' || value === 'tag-only') return value;
  report.problems.push(badValue('pull-from-mirror', position, { value }));
  return 'all';
}

/** "registry is defined multiple times with conflicting settings": compared with the first table of the location. */
function reportConflicts(tables: readonly RegistryTable[], report: Report): void {
  const firstOf = new Map<string, RegistryTable>();
  for (const table of tables) {
    const location = table.location || table.prefix;
    const first = firstOf.get(location) ?? table;
    firstOf.set(location, first);
    const line = String(first.position.line);
    if (table.insecure !== first.insecure) {
      report.problems.push(badValue('conflicting-insecure', table.position, { location, line }));
    }
    if (table.blocked !== first.blocked) {
      report.problems.push(badValue('conflicting-blocked', table.position, { location, line }));
    }
  }
}

function reportDuplicates(tables: readonly RegistryTable[], report: Report): void {
  const firstOf = new Map<string, RegistryTable>();
  for (const table of tables) {
    const first = firstOf.get(table.prefix);
    if (first === undefined) firstOf.set(table.prefix, table);
    else {
      const detail = { key: 'registry', prefix: table.prefix, line: String(first.position.line) };
      report.warnings.push({ code: 'DUPLICATE_KEY', position: table.position, detail });
    }
  }
}
