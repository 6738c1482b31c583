// Declares what the string lists of a daemon.json shall be and changes only the bytes that this needs.

import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { applySplices, lineEnding } from '../text.ts';
import { type JsonObjectView, parseDaemonJson, readStringList, type StringList } from './read.ts';
import type { JsonMember } from './structure.ts';
import {
  arrayPadding,
  elementSeparator,
  memberSeparator,
  objectPadding,
  renderList,
  renderMember,
} from './style.ts';
import { verifyEdits } from './verify.ts';

/** What the list under a top-level key shall be. */
export interface ListEdit {
  readonly key: string;
  readonly list: StringList;
}

/**
 * The raw text of an empty container before our first entry came into it: a whole document of white space, `null`,
 * `{ }`, `[\n]`. Emptying the container again puts it back. To be kept by the caller between the two edits.
 */
export interface Blank {
  readonly at: 'document' | 'object' | `list:${string}`;
  readonly text: string;
}

export interface EditedJson {
  readonly text: string;
  readonly blanks: readonly Blank[];
}

/**
 * Makes the list of each key exactly what is wanted, in that order. An element that stays keeps its raw text and, if
 * the order allows, its place; white space, other members and their spelling are not touched. Items go in with the
 * separator before them and come out with it, so that taking out what was put in restores the bytes.
 *
 * White space alone (also '') is a document without members here, whatever the engine's version says to it: the
 * document of a file that is not there yet. A text that comes back as such may have to become no file again.
 *
 * @param blanks what earlier edits of the same file returned; the result holds those for the next edit.
 * @returns the faults of parseDaemonJson and readStringList, or EDIT_NOT_EXACT.
 */
export function editLists(
  text: string,
  edits: readonly ListEdit[],
  blanks: readonly Blank[],
): Result<EditedJson, TextProblem> {
  const before = parseDaemonJson(text, { allowEmpty: true });
  if (!before.ok) return before;
  let view = before.value;
  let edited: EditedJson = { text, blanks };
  for (const edit of edits) {
    const result = editList(view, edit, edited.blanks);
    if (!result.ok) return result;
    edited = result.value;
    const reread = parseDaemonJson(edited.text, { allowEmpty: true });
    if (!reread.ok)
      return err({ code: 'EDIT_NOT_EXACT', detail: { key: edit.key, cause: reread.error.code } });
    view = reread.value;
  }
  const problem = verifyEdits(before.value, view, edits);
  return problem === undefined ? ok(edited) : err(problem);
}

function editList(
  view: JsonObjectView,
  { key, list }: ListEdit,
  blanks: readonly Blank[],
): Result<EditedJson, TextProblem> {
  const current = readStringList(view, key);
  if (!current.ok) return current;
  const member = view.members.get(key);
  if (member === undefined || current.value.kind === 'absent') {
    return ok(
      list.kind === 'absent' ? { text: view.text, blanks } : insertMember(view, key, list.values, blanks),
    );
  }
  if (list.kind === 'absent') return ok(removeMember(view, member, blanks));
  const was = current.value.values;
  if (was.length === 0 && list.values.length === 0) return ok({ text: view.text, blanks });
  if (was.length === 0) return ok(fillList(view, member, list.values, blanks));
  if (list.values.length === 0) return ok(emptyList(view, member, blanks));
  return ok({ text: replaceValue(view, member, arrange(view, member, was, list.values)), blanks });
}

/** Adds a member after the last one. */
function insertMember(
  view: JsonObjectView,
  key: string,
  values: readonly string[],
  blanks: readonly Blank[],
): EditedJson {
  const member = renderMember(view, key, values);
  const others = forget(blanks, `list:${key}`);
  if (view.root.kind === 'absent') {
    const eol = lineEnding(view.text);
    const text = `{${eol}  ${member}${eol}}${eol}`;
    return { text, blanks: [...forget(others, 'document', 'object'), { at: 'document', text: view.text }] };
  }
  const root = view.root.value;
  const last = [...view.members.values()].at(-1);
  if (last !== undefined) {
    const insert = { start: last.end, end: last.end, text: memberSeparator(view) + member };
    return { text: applySplices(view.text, [insert]), blanks: others };
  }
  const { lead, tail } = objectPadding(view.text, root);
  const filled = { start: root.start, end: root.end, text: `{${lead}${member}${tail}}` };
  const blank: Blank = { at: 'object', text: view.text.slice(root.start, root.end) };
  return {
    text: applySplices(view.text, [filled]),
    blanks: [...forget(others, 'document', 'object'), blank],
  };
}

/** Takes out a member with the separator before it, or after it if it is the first. */
function removeMember(view: JsonObjectView, member: JsonMember, blanks: readonly Blank[]): EditedJson {
  const members = [...view.members.values()];
  const index = members.indexOf(member);
  const previous = members[index - 1];
  const next = members[index + 1];
  const others = forget(blanks, `list:${member.key}`);
  const cut = (start: number, end: number) => applySplices(view.text, [{ start, end, text: '' }]);
  if (previous !== undefined) return { text: cut(previous.end, member.end), blanks: others };
  if (next !== undefined) return { text: cut(member.start, next.start), blanks: others };
  return emptyObject(view, others);
}

function emptyObject(view: JsonObjectView, blanks: readonly Blank[]): EditedJson {
  const others = forget(blanks, 'document', 'object');
  const wholeDocument = blanks.find((blank) => blank.at === 'document');
  if (wholeDocument !== undefined) return { text: wholeDocument.text, blanks: others };
  if (view.root.kind === 'absent') throw new Error('a document without an object has no members to remove');
  const { start, end } = view.root.value;
  const text = blanks.find((blank) => blank.at === 'object')?.text ?? '{}';
  return { text: applySplices(view.text, [{ start, end, text }]), blanks: others };
}

/** Puts the first elements into an array without any, or in the place of `null`. */
function fillList(
  view: JsonObjectView,
  member: JsonMember,
  values: readonly string[],
  blanks: readonly Blank[],
): EditedJson {
  const { type, start, end } = member.value;
  const at = `list:${member.key}` as const;
  const { lead, tail } = arrayPadding(view, member.value);
  const separator = lead === '' ? undefined : `,${lead}`;
  const filled =
    type === 'null' || separator === undefined
      ? renderList(view, values)
      : `[${lead}${values.map((value) => JSON.stringify(value)).join(separator)}${tail}]`;
  return {
    text: replaceValue(view, member, filled),
    blanks: [...forget(blanks, at), { at, text: view.text.slice(start, end) }],
  };
}

function emptyList(view: JsonObjectView, member: JsonMember, blanks: readonly Blank[]): EditedJson {
  const at = `list:${member.key}` as const;
  const text = blanks.find((blank) => blank.at === at)?.text ?? '[]';
  return { text: replaceValue(view, member, text), blanks: forget(blanks, at) };
}

/**
 * The array with the wanted values, none of both lists being empty. A place in the array is an element together with
 * the separator before it: places whose value is not wanted go, the others stay and share out the raw texts that are
 * kept in the wanted order, new values get places of their own in between.
 */
function arrange(
  view: JsonObjectView,
  member: JsonMember,
  was: readonly string[],
  wanted: readonly string[],
): string {
  const { start, end, elements } = member.value;
  const between = (from: number, to: number) => view.text.slice(from, to);
  const raw = elements.map((element) => between(element.start, element.end));
  const separators = elements.map((element, index) =>
    between(elements[index - 1]?.end ?? start + 1, element.start),
  );
  const added = elementSeparator(view, member);
  const sources = matchValues(was, wanted);
  const places = sources.filter((source) => source !== -1).sort((a, b) => a - b);
  let used = 0;
  const parts = wanted.map((value, index) => {
    const source = sources[index] ?? -1;
    const place = source === -1 ? 0 : (places[used++] ?? 0);
    const separator = place === 0 ? added : separators[place];
    const text = source === -1 ? JSON.stringify(value) : raw[source];
    return `${index === 0 ? separators[0] : separator}${text}`;
  });
  return `[${parts.join('')}${between(elements.at(-1)?.end ?? start + 1, end - 1)}]`;
}

/** For each wanted value the index of the element that has it, each element once, the first first; -1 for a new one. */
function matchValues(was: readonly string[], wanted: readonly string[]): number[] {
  const free = new Map<string, number[]>();
  for (const [index, value] of [...was.entries()].reverse()) {
    const indexes = free.get(value);
    if (indexes === undefined) free.set(value, [index]);
    else indexes.push(index);
  }
  return wanted.map((value) => free.get(value)?.pop() ?? -1);
}

function replaceValue(view: JsonObjectView, member: JsonMember, text: string): string {
  return applySplices(view.text, [{ start: member.value.start, end: member.value.end, text }]);
}

function forget(blanks: readonly Blank[], ...places: readonly Blank['at'][]): readonly Blank[] {
  return blanks.filter((blank) => !places.includes(blank.at));
}
