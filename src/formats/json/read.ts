// Reads daemon.json as strictly as every version of the engine together: one view with values and places.

import { err, ok, type Result } from '../../model/result.ts';
import type { Position, TextProblem } from '../../model/text.ts';
import { positionAt } from '../text.ts';
import { type JsonMember, type JsonValue, readStructure, type Structure } from './structure.ts';

/** A document whose top level is an object; `null` and (where allowed) white space count as one without members. */
export interface JsonObjectView {
  readonly text: string;
  readonly root: Structure['root'];
  readonly members: ReadonlyMap<string, JsonMember>;
  /** What JSON.parse gives. Big numbers lose digits in it: for reading only, never to be written back. */
  readonly value: Readonly<Record<string, unknown>>;
}

export interface DaemonJsonRules {
  /** dockerd takes white space alone for `{}` since 23.0; before, it does not start (`EOF`). */
  readonly allowEmpty: boolean;
}

/** The strings of a key, or that the key is not there: for the engine `[]` and an absent key differ. */
export type StringList =
  | { readonly kind: 'absent' }
  | { readonly kind: 'list'; readonly values: readonly string[] };

/**
 * Reads the text of a daemon.json, its byte-order mark already taken off.
 *
 * Stricter than dockerd in two points: duplicate keys are refused at any depth, and content after the end, which
 * 20.10 ignores, too (moby daemon/config/config.go getConflictFreeConfiguration: json.NewDecoder(r).Decode).
 *
 * @returns the first fault with its place: see readStructure; EMPTY; WRONG_TYPE for a top level that is no object.
 */
export function parseDaemonJson(text: string, rules: DaemonJsonRules): Result<JsonObjectView, TextProblem> {
  const structure = readStructure(text);
  if (!structure.ok) return structure;
  const { root, members } = structure.value;
  const byKey = new Map(members.map((member) => [member.key, member]));
  if (root.kind === 'absent') {
    if (!rules.allowEmpty) return err({ code: 'EMPTY', position: { line: 1, column: 1 }, detail: {} });
    return ok({ text, root, members: byKey, value: {} });
  }
  const { type, start } = root.value;
  if (type !== 'object' && type !== 'null')
    return err(wrongType(text, start, { found: type, expected: 'object' }));
  const parsed = tryParse(text);
  if (parsed === undefined) {
    return err({
      code: 'SYNTAX',
      position: positionAt(text, start),
      detail: { found: text.slice(start, start + 1) },
    });
  }
  return ok({ text, root, members: byKey, value: parsed ?? {} });
}

/**
 * The strings that stand under a top-level key. `null` is a list without entries, as Go decodes it into a nil slice
 * and dockerd still sees the key as set (moby daemon/config/config.go IsValueSet).
 *
 * @returns WRONG_TYPE at the value, or at the first element that is no string.
 */
export function readStringList(view: JsonObjectView, key: string): Result<StringList, TextProblem> {
  const member = view.members.get(key);
  if (member === undefined) return ok({ kind: 'absent' });
  const { type, elements, start } = member.value;
  if (type === 'null') return ok({ kind: 'list', values: [] });
  if (type !== 'array') {
    return err(wrongType(view.text, start, { key, found: type, expected: 'array of strings' }));
  }
  const stray = elements.find((element) => element.type !== 'string');
  if (stray !== undefined) {
    return err(wrongType(view.text, stray.start, { key, found: stray.type, expected: 'string' }));
  }
  return ok({ kind: 'list', values: elements.map((element) => decodeString(view.text, element)) });
}

/** Where a top-level key stands. A key that is not in `members` is a bug of the caller. */
export function positionOf(view: JsonObjectView, key: string): Position {
  const member = view.members.get(key);
  if (member === undefined) throw new Error(`no key ${JSON.stringify(key)} in the document`);
  return positionAt(view.text, member.start);
}

/** Where an element of the array under a top-level key stands. One that is not there is a bug of the caller. */
export function positionOfElement(view: JsonObjectView, key: string, index: number): Position {
  const element = view.members.get(key)?.value.elements[index];
  if (element === undefined) throw new Error(`no element ${index} under ${JSON.stringify(key)}`);
  return positionAt(view.text, element.start);
}

function decodeString(text: string, element: JsonValue): string {
  const value: unknown = JSON.parse(text.slice(element.start, element.end));
  if (typeof value !== 'string') throw new Error(`the element at ${element.start} is not a string`);
  return value;
}

function wrongType(text: string, offset: number, detail: TextProblem['detail']): TextProblem {
  return { code: 'WRONG_TYPE', position: positionAt(text, offset), detail };
}

/** JSON.parse as the second, independent judge; `undefined` when it refuses what our own pass took. */
function tryParse(text: string): Readonly<Record<string, unknown>> | null | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value === null || isRecord(value) ? value : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
