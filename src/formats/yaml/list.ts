// Changes a list of texts, one element at a time, in lines or in brackets.

import { isScalar, isSeq, type YAMLSeq } from 'yaml';
import { err, ok, type Result } from '../../model/result.ts';
import type { Splice } from '../text.ts';
import { commentsWithin, endOfNode, lineEnd, lineStart } from './places.ts';
import type { YamlProblem } from './problems.ts';
import { renderScalar, type Style } from './render.ts';
import { findObstacle, refuse, wrongType, type YamlText } from './tree.ts';

interface Item {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

interface Task {
  readonly list: YAMLSeq;
  readonly items: readonly Item[];
  readonly file: YamlText;
  readonly style: Style;
}

/**
 * The splice that brings a list one step nearer to what it should be: an element that is missing comes, then one that is
 * not wanted where it stands goes. One that moves keeps its spelling. undefined: nothing is left to do.
 *
 * @param key of the list, for messages
 */
export function stepList(
  key: string,
  list: unknown,
  wanted: readonly string[],
  file: YamlText,
  style: Style,
): Result<Splice | undefined, YamlProblem> {
  if (!isSeq(list)) return wrongType(key, 'array of strings', file.text, 0);
  const items = itemsOf(key, list, file.text);
  if (!items.ok) return items;
  const task: Task = { list, items: items.value, file, style };
  const kept = commonItems(task.items, wanted);
  const missing = wanted.findIndex((_, place) => !kept.some((one) => one.place === place));
  if (missing !== -1) {
    const next = kept.find(({ place }) => place > missing);
    return putIn(task, wanted[missing] ?? '', next === undefined ? undefined : task.items[next.index]);
  }
  const gone = task.items.findIndex((_, index) => !kept.some((one) => one.index === index));
  return gone === -1 ? ok(undefined) : takeOut(task, gone);
}

function itemsOf(key: string, list: YAMLSeq, text: string): Result<readonly Item[], YamlProblem> {
  const items: Item[] = [];
  for (const node of list.items) {
    const obstacle = isScalar(node) ? findObstacle(node, text) : undefined;
    if (obstacle !== undefined) return obstacle;
    if (!isScalar(node)) return wrongType(key, 'array of strings', text, list.range?.[0] ?? 0);
    const [start, end] = node.range ?? [0, 0];
    items.push({ value: String(node.value ?? ''), start, end });
  }
  return ok(items);
}

/** An element that stays, and its place in the list wanted. */
interface Kept {
  readonly index: number;
  readonly place: number;
}

/** The longest run of elements that can stay where they are. */
function commonItems(items: readonly Item[], wanted: readonly string[]): readonly Kept[] {
  const runs = new Map<string, number>();
  const runFrom = (index: number, place: number): number => {
    if (index >= items.length || place >= wanted.length) return 0;
    const key = `${index} ${place}`;
    const known = runs.get(key);
    if (known !== undefined) return known;
    const length =
      items[index]?.value === wanted[place]
        ? runFrom(index + 1, place + 1) + 1
        : Math.max(runFrom(index + 1, place), runFrom(index, place + 1));
    runs.set(key, length);
    return length;
  };
  const kept: Kept[] = [];
  for (let index = 0, place = 0; index < items.length && place < wanted.length; ) {
    if (items[index]?.value === wanted[place]) {
      kept.push({ index, place });
      index += 1;
      place += 1;
    } else if (runFrom(index + 1, place) >= runFrom(index, place + 1)) index += 1;
    else place += 1;
  }
  return kept;
}

/** @param next the element before which it comes; undefined: at the end */
function putIn({ list, items, file, style }: Task, value: string, next?: Item): Result<Splice, YamlProblem> {
  const { text } = file;
  const old = items.find((item) => item.value === value);
  const raw = old === undefined ? renderScalar(value) : text.slice(old.start, old.end);
  const last = items.at(-1);
  if (list.flow === true) {
    if (next !== undefined) return ok({ start: next.start, end: next.start, text: `${raw}, ` });
    const at = last === undefined ? (list.range?.[0] ?? 0) + 1 : last.end;
    return ok({ start: at, end: at, text: last === undefined ? raw : `, ${raw}` });
  }
  const dash = last === undefined ? undefined : dashOf(text, last);
  if (dash === undefined) return refuse('layout', text, list.range?.[0] ?? 0);
  const at = next === undefined ? lineEnd(text, endOfNode(text, list)) : lineStart(text, next.start);
  return ok({ start: at, end: at, text: `${' '.repeat(dash)}- ${raw}${style.feed}` });
}

/** How far in the dash of an item stands; undefined where the two are not alone in their line. */
function dashOf(text: string, { start }: Item): number | undefined {
  return /^( *)- +$/.exec(text.slice(lineStart(text, start), start))?.[1]?.length;
}

function takeOut({ list, items, file, style }: Task, index: number): Result<Splice, YamlProblem> {
  const { text } = file;
  const [item, next, previous] = [items[index], items[index + 1], items[index - 1]];
  if (item === undefined) return err({ code: 'EDIT_NOT_EXACT', detail: {} });
  if (list.flow === true) {
    const start = next === undefined && previous !== undefined ? previous.end : item.start;
    return takeOutPlain({ start, end: next?.start ?? item.end }, file);
  }
  if (dashOf(text, item) === undefined) return refuse('layout', text, item.start);
  const lines = { start: lineStart(text, item.start), end: lineEnd(text, item.end) };
  return ok({ ...lines, text: commentsWithin(file, lines, style.feed) });
}

/** In brackets and braces: only what has no comment in it. */
export function takeOutPlain(
  { start, end }: { readonly start: number; readonly end: number },
  { text, comments }: YamlText,
): Result<Splice, YamlProblem> {
  const isPlain = !comments.some((one) => one.start >= start && one.start < end);
  return isPlain ? ok({ start, end, text: '' }) : refuse('layout', text, start);
}
