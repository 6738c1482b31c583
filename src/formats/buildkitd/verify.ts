// The second opinion on an edit of buildkitd.toml: @iarna/toml must find exactly the intended difference, and every comment.

import { isDeepStrictEqual } from 'node:util';
import { parse } from '@iarna/toml';
import type { TextProblem } from '../../model/text.ts';
import { parseDocument } from '../toml/tree.ts';
import type { BuildkitdEdit } from './edits.ts';

type Data = Record<string, unknown>;

/**
 * Compares the data of both texts, as a parser that shares no code with ours reads them. What an edit gives back from a
 * blank (a flag's other value, an empty list) is what stood there: such a key may hold anything of its kind.
 *
 * @returns EDIT_NOT_EXACT, with the reason 'data', 'comments' or 'unreadable'
 */
export function verifyEdits(
  before: string,
  after: string,
  edits: readonly BuildkitdEdit[],
): TextProblem | undefined {
  const [expected, found] = [readData(before), readData(after)];
  if (expected === undefined || found === undefined) return notExact('unreadable');
  for (const edit of edits) editData(expected, edit);
  const restored = edits.filter(isReset);
  for (const { registry, key } of restored) {
    for (const data of [expected, found]) delete tableIn(data, registry)?.[key];
  }
  if (!isDeepStrictEqual(normalise(expected), normalise(found))) return notExact('data');
  return sameComments(before, after) ? undefined : notExact('comments');
}

type KeyEdit = Extract<BuildkitdEdit, { kind: 'set-list' | 'set-flag' }>;

function isReset(edit: BuildkitdEdit): edit is KeyEdit {
  return (
    (edit.kind === 'set-list' && edit.values.length === 0) ||
    (edit.kind === 'set-flag' && edit.value === null)
  );
}

function notExact(reason: 'data' | 'comments' | 'unreadable'): TextProblem {
  return { code: 'EDIT_NOT_EXACT', detail: { reason } };
}

function readData(text: string): Data | undefined {
  try {
    return parse(text.replaceAll('\r\n', '\n'));
  } catch (cause) {
    // Its own error class is not exported; a TomlError says where it stopped.
    if (cause instanceof Error && 'fromTOML' in cause) return undefined;
    throw cause;
  }
}

function isTable(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function tableIn(data: Data, registry: string): Data | undefined {
  const table = isTable(data.registry) ? data.registry[registry] : undefined;
  return isTable(table) ? table : undefined;
}

function editData(data: Data, edit: BuildkitdEdit): void {
  if (edit.kind === 'remove-table') return;
  const all = isTable(data.registry) ? data.registry : {};
  const table = tableIn(data, edit.registry) ?? {};
  data.registry = { ...all, [edit.registry]: table };
  if (edit.kind === 'set-list') table[edit.key] = edit.values;
  else if (edit.kind === 'set-flag') table[edit.key] = edit.value;
}

/** A registry of which nothing is said, and no registry at all, are the same to buildkitd. */
function normalise(data: Data): Data {
  // What the parser hangs on its tables and lists is no part of the data.
  const { registry, ...rest } = structuredClone(data);
  if (registry === undefined) return rest;
  if (!isTable(registry)) return { registry, ...rest };
  const kept = Object.entries(registry).filter(
    ([, table]) => !isTable(table) || Object.keys(table).length > 0,
  );
  return kept.length === 0 ? rest : { ...rest, registry: Object.fromEntries(kept) };
}

function sameComments(before: string, after: string): boolean {
  const [old, now] = [commentsOf(before), commentsOf(after)];
  return old !== undefined && now !== undefined && isDeepStrictEqual(old, now);
}

function commentsOf(text: string): readonly string[] | undefined {
  const document = parseDocument(text);
  if (!document.ok) return undefined;
  return document.value.comments.map(({ range }) => text.slice(...range)).sort();
}
