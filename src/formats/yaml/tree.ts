// A YAML text as nodes with offsets, or why it is not edited. Aliases and merge keys are left as they are.

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import type { YamlReason } from '../../model/findings/rancher.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { positionAt } from '../text.ts';
import type { YamlProblem } from './problems.ts';

/** Offsets in UTF-16 units; `end` is behind the last one. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface YamlText {
  readonly text: string;
  /** The map at the top; null where nothing stands in the file but comments. */
  readonly root: YAMLMap | null;
  /** The data, aliases followed and merge keys taken in. */
  readonly data: unknown;
  readonly comments: readonly Range[];
}

/** Keys that stand twice are looked for here: the library says only where the map goes on. */
const OPTIONS = { prettyErrors: false, merge: true, logLevel: 'silent', uniqueKeys: false } as const;

/** yaml.v2 refuses them wherever they stand (YAML 1.1, c-printable); to the lexer used here some are marks of its own. */
const CONTROL = /(?![\t\n\r\u0085])\p{Cc}/u;

/**
 * Reads one document with a map at its top, or with nothing in it.
 *
 * @param text without byte-order mark
 * @returns SYNTAX, DUPLICATE_KEY, WRONG_TYPE, LONE_CARRIAGE_RETURN, or YAML_REFUSED for several documents
 */
export function parseYaml(text: string): Result<YamlText, YamlProblem> {
  const lone = /\r(?!\n)/.exec(text);
  if (lone !== null) return fail({ code: 'LONE_CARRIAGE_RETURN', detail: {} }, text, lone.index);
  const control = text.search(CONTROL);
  if (control !== -1)
    return fail({ code: 'SYNTAX', detail: { message: 'control characters are not allowed' } }, text, control);
  const deep = findTooDeep(text);
  if (deep !== undefined) return refuse('layout', text, deep);
  const documents = parseAllDocuments(text, OPTIONS);
  const comments = commentsIn(text);
  if (!Array.isArray(documents)) return ok({ text, root: null, data: null, comments });
  const [document, second] = documents;
  const [fault] = document?.errors ?? [];
  if (fault !== undefined) {
    return fail({ code: 'SYNTAX', detail: { message: fault.message } }, text, fault.pos[0]);
  }
  if (second !== undefined) return refuse('documents', text, startOf(second));
  const root = document?.contents ?? null;
  if (root === null || isEmpty(root, text)) return ok({ text, root: null, data: null, comments });
  const twice = findTwice(root);
  if (twice !== undefined)
    return fail({ code: 'DUPLICATE_KEY', detail: { key: nameOf(twice) ?? '' } }, text, twice.key.start);
  if (isMap(root)) return toData(document, { text, root, comments });
  return fail({ code: 'WRONG_TYPE', detail: { expected: 'map' } }, text, root.range?.[0] ?? 0);
}

/** Much deeper than any file of an engine; the library recurses, and makes expressions as long as an indentation. */
const DEEPEST = 100;

/** Where a text would lead too deep, by what it looks like before it is read; brackets within texts count as well. */
function findTooDeep(text: string): number | undefined {
  const line = new RegExp(`^[ ?:-]{${DEEPEST * 4}}`, 'm').exec(text);
  if (line !== null) return line.index;
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > DEEPEST) return index;
  }
  return undefined;
}

/** What aliases of aliases would make too large, and what a merge key cannot take in, are errors of the library. */
function toData(
  document: Document | undefined,
  parts: Omit<YamlText, 'data'>,
): Result<YamlText, YamlProblem> {
  try {
    return ok({ ...parts, data: document?.toJS({ maxAliasCount: 100 }) ?? null });
  } catch (cause) {
    if (cause instanceof ReferenceError) return refuse('alias', parts.text, 0);
    if (cause instanceof Error && cause.message.startsWith('Merge sources'))
      return refuse('merge-key', parts.text, Math.max(parts.text.indexOf('<<'), 0));
    throw cause;
  }
}

export function refuse(reason: YamlReason, text: string, at: number): Result<never, YamlProblem> {
  return err({ code: 'YAML_REFUSED', reason, position: positionAt(text, at) });
}

function fail(
  problem: Omit<Exclude<YamlProblem, { code: 'YAML_REFUSED' }>, 'position'>,
  text: string,
  at: number,
): Result<never, YamlProblem> {
  return err({ ...problem, position: positionAt(text, at) });
}

export function wrongType(
  key: string,
  expected: string,
  text: string,
  at: number,
): Result<never, YamlProblem> {
  return fail({ code: 'WRONG_TYPE', detail: { key, expected } }, text, at);
}

function startOf(document: Document): number {
  return document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
}

/** The first entry whose key stands in its map already. */
function findTwice(node: unknown): Entry | undefined {
  if (isSeq(node)) return firstOf(node.items.map(findTwice));
  if (!isMap(node)) return undefined;
  const seen = new Set<string | undefined>();
  for (const entry of entriesOf(node)) {
    const name = nameOf(entry);
    const found = name !== undefined && seen.has(name) ? entry : findTwice(entry.value);
    if (found !== undefined) return found;
    seen.add(name);
  }
  return undefined;
}

function firstOf(entries: readonly (Entry | undefined)[]): Entry | undefined {
  return entries.find((entry) => entry !== undefined);
}

/** The lexer's tokens, one behind the other, are the text; those of one control character are marks of its own. */
function commentsIn(text: string): readonly Range[] {
  const comments: Range[] = [];
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '\u{2}' || token === '\u{18}' || token === '\u{1f}') continue;
    if (token.startsWith('#')) comments.push({ start: at, end: at + token.length });
    at += token.length;
  }
  return comments.filter(({ start, end }) => text.slice(start, end).startsWith('#'));
}

/** A value that is not there: nothing behind the colon, `~` or `null`. */
export function isEmpty(node: unknown, text: string): boolean {
  if (node === null || node === undefined) return true;
  if (!isScalar(node) || node.value !== null) return false;
  const [start, end] = node.range ?? [0, 0];
  return ['', '~', 'null', 'Null', 'NULL'].includes(text.slice(start, end));
}

/** One entry of a map whose key is a plain word. */
export interface Entry {
  readonly pair: Pair;
  readonly key: Range;
  readonly value: Node | null;
}

export function entriesOf(map: YAMLMap): readonly Entry[] {
  return map.items.flatMap((pair) => {
    const range = isNode(pair.key) ? pair.key.range : undefined;
    if (range == null) return [];
    return [{ pair, key: { start: range[0], end: range[1] }, value: isNode(pair.value) ? pair.value : null }];
  });
}

/** The name that a key stands for, as readers see it; a merge key is a symbol to the library. */
export function nameOf({ pair }: Entry): string | undefined {
  if (!isScalar(pair.key)) return undefined;
  return typeof pair.key.value === 'symbol' ? '<<' : String(pair.key.value);
}

export function findEntry(map: YAMLMap, name: string): Entry | undefined {
  return entriesOf(map).find((entry) => nameOf(entry) === name);
}

/** Why this node may not be changed where it stands. */
export function findObstacle(node: Node, text: string): Result<never, YamlProblem> | undefined {
  const at = node.range?.[0] ?? 0;
  if (isAlias(node)) return refuse('alias', text, at);
  if ('anchor' in node && node.anchor !== undefined) return refuse('anchor', text, at);
  const merge = isMap(node) ? findEntry(node, '<<') : undefined;
  return merge === undefined ? undefined : refuse('merge-key', text, merge.key.start);
}
