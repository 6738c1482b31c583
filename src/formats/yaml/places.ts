// Where the parts of a YAML text begin and end, in lines: what is put in or taken out are whole lines.

import { isMap, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Entry, entriesOf, isEmpty, type Range, type YamlText } from './tree.ts';

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The start of the next line; `at` itself where a line starts there already (behind a block scalar). */
export function lineEnd(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const feed = text.indexOf('\n', at);
  return feed === -1 ? text.length : feed + 1;
}

/** How far in a place stands, by the spaces before it; undefined where something else stands before it in its line. */
export function indentAt(text: string, at: number): number | undefined {
  const before = text.slice(lineStart(text, at), at);
  return /^ *$/.test(before) ? before.length : undefined;
}

/** Behind the colon of a key. */
export function colonEnd(text: string, { key }: Entry): number {
  return text.indexOf(':', key.end) + 1;
}

/** Behind the last thing that belongs to a node or an entry. Collections of lines reach further than their last item. */
export function endOfEntry(text: string, entry: Entry): number {
  const { value } = entry;
  return value === null || (isEmpty(value, text) && value.range?.[0] === value.range?.[1])
    ? colonEnd(text, entry)
    : endOfNode(text, value);
}

export function endOfNode(text: string, node: Node): number {
  const end = node.range?.[1] ?? 0;
  if ((!isMap(node) && !isSeq(node)) || node.flow === true) return end;
  if (isMap(node)) {
    const last = entriesOf(node).at(-1);
    return last === undefined ? end : endOfEntry(text, last);
  }
  const last = node.items.at(-1);
  return isRanged(last) ? endOfNode(text, last) : end;
}

function isRanged(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}

/** Where the next entry of a map of lines goes: comments that are further in than its keys belong to what they follow. */
export function appendPlace(text: string, map: YAMLMap | YAMLSeq, indent: number): number {
  let at = lineEnd(text, endOfNode(text, map));
  for (;;) {
    const comment = /^( *)#[^\n]*(?:\n|$)/.exec(text.slice(at));
    if (comment === null || (comment[1] ?? '').length <= indent) return at;
    at += comment[0].length;
  }
}

/** What stays of lines that are taken out: their comments, each in a line of its own. */
export function commentsWithin({ text, comments }: YamlText, lines: Range, feed: string): string {
  return comments
    .filter(({ start }) => start >= lines.start && start < lines.end)
    .map(({ start, end }) => {
      const before = text.slice(lineStart(text, start), start);
      return `${/^ */.exec(before)?.[0] ?? ''}${text.slice(start, end).replace(/\r$/, '')}${feed}`;
    })
    .join('');
}
