// Changes a YAML text losslessly: only the bytes that an edit needs, and its inverse puts them back.

import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { err, ok, type Result } from '../../model/result.ts';
import { applySplices, lineEnding, type Splice } from '../text.ts';
import { stepList, takeOutPlain } from './list.ts';
import { appendPlace, colonEnd, commentsWithin, endOfEntry, indentAt, lineEnd, lineStart } from './places.ts';
import type { YamlProblem } from './problems.ts';
import { renderFlow, renderLines, renderScalar, type Style, type YamlValue } from './render.ts';
import { styleOf } from './style.ts';
import {
  type Entry,
  entriesOf,
  findEntry,
  findObstacle,
  isEmpty,
  nameOf,
  parseYaml,
  refuse,
  wrongType,
  type YamlText,
} from './tree.ts';
import { verifyEdits } from './verify.ts';

/** What stands at a path of keys afterwards; undefined: nothing. */
export interface YamlEdit {
  readonly path: readonly string[];
  readonly value: YamlValue | undefined;
}

/** What stood in the place of a container, or of a value, before our first entry came in. `at` is the path, as JSON. */
export interface YamlBlank {
  readonly at: string;
  readonly text: string;
}

export interface YamlEdited {
  readonly text: string;
  readonly blanks: readonly YamlBlank[];
}

/**
 * Makes the edits one after the other. What is as wanted already is not touched. A map or list that is left without
 * entries goes, too, unless a blank says that it stood there before: an edit followed by its inverse (and the blanks
 * returned) gives the text back. The result is read again and must differ by exactly the edits, every comment included.
 *
 * @param text without byte-order mark; '' is a valid document
 * @returns the faults of parseYaml; WRONG_TYPE; YAML_REFUSED for what is written in a way that is not edited;
 * EDIT_NOT_EXACT
 */
export function editYaml(
  text: string,
  edits: readonly YamlEdit[],
  blanks: readonly YamlBlank[],
): Result<YamlEdited, YamlProblem> {
  const before = parseYaml(text);
  if (!before.ok) return before;
  const isOpen = text !== '' && !text.endsWith('\n');
  let edited: YamlEdited = { text: isOpen ? text + lineEnding(text) : text, blanks };
  for (const edit of edits) {
    const result = makeEdit(edited, edit);
    if (!result.ok) return result;
    edited = result.value;
  }
  const after = isOpen ? edited.text.replace(/\r?\n$/, '') : edited.text;
  if (after === text) return ok({ text, blanks: edited.blanks });
  const reread = parseYaml(after);
  if (!reread.ok) return err({ code: 'EDIT_NOT_EXACT', detail: { reason: 'unreadable' } });
  const problem = verifyEdits(before.value, reread.value, edits, restoredBy(blanks, edited.blanks));
  return problem === undefined ? ok({ text: after, blanks: edited.blanks }) : err(problem);
}

/** The places where what stood there before is back. */
function restoredBy(before: readonly YamlBlank[], after: readonly YamlBlank[]): readonly string[] {
  return before.map(({ at }) => at).filter((at) => !after.some((blank) => blank.at === at));
}

/** More steps than any edit takes: a bug of ours must not run for ever. */
const MOST_STEPS = 1000;

/** Each step sees a freshly parsed text, so that no offset is ever carried over a change. */
function makeEdit(start: YamlEdited, { path, value }: YamlEdit): Result<YamlEdited, YamlProblem> {
  let current = start;
  const wanted = Array.isArray(value) && value.length === 0 ? undefined : value;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    const file = parseYaml(current.text);
    if (!file.ok) return err({ code: 'EDIT_NOT_EXACT', detail: { key: path.join('.') } });
    const task: Task = { file: file.value, style: styleOf(file.value), blanks: current.blanks, path };
    const step = wanted === undefined ? stepOut(task) : stepIn(task, wanted);
    if (!step.ok) return step;
    if (step.value === undefined) return ok(current);
    const { splices, blanks } = step.value;
    // What goes, goes at once; what stood there before is no matter for another step.
    if (wanted === undefined)
      return ok({ text: applySplices(current.text, splices), blanks: blanks ?? current.blanks });
    current = { text: applySplices(current.text, splices), blanks: blanks ?? current.blanks };
  }
  throw new Error(`no end to the edit of ${path.join('.')}`);
}

interface Task {
  readonly file: YamlText;
  readonly style: Style;
  readonly blanks: readonly YamlBlank[];
  readonly path: readonly string[];
}

interface Step {
  readonly splices: readonly Splice[];
  readonly blanks?: readonly YamlBlank[];
}

type Stepped = Result<Step | undefined, YamlProblem>;

/** The entries on the way to a path, as far as they are there, each in the map of the one before. */
interface Way {
  readonly steps: readonly { readonly map: YAMLMap; readonly entry: Entry }[];
  /** The last map come to; null where the file is empty. */
  readonly map: YAMLMap | null;
}

function followPath({ file, path }: Task): Result<Way, YamlProblem> {
  const steps: { readonly map: YAMLMap; readonly entry: Entry }[] = [];
  let map = file.root;
  for (const [index, key] of path.entries()) {
    if (map === null) break;
    const obstacle = findObstacle(map, file.text);
    if (obstacle !== undefined) return obstacle;
    const entry = findEntry(map, key);
    if (entry === undefined) return ok({ steps, map });
    steps.push({ map, entry });
    const { value } = entry;
    const hidden = value === null ? undefined : findObstacle(value, file.text);
    if (hidden !== undefined) return hidden;
    if (index === path.length - 1 || isEmpty(value, file.text)) return ok({ steps, map });
    if (!isMap(value)) return wrongType(key, 'map', file.text, entry.key.start);
    map = value;
  }
  return ok({ steps, map });
}

function stepIn(task: Task, value: YamlValue): Stepped {
  const { file, style, path } = task;
  const way = followPath(task);
  if (!way.ok) return way;
  const last = way.value.steps.at(-1);
  const rest = path.slice(way.value.steps.length);
  const isAll = rest.length === 0;
  if (last === undefined || (!isAll && !isEmpty(last.entry.value, file.text)))
    return addEntry(task, way.value, rest, value);
  if (isEmpty(last.entry.value, file.text)) return fillEntry(task, last.entry, rest, value);
  const there = last.entry.value;
  if (typeof value !== 'string' && typeof value !== 'boolean') {
    const spliced = stepList(path.at(-1) ?? '', there, value, file, style);
    if (!spliced.ok) return spliced;
    if (spliced.value === undefined) return ok(undefined);
    const isBare = isSeq(there) && there.items.length === 0;
    const [from, to] = (isSeq(there) ? there.range : undefined) ?? [0, 0];
    const blanks = isBare ? { blanks: noteBlank(task, path, file.text.slice(from, to)) } : {};
    return ok({ splices: [spliced.value], ...blanks });
  }
  if (!isScalar(there)) return wrongType(path.at(-1) ?? '', typeof value, file.text, last.entry.key.start);
  if (there.value === value) return ok(undefined);
  const [start, end] = there.range ?? [0, 0];
  const blanks = noteBlank(task, path, file.text.slice(start, end));
  return ok({ splices: [{ start, end, text: renderScalar(value) }], blanks });
}

function noteBlank({ blanks }: Task, path: readonly string[], text: string): readonly YamlBlank[] {
  const at = JSON.stringify(path);
  return blanks.some((blank) => blank.at === at) ? blanks : [...blanks, { at, text }];
}

function addEntry(task: Task, { map, steps }: Way, keys: readonly string[], value: YamlValue): Stepped {
  const { file, style } = task;
  const { text } = file;
  if (map === null) return addToEmpty(task, keys, value);
  const entries = entriesOf(map);
  const [first, last] = [entries[0], entries.at(-1)];
  const at = map.range?.[0] ?? 0;
  if (map.flow === true) {
    const place = last === undefined ? at + 1 : endOfEntry(text, last);
    const added = `${last === undefined ? '' : ', '}${renderFlow(keys, value)}`;
    const path = task.path.slice(0, steps.length);
    const blanks = last === undefined ? { blanks: noteBlank(task, path, '{}') } : {};
    return ok({ splices: [{ start: place, end: place, text: added }], ...blanks });
  }
  const indent = first === undefined ? undefined : indentAt(text, first.key.start);
  if (indent === undefined) return refuse('layout', text, at);
  const place = appendPlace(text, map, indent);
  return ok({ splices: [{ start: place, end: place, text: renderLines(keys, value, indent, style) }] });
}

function addToEmpty({ file, style }: Task, keys: readonly string[], value: YamlValue): Stepped {
  const { text } = file;
  // What is no comment and no start mark there is a value of nothing, or an end mark.
  const odd = text.split(/\r?\n/).find((line) => !/^(?:\s*(?:#.*)?|---\s*(?:#.*)?|%.*)$/.test(line));
  if (odd !== undefined) return refuse('layout', text, text.indexOf(odd));
  return ok({
    splices: [{ start: text.length, end: text.length, text: renderLines(keys, value, 0, style) }],
  });
}

/** A key with nothing behind it. */
function fillEntry(task: Task, entry: Entry, keys: readonly string[], value: YamlValue): Stepped {
  const { file, style, path } = task;
  const { text } = file;
  const indent = indentAt(text, entry.key.start);
  if (indent === undefined) return refuse('layout', text, entry.key.start);
  const [start, end] = entry.value?.range ?? [0, 0];
  const raw = entry.value === null ? '' : text.slice(start, end);
  const blanks = noteBlank(task, path.slice(0, path.length - keys.length), raw);
  const colon = colonEnd(text, entry);
  if (keys.length === 0 && (typeof value === 'string' || typeof value === 'boolean')) {
    const place = raw === '' ? { start: colon, end: colon } : { start, end };
    const added = raw === '' ? ` ${renderScalar(value)}` : renderScalar(value);
    return ok({ splices: [{ ...place, text: added }], blanks });
  }
  const next = lineEnd(text, colon);
  const inner = indent + (keys.length === 0 ? style.listUnit : style.unit);
  const added = { start: next, end: next, text: renderLines(keys, value, inner, style) };
  return ok({ splices: raw === '' ? [added] : [{ start, end, text: '' }, added], blanks });
}

function stepOut(task: Task): Stepped {
  const { file, path, blanks } = task;
  const way = followPath(task);
  if (!way.ok) return way;
  const { steps } = way.value;
  if (steps.length < path.length) return ok(undefined);
  // Containers that hold nothing else go with it, up to one that stood there empty before.
  let depth = steps.length;
  const isKept = (length: number) => blanks.some(({ at }) => at === JSON.stringify(path.slice(0, length)));
  while (depth > 1 && !isKept(depth) && !isKept(depth - 1) && isAlone(steps[depth - 1])) depth -= 1;
  const target = steps[depth - 1];
  if (target === undefined) return ok(undefined);
  const at = JSON.stringify(path.slice(0, depth));
  const own = blanks.find((blank) => blank.at === at);
  const rest = blanks.filter((blank) => blank !== own);
  if (own !== undefined) return putBack(file, target.entry, own.text, rest);
  const parent = JSON.stringify(path.slice(0, depth - 1));
  const outer = isAlone(target) ? blanks.find((blank) => blank.at === parent) : undefined;
  const taken = takeOutEntry(task, target.map, target.entry);
  if (!taken.ok || outer === undefined) return taken;
  const above = steps[depth - 2];
  const back = above === undefined ? undefined : restoreAbove(file, above.entry, outer.text);
  return ok({
    splices: [...(back === undefined ? [] : [back]), ...(taken.value?.splices ?? [])],
    blanks: blanks.filter((blank) => blank !== outer),
  });
}

function isAlone(step: Way['steps'][number] | undefined): boolean {
  return step !== undefined && step.map.items.length === 1;
}

/** The word that stood behind the key of a container before it was filled: `null` or `~`. */
function restoreAbove({ text }: YamlText, entry: Entry, blank: string): Splice | undefined {
  if (blank === '' || blank === '{}') return undefined;
  const colon = colonEnd(text, entry);
  const start = text[colon] === ' ' ? colon + 1 : colon;
  return { start, end: start, text: blank };
}

/** What stood in place of a value before. */
function putBack(file: YamlText, entry: Entry, blank: string, blanks: readonly YamlBlank[]): Stepped {
  const { text } = file;
  const { value } = entry;
  const [start, end] = value?.range ?? [0, 0];
  if (isScalar(value)) {
    const from = blank === '' ? colonEnd(text, entry) : start;
    return ok({ splices: [{ start: from, end, text: blank }], blanks });
  }
  if (isSeq(value) && value.flow === true) return ok({ splices: [{ start, end, text: blank }], blanks });
  const lines = { start: lineEnd(text, colonEnd(text, entry)), end: lineEnd(text, endOfEntry(text, entry)) };
  const comments = commentsWithin(file, lines, lineEnding(text));
  const back = restoreAbove(file, entry, blank);
  return ok({ splices: [...(back === undefined ? [] : [back]), { ...lines, text: comments }], blanks });
}

function takeOutEntry({ file, style }: Task, map: YAMLMap, entry: Entry): Stepped {
  const { text } = file;
  const end = endOfEntry(text, entry);
  if (map.flow === true) {
    const entries = entriesOf(map);
    const index = entries.findIndex((one) => nameOf(one) === nameOf(entry));
    const [next, previous] = [entries[index + 1], entries[index - 1]];
    const start = next === undefined && previous !== undefined ? endOfEntry(text, previous) : entry.key.start;
    const taken = takeOutPlain({ start, end: next?.key.start ?? end }, file);
    return taken.ok ? ok({ splices: [taken.value] }) : taken;
  }
  if (indentAt(text, entry.key.start) === undefined) return refuse('layout', text, entry.key.start);
  const lines = { start: lineStart(text, entry.key.start), end: lineEnd(text, end) };
  return ok({ splices: [{ ...lines, text: commentsWithin(file, lines, style.feed) }] });
}
