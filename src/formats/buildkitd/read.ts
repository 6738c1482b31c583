// Reads the registries of a buildkitd.toml (docs/buildkitd.toml.md in moby/buildkit), as strictly as buildkitd does.

import { err, ok, type Result } from '../../model/result.ts';
import type { Position, TextProblem } from '../../model/text.ts';
import {
  badValue,
  checkKeys,
  firstProblem,
  newReport,
  type Report,
  readBoolean,
  readStrings,
  readTable,
  readTables,
} from '../toml/fields.ts';
import { parseDocument, type TableNode, type TomlDocument } from '../toml/tree.ts';

/** What `[registry."HOST"]` says; null where a key is not there, because buildkitd tells that from `false`. */
export interface RegistryConfig {
  /** host[:port], as it is looked up: exactly as it is written in a list of mirrors. */
  readonly registry: string;
  /** host[:port][/path] as written; a scheme before it counts for nothing. */
  readonly mirrors: readonly string[];
  readonly http: boolean | null;
  readonly insecure: boolean | null;
  readonly ca: readonly string[];
  readonly position: Position;
  /** Keys of which our edits know nothing. */
  readonly otherKeys: readonly string[];
}

export interface BuildkitdConf {
  readonly document: TomlDocument;
  readonly registries: readonly RegistryConfig[];
  /** What buildkitd passes over without a word, in the order written. */
  readonly warnings: readonly TextProblem[];
}

const OUR_KEYS = ['mirrors', 'http', 'insecure', 'ca'];
const KNOWN_KEYS = [...OUR_KEYS, 'keypair', 'tlsconfigdir'];

/**
 * @param text without byte-order mark, which buildkitd refuses; '' is a valid document
 * @returns the faults of parseDocument; WRONG_TYPE where buildkitd would not start; BAD_VALUE with the reason
 * letter-case: `Mirrors` counts for `mirrors` (go-toml), and nobody says which one does where both are there
 */
export function readBuildkitd(text: string): Result<BuildkitdConf, TextProblem> {
  const document = parseDocument(text);
  if (!document.ok) return document;
  const report = newReport();
  const { root } = document.value;
  const odd = [...root.entries].find(([key]) => key !== 'registry' && key.toLowerCase() === 'registry');
  if (odd !== undefined)
    report.problems.push(badValue('letter-case', odd[1].position, { key: odd[0], expected: 'registry' }));
  const all = readTable(root, 'registry', report);
  const registries = [...(all?.entries.keys() ?? [])].flatMap((name) => {
    const table = all === undefined ? undefined : readTable(all, name, report);
    return table === undefined ? [] : [readRegistry(name, table, report)];
  });
  const problem = firstProblem(report);
  if (problem !== undefined) return err(problem);
  return ok({ document: document.value, registries, warnings: report.warnings });
}

/** What a registry says of which nothing is written. */
export function registryOf(
  { registries }: Pick<BuildkitdConf, 'registries'>,
  name: string,
): RegistryConfig | undefined {
  return registries.find(({ registry }) => registry === name);
}

/** host[:port] and path of an element of `mirrors` (util/resolver/utils.go, extractMirrorHostAndPath). */
export function splitMirrorEntry(entry: string): { readonly host: string; readonly path: string } {
  const [, host = '', path = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/]*)(.*)$/i.exec(entry) ?? [];
  return { host, path: path.replace(/\/+$/, '') };
}

function readRegistry(registry: string, table: TableNode, report: Report): RegistryConfig {
  checkKeys(table, KNOWN_KEYS, [], report);
  readTables(table, 'keypair', report);
  readStrings(table, 'tlsconfigdir', report);
  const stringsOf = (key: string) => (readStrings(table, key, report) ?? []).map(({ value }) => value);
  return {
    registry,
    mirrors: stringsOf('mirrors'),
    http: readFlag(table, 'http', report),
    insecure: readFlag(table, 'insecure', report),
    ca: stringsOf('ca'),
    position: table.position,
    otherKeys: [...table.entries.keys()].filter((key) => !OUR_KEYS.includes(key)),
  };
}

function readFlag(table: TableNode, key: string, report: Report): boolean | null {
  return table.entries.has(key) ? readBoolean(table, key, report) : null;
}
