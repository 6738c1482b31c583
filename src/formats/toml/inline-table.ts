// Lossless edits of one inline table, `{ a = 1, b = 2 }`, as raw text.

import { type AST, parseTOML } from 'toml-eslint-parser';
import { applySplices } from '../text.ts';
import { keyNames } from './tree.ts';

/** Where the table begins in `_={…}`, the smallest document around it. */
const OFFSET = 2;

/** Gives a key a value: in place where it is there, else as the last key, spaced like the first. */
export function setInlineKey(raw: string, key: string, value: string): string {
  const lines = parseLines(raw);
  const present = lines.find((line) => isKey(line, key));
  if (present !== undefined) return applySplices(raw, [{ ...spanOf(present.value), text: value }]);
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return `{ ${key} = ${value} }`;
  const equals = raw.slice(spanOf(first.key).end, spanOf(first.value).start);
  const { end } = spanOf(last);
  return applySplices(raw, [{ start: end, end, text: `, ${key}${equals}${value}` }]);
}

/** Takes a key out with the comma that came with it. */
export function removeInlineKey(raw: string, key: string): string {
  const lines = parseLines(raw);
  const index = lines.findIndex((line) => isKey(line, key));
  const [previous, line, next] = [lines[index - 1], lines[index], lines[index + 1]];
  if (line === undefined) return raw;
  const start = previous === undefined ? spanOf(line).start : spanOf(previous).end;
  const end = previous === undefined && next !== undefined ? spanOf(next).start : spanOf(line).end;
  return applySplices(raw, [{ start, end, text: '' }]);
}

function parseLines(raw: string): AST.TOMLKeyValue[] {
  const line = parseTOML(`_=${raw}`, { tomlVersion: '1.0' }).body[0].body[0];
  if (line?.type !== 'TOMLKeyValue' || line.value.type !== 'TOMLInlineTable') {
    throw new Error('not an inline table');
  }
  return line.value.body;
}

function isKey(line: AST.TOMLKeyValue, key: string): boolean {
  const names = keyNames(line.key);
  return names.length === 1 && names[0] === key;
}

function spanOf({ range }: AST.HasLocs): { start: number; end: number } {
  return { start: range[0] - OFFSET, end: range[1] - OFFSET };
}
