// Reads a JSON5 document for what it says and where it says it: the configuration file of ours.

import JSON5 from 'json5';
import type { ConfigFault } from '../model/findings/general.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Position } from '../model/text.ts';
import { positionAt } from './text.ts';

/** A value and where it begins; what configuration has no use for is told apart by its name alone. */
export type PlacedValue =
  | { readonly kind: 'string'; readonly value: string; readonly position: Position }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly position: Position }
  | { readonly kind: 'array'; readonly items: readonly PlacedValue[]; readonly position: Position }
  | { readonly kind: 'object'; readonly members: readonly PlacedMember[]; readonly position: Position }
  | { readonly kind: 'number' | 'null'; readonly position: Position };

export interface PlacedMember {
  readonly key: string;
  readonly position: Position;
  readonly value: PlacedValue;
}

/** What is wrong, in the words of the reference implementation, and where. */
export interface Json5Problem {
  readonly detail: string;
  readonly position: Position;
}

/** Much deeper than any configuration; the walk below recurses. */
const DEEPEST = 100;

/**
 * Reads one document. The reference implementation of JSON5 has the say over what is one and what each string means
 * (json5.org, section 2); it gives no places, so the tokens of what it has accepted are walked once more. Members that
 * come twice are both there, in their order.
 */
export function readJson5(text: string): Result<PlacedValue, Json5Problem> {
  const problem = findProblem(text);
  if (problem !== undefined) return err(problem);
  const tokens = [...tokensOf(text)];
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) return err({ detail: 'too-deep' satisfies ConfigFault, position: tooDeep });
  const walk = tokens.values();
  return ok(readValue(take(walk), walk));
}

function findProblem(text: string): Json5Problem | undefined {
  try {
    JSON5.parse(replaceSeparators(text, () => ' '));
    return undefined;
  } catch (cause) {
    if (!(cause instanceof Error && 'lineNumber' in cause && 'columnNumber' in cause)) throw cause;
    const position = placeOf(text, Number(cause.lineNumber), Number(cause.columnNumber));
    return { detail: wordsOf(cause), position };
  }
}

/** Comments and strings, each to where it would have to end if it does not: nothing is read twice. */
const COMMENT_OR_STRING =
  /\/\/[^\n\r\u2028\u2029]*|\/\*.*?(?:\*\/|$)|"[^"\\]*(?:\\.?[^"\\]*)*"?|'[^'\\]*(?:\\.?[^'\\]*)*'?/gs;

/**
 * The line and paragraph separators that stand in strings (json5.org, section 5.2) put otherwise: the reference
 * implementation takes them and prints a warning of its own about each. Behind a backslash they end a line.
 */
function replaceSeparators(text: string, put: (separator: string) => string): string {
  if (!/[\u2028\u2029]/.test(text)) return text;
  return text.replace(COMMENT_OR_STRING, (piece) =>
    piece.startsWith('/')
      ? piece
      : piece.replace(/\\.|[\u2028\u2029]/gs, (one) => (one.startsWith('\\') ? one : put(one))),
  );
}

/** Of a line end in the middle of a string it names the place behind it, column 0: the line that ends there is meant. */
function placeOf(text: string, line: number, column: number): Position {
  if (column > 0) return { line, column };
  const ended = text.split('\n')[line - 2] ?? '';
  return { line: line - 1, column: ended.length + 1 };
}

function wordsOf(cause: Error): string {
  return cause.message.replace(/^JSON5: /, '').replace(/ at [0-9]+:[0-9]+$/, '');
}

interface Token {
  readonly text: string;
  readonly position: Position;
}

/**
 * White space, a comment, a mark, a string, or a word (a name, a number, a literal). JSON5 takes for white space what
 * ECMAScript does, and so does `\s`.
 */
const PIECE =
  /\s+|\/\/[^\n\r\u2028\u2029]*|\/\*.*?\*\/|[{}[\]:,]|"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|[^\s{}[\]:,"'/]+/gs;

function* tokensOf(text: string): Generator<Token> {
  let line = 1;
  let lineStart = 0;
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    if (!/^[\s/]/.test(piece)) yield { text: piece, position: { line, column: index - lineStart + 1 } };
    const within = positionAt(piece, piece.length);
    if (within.line > 1) lineStart = index + piece.length - within.column + 1;
    line += within.line - 1;
  }
}

function findTooDeep(tokens: readonly Token[]): Position | undefined {
  let depth = 0;
  for (const { text, position } of tokens) {
    if (text === '{' || text === '[') depth += 1;
    else if (text === '}' || text === ']') depth -= 1;
    if (depth > DEEPEST) return position;
  }
  return undefined;
}

type Walk = Iterator<Token, unknown>;

function take(walk: Walk): Token {
  const next = walk.next();
  if (next.done === true) throw new Error('the tokens of a JSON5 document have come to their end');
  return next.value;
}

function readValue({ text, position }: Token, walk: Walk): PlacedValue {
  switch (text[0]) {
    case '{':
      return { kind: 'object', members: readMembers(walk), position };
    case '[':
      return { kind: 'array', items: readItems(walk), position };
    case '"':
    case "'":
      return { kind: 'string', value: stringOf(text), position };
  }
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true', position };
  return { kind: text === 'null' ? 'null' : 'number', position };
}

function readMembers(walk: Walk): readonly PlacedMember[] {
  const members: PlacedMember[] = [];
  for (let token = take(walk); token.text !== '}'; token = take(walk)) {
    if (token.text === ',') continue;
    take(walk); // the colon
    members.push({ key: nameOf(token.text), position: token.position, value: readValue(take(walk), walk) });
  }
  return members;
}

function readItems(walk: Walk): readonly PlacedValue[] {
  const items: PlacedValue[] = [];
  for (let token = take(walk); token.text !== ']'; token = take(walk)) {
    if (token.text !== ',') items.push(readValue(token, walk));
  }
  return items;
}

/** A quoted name is a string; one without quotes may be spelt with \u escapes only. */
function nameOf(text: string): string {
  if (/^["']/.test(text)) return stringOf(text);
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function stringOf(text: string): string {
  return JSON5.parse<string>(replaceSeparators(text, escapeSeparator));
}

function escapeSeparator(separator: string): string {
  return separator === '\u2028' ? '\\u2028' : '\\u2029';
}
