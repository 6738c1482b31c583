// Checks an edit of JSON lists from its two texts alone, knowing nothing of how it was made.

import { isDeepStrictEqual } from 'node:util';
import type { TextProblem } from '../../model/text.ts';
import type { JsonObjectView, StringList } from './read.ts';

/** What one key was to become. */
interface WantedList {
  readonly key: string;
  readonly list: StringList;
}

/**
 * Compares two documents with the change that was asked for: JSON.parse must give exactly it, every other member
 * must stand there in the same order with the same raw text (`1.0`, big integers and escapes included), and so must
 * the elements that stayed.
 *
 * @returns EDIT_NOT_EXACT with the key that is wrong (`''` for one that cannot be told), or undefined.
 */
export function verifyEdits(
  before: JsonObjectView,
  after: JsonObjectView,
  edits: readonly WantedList[],
): TextProblem | undefined {
  const edited = new Set(edits.map((edit) => edit.key));
  const expected = withoutNulls(before.value, edited);
  for (const { key, list } of edits) {
    if (list.kind === 'absent') expected.delete(key);
    else expected.set(key, list.values);
  }
  if (!isDeepStrictEqual(expected, withoutNulls(after.value, edited))) return notExact('');
  if (!isDeepStrictEqual(rawMembers(before, edited), rawMembers(after, edited))) return notExact('');
  const respelled = [...edited].find((key) => !keepsSpelling(before, after, key));
  return respelled === undefined ? undefined : notExact(respelled);
}

/** The members, `null` under an edited key being the list without entries that it is for the engine. */
function withoutNulls(value: JsonObjectView['value'], edited: ReadonlySet<string>): Map<string, unknown> {
  return new Map(
    Object.entries(value).map(([key, member]) => [key, member === null && edited.has(key) ? [] : member]),
  );
}

function rawMembers(view: JsonObjectView, edited: ReadonlySet<string>): readonly string[] {
  return [...view.members.values()]
    .filter((member) => !edited.has(member.key))
    .map((member) => view.text.slice(member.start, member.end));
}

/** Whether every element is spelled as one with its value was before, as long as there are any, else as we spell. */
function keepsSpelling(before: JsonObjectView, after: JsonObjectView, key: string): boolean {
  const added: string[] = [];
  const counts = new Map<string, number>();
  for (const raw of rawElements(before, key)) counts.set(raw, (counts.get(raw) ?? 0) + 1);
  for (const raw of rawElements(after, key)) {
    const count = counts.get(raw) ?? 0;
    if (count > 0) counts.set(raw, count - 1);
    else added.push(raw);
  }
  const gone = new Set([...counts].filter(([, count]) => count > 0).map(([raw]) => JSON.parse(raw)));
  return added.every((raw) => raw === JSON.stringify(JSON.parse(raw)) && !gone.has(JSON.parse(raw)));
}

function rawElements(view: JsonObjectView, key: string): readonly string[] {
  const elements = view.members.get(key)?.value.elements ?? [];
  return elements.map((element) => view.text.slice(element.start, element.end));
}

function notExact(key: string): TextProblem {
  return { code: 'EDIT_NOT_EXACT', detail: { key } };
}
