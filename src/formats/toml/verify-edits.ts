// The second opinion on an edit: @iarna/toml must find exactly the intended difference, and no comment may be lost.

import { parse } from '@iarna/toml';
import type { TextProblem } from '../../model/text.ts';
import { SEARCH_KEY, trimSlashes, type Version1 } from './conf.ts';
import type { RegistriesEdit } from './edits.ts';
import type { TomlDocument } from './tree.ts';

type Data = Record<string, unknown>;

/**
 * Compares the data of both texts, as a parser that shares no code with ours reads them, after making the edits on the
 * plain data of the first one.
 *
 * @param headerText comments that only the second text may have
 * @returns EDIT_NOT_EXACT, with the reason 'data', 'comments' or 'unreadable' (that parser stops at TOML 0.5, so it
 * may refuse what the engine takes)
 */
export function verifyEdits(
  before: TomlDocument,
  after: TomlDocument,
  edits: readonly RegistriesEdit[],
  headerText: string,
): TextProblem | undefined {
  const [expected, found] = [readData(before.text), readData(after.text)];
  if (expected === undefined || found === undefined) return notExact('unreadable');
  for (const edit of edits) editData(expected, edit);
  if (!sameData(normalize(expected), normalize(found))) return notExact('data');
  return sameComments(before, after, headerText) ? undefined : notExact('comments');
}

/**
 * The same for a conversion: the second text is v2, says what the v1 tables of the first one said, and keeps its other
 * keys and its comments.
 */
export function verifyConversion(
  before: TomlDocument,
  after: TomlDocument,
  { search, insecure, block }: Version1,
): TextProblem | undefined {
  const [expected, found] = [readData(before.text), readData(after.text)];
  if (expected === undefined || found === undefined) return notExact('unreadable');
  const lists = isTable(expected.registries) ? expected.registries : {};
  const hasSearch = isTable(lists.search) && Array.isArray(lists.search.registries);
  delete expected.registries;
  if (hasSearch) expected[SEARCH_KEY] = search;
  const [insecureSet, blockSet] = [new Set(insecure), new Set(block)];
  expected.registry = [...new Set([...insecure, ...block])].sort().map((location) => ({
    location,
    insecure: insecureSet.has(location),
    ...(blockSet.has(location) ? { blocked: true } : {}),
  }));
  found.registry = tablesOf(found, 'registry').sort((a, b) => (prefixOf(a) < prefixOf(b) ? -1 : 1));
  if (!sameData(normalize(expected), normalize(found))) return notExact('data');
  return sameComments(before, after, '') ? undefined : notExact('comments');
}

function notExact(reason: 'data' | 'comments' | 'unreadable'): TextProblem {
  return { code: 'EDIT_NOT_EXACT', detail: { reason } };
}

function readData(text: string): Data | undefined {
  try {
    // It takes `\r\n` behind values but not behind comments; the line ends are no part of the data that is compared.
    return parse(text.replaceAll('\r\n', '\n'));
  } catch (cause) {
    // Its own error class is not exported; a TomlError says where it stopped.
    if (cause instanceof Error && 'fromTOML' in cause) return undefined;
    throw cause;
  }
}

function editData(data: Data, edit: RegistriesEdit): void {
  const registries = tablesOf(data, 'registry');
  if (edit.kind === 'set-search') {
    if (edit.search.kind === 'absent') delete data[SEARCH_KEY];
    else data[SEARCH_KEY] = edit.search.values;
    return;
  }
  if (edit.kind === 'add-registry') {
    const { prefix, location, insecure } = edit.registry;
    data.registry = [...registries, { prefix, location, insecure }];
    return;
  }
  const table = registries.find((known) => prefixOf(known) === edit.prefix);
  if (table === undefined) return;
  if (edit.kind === 'remove-registry') data.registry = registries.filter((known) => known !== table);
  else if (edit.kind === 'set-insecure') table.insecure = edit.insecure;
  else {
    const left = tablesOf(table, 'mirror');
    table.mirror = edit.mirrors.map(({ location, insecure }) => {
      const place = left.findIndex((mirror) => nameOf(mirror.location) === location);
      const [known] = place === -1 ? [] : left.splice(place, 1);
      return { ...known, location, insecure };
    });
  }
}

function tablesOf(data: Data, key: string): Data[] {
  const list = data[key];
  return Array.isArray(list) ? list.filter(isTable) : [];
}

function isTable(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? trimSlashes(value) : '';
}

function prefixOf(table: Data): string {
  return nameOf(table.prefix) || nameOf(table.location);
}

/**
 * What the engine does not tell apart is made the same: names with slashes at the end, the prefix that is the location,
 * `insecure = false` and no such key, an empty list of tables and none. Everything else stays as it is.
 */
function normalize(data: Data): Data {
  const search = data[SEARCH_KEY];
  return dropEmpty({
    ...data,
    ...(Array.isArray(search) ? { [SEARCH_KEY]: search.map(nameOf) } : {}),
    registry: tablesOf(data, 'registry').map((table) =>
      normalizeEndpoint({
        ...table,
        prefix: prefixOf(table),
        mirror: tablesOf(table, 'mirror').map(normalizeEndpoint),
      }),
    ),
  });
}

function normalizeEndpoint(table: Data): Data {
  return dropEmpty({ ...table, location: nameOf(table.location), insecure: table.insecure === true });
}

function dropEmpty(data: Data): Data {
  const emptyTables = ['registry', 'mirror'].filter(
    (key) => Array.isArray(data[key]) && data[key].length === 0,
  );
  return Object.fromEntries(Object.entries(data).filter(([key]) => !emptyTables.includes(key)));
}

function sameData(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameData(item, b[index]));
  }
  if (!isTable(a) || !isTable(b)) return Object.is(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameData(a[key], b[key]))
  );
}

/** Every comment, letter by letter; the order may change where a mirror has moved. */
function sameComments(before: TomlDocument, after: TomlDocument, headerText: string): boolean {
  const [expected, found] = [commentsOf(before), commentsOf(after)];
  const header = headerText.split('\n').filter((line) => line !== '');
  const candidates = [expected, [...expected, ...header], expected.filter((line) => !header.includes(line))];
  const list = found.sort().join('\n');
  return candidates.some((comments) => comments.sort().join('\n') === list);
}

function commentsOf({ text, comments }: TomlDocument): string[] {
  return comments.map(({ range }) => text.slice(range[0], range[1]));
}
