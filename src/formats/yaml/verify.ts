// The second opinion on an edit: the data must differ by exactly what was asked for, and no comment may be lost.

import { isDeepStrictEqual } from 'node:util';
import type { TextProblem } from '../../model/text.ts';
import type { YamlEdit } from './edit.ts';
import type { YamlText } from './tree.ts';

type Data = Record<string, unknown>;

/**
 * @param restored the paths, as JSON, where what stood there before our entries is back
 * @returns EDIT_NOT_EXACT with the reason 'data' or 'comments'
 */
export function verifyEdits(
  before: YamlText,
  after: YamlText,
  edits: readonly YamlEdit[],
  restored: readonly string[],
): TextProblem | undefined {
  let expected = copyOf(before.data);
  let found = copyOf(after.data);
  for (const edit of edits) expected = withEdit(expected, edit);
  // What is left without entries may go or stay, as it was before.
  for (const { path } of edits) {
    if (restored.includes(JSON.stringify(path))) found = withEdit(found, { path, value: undefined });
    expected = withoutBare(expected, path);
    found = withoutBare(found, path);
  }
  if (!isDeepStrictEqual(expected, found)) return { code: 'EDIT_NOT_EXACT', detail: { reason: 'data' } };
  const same = commentsOf(before).join('\n') === commentsOf(after).join('\n');
  return same ? undefined : { code: 'EDIT_NOT_EXACT', detail: { reason: 'comments' } };
}

function copyOf(data: unknown): Data {
  return isData(data) ? structuredClone(data) : {};
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withEdit(data: Data, { path, value }: YamlEdit): Data {
  const [key, ...rest] = path;
  if (key === undefined) return data;
  if (rest.length === 0) {
    const { [key]: _, ...others } = data;
    return value === undefined ? others : { ...data, [key]: typeof value === 'object' ? [...value] : value };
  }
  const inner = data[key];
  if (value === undefined && !isData(inner)) return data;
  return { ...data, [key]: withEdit(isData(inner) ? inner : {}, { path: rest, value }) };
}

/** Without the containers on a path that hold nothing. */
function withoutBare(data: Data, path: readonly string[]): Data {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(data, key)) return data;
  const { [key]: value, ...others } = data;
  const inner = isData(value) ? withoutBare(value, rest) : value;
  const isBare =
    inner === null ||
    (Array.isArray(inner) && inner.length === 0) ||
    (isData(inner) && Object.keys(inner).length === 0);
  return isBare ? others : { ...data, [key]: inner };
}

function commentsOf({ text, comments }: YamlText): readonly string[] {
  return comments.map(({ start, end }) => text.slice(start, end).trim()).sort();
}
