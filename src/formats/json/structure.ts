// Where everything stands in a strict JSON document: one pass over jsonc-parser's tokens with our own grammar,
// because the places of members and the exact fault are needed and JSON.parse tells neither portably.

import * as jsonc from 'jsonc-parser';
import type { SyntaxForm, SyntaxFound } from '../../model/findings/forms.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { positionAt } from '../text.ts';

/** A half-open range of UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface JsonValue extends Span {
  readonly type: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** The elements of an array; empty for every other type. */
  readonly elements: readonly JsonValue[];
}

/** A member of the top-level object, from the quote of its key to the end of its value. */
export interface JsonMember extends Span {
  readonly key: string;
  readonly keyEnd: number;
  readonly value: JsonValue;
}

/** The top-level value (absent when there is only white space) and the members if it is an object. */
export interface Structure {
  readonly root: { readonly kind: 'absent' } | { readonly kind: 'value'; readonly value: JsonValue };
  readonly members: readonly JsonMember[];
}

interface Token extends Span {
  readonly kind: jsonc.SyntaxKind;
  readonly text: string;
  readonly fault: jsonc.ScanError;
}

interface Frame {
  readonly type: 'object' | 'array';
  readonly start: number;
  readonly keys: Set<string>;
  readonly elements: JsonValue[];
}

interface Walk {
  readonly text: string;
  readonly stack: Frame[];
  readonly members: JsonMember[];
  expect: Exclude<SyntaxForm, Fault> | 'end';
  comma: number;
  memberKey: { readonly key: string } & Span;
  root: Structure['root'];
}

/** Nothing in daemon.json nests deeper than a handful; encoding/json itself stops at 10000. */
const MAX_DEPTH = 1000;

const LITERALS: ReadonlyMap<jsonc.SyntaxKind, JsonValue['type']> = new Map([
  [jsonc.SyntaxKind.StringLiteral, 'string'],
  [jsonc.SyntaxKind.NumericLiteral, 'number'],
  [jsonc.SyntaxKind.TrueKeyword, 'boolean'],
  [jsonc.SyntaxKind.FalseKeyword, 'boolean'],
  [jsonc.SyntaxKind.NullKeyword, 'null'],
]);

/** What is expected where a sign is wrong in itself, wherever it stands. */
type Fault = 'closing-quote' | 'valid-escape' | 'no-control-character' | 'digit' | 'fewer-levels';

const EXPECTED_BY_FAULT: ReadonlyMap<jsonc.ScanError, Fault> = new Map([
  [jsonc.ScanError.UnexpectedEndOfString, 'closing-quote'],
  [jsonc.ScanError.InvalidUnicode, 'valid-escape'],
  [jsonc.ScanError.InvalidEscapeCharacter, 'valid-escape'],
  [jsonc.ScanError.InvalidCharacter, 'no-control-character'],
  [jsonc.ScanError.UnexpectedEndOfNumber, 'digit'],
]);

/**
 * Reads the places of a JSON document (RFC 8259), any type at the top.
 *
 * @returns the first fault: COMMENT, TRAILING_COMMA (at the comma), TRAILING_CONTENT, DUPLICATE_KEY (at the second
 * key, at any depth: the engine takes the last one, other editors the first), BYTE_ORDER_MARK, or SYNTAX.
 */
export function readStructure(text: string): Result<Structure, TextProblem> {
  const scanner = jsonc.createScanner(text);
  const walk: Walk = {
    text,
    stack: [],
    members: [],
    expect: 'value',
    comma: 0,
    memberKey: { key: '', start: 0, end: 0 },
    root: { kind: 'absent' },
  };
  for (;;) {
    const token = nextToken(scanner, text);
    if (token.kind === jsonc.SyntaxKind.EOF && walk.stack.length === 0) break;
    const problem = findTokenProblem(walk, token) ?? step(walk, token);
    if (problem !== undefined) return err(problem);
  }
  return ok({ root: walk.root, members: walk.members });
}

function nextToken(scanner: jsonc.JSONScanner, text: string): Token {
  let kind = scanner.scan();
  while (kind === jsonc.SyntaxKind.Trivia || kind === jsonc.SyntaxKind.LineBreakTrivia) kind = scanner.scan();
  const start = scanner.getTokenOffset();
  const end = start + scanner.getTokenLength();
  const value = kind === jsonc.SyntaxKind.StringLiteral ? scanner.getTokenValue() : text.slice(start, end);
  return { kind, start, end, text: value, fault: scanner.getTokenError() };
}

function findTokenProblem(walk: Walk, token: Token): TextProblem | undefined {
  const isComment =
    token.kind === jsonc.SyntaxKind.LineCommentTrivia ||
    token.kind === jsonc.SyntaxKind.BlockCommentTrivia ||
    (token.kind === jsonc.SyntaxKind.Unknown && token.text.startsWith('#'));
  if (isComment) return problemAt(walk, 'COMMENT', token.start, {});
  if (walk.expect === 'end') {
    return problemAt(walk, 'TRAILING_CONTENT', token.start, { found: show(walk, token) });
  }
  if (token.kind === jsonc.SyntaxKind.Unknown && token.text.startsWith('\uFEFF')) {
    return problemAt(walk, 'BYTE_ORDER_MARK', token.start, {});
  }
  const expected = EXPECTED_BY_FAULT.get(token.fault);
  return expected === undefined ? undefined : syntaxProblem(walk, token, expected);
}

function step(walk: Walk, token: Token): TextProblem | undefined {
  switch (walk.expect) {
    case 'key or }':
    case 'key':
      return stepKey(walk, token);
    case ':':
      if (token.kind !== jsonc.SyntaxKind.ColonToken) return syntaxProblem(walk, token, ':');
      walk.expect = 'value';
      return undefined;
    case ', or ]':
    case ', or }':
      return stepSeparator(walk, token);
    default:
      return stepValue(walk, token);
  }
}

function stepKey(walk: Walk, token: Token): TextProblem | undefined {
  const frame = walk.stack.at(-1);
  if (token.kind === jsonc.SyntaxKind.CloseBraceToken) {
    if (walk.expect === 'key') return problemAt(walk, 'TRAILING_COMMA', walk.comma, {});
    closeFrame(walk, token);
    return undefined;
  }
  if (token.kind !== jsonc.SyntaxKind.StringLiteral) return syntaxProblem(walk, token, walk.expect);
  if (frame?.keys.has(token.text)) return problemAt(walk, 'DUPLICATE_KEY', token.start, { key: token.text });
  frame?.keys.add(token.text);
  if (walk.stack.length === 1) walk.memberKey = { key: token.text, start: token.start, end: token.end };
  walk.expect = ':';
  return undefined;
}

function stepSeparator(walk: Walk, token: Token): TextProblem | undefined {
  const isObject = walk.expect === ', or }';
  if (token.kind === jsonc.SyntaxKind.CommaToken) {
    walk.comma = token.start;
    walk.expect = isObject ? 'key' : 'value';
    return undefined;
  }
  const close = isObject ? jsonc.SyntaxKind.CloseBraceToken : jsonc.SyntaxKind.CloseBracketToken;
  if (token.kind !== close) return syntaxProblem(walk, token, walk.expect);
  closeFrame(walk, token);
  return undefined;
}

function stepValue(walk: Walk, token: Token): TextProblem | undefined {
  const literal = LITERALS.get(token.kind);
  if (literal !== undefined) {
    completeValue(walk, { type: literal, start: token.start, end: token.end, elements: [] });
    return undefined;
  }
  const isArray = token.kind === jsonc.SyntaxKind.OpenBracketToken;
  if (isArray || token.kind === jsonc.SyntaxKind.OpenBraceToken) {
    if (walk.stack.length === MAX_DEPTH) return syntaxProblem(walk, token, 'fewer-levels');
    walk.stack.push({
      type: isArray ? 'array' : 'object',
      start: token.start,
      keys: new Set(),
      elements: [],
    });
    walk.expect = isArray ? 'value or ]' : 'key or }';
    return undefined;
  }
  if (token.kind === jsonc.SyntaxKind.CloseBracketToken && walk.expect === 'value or ]') {
    closeFrame(walk, token);
    return undefined;
  }
  const afterComma = token.kind === jsonc.SyntaxKind.CloseBracketToken && walk.stack.at(-1)?.type === 'array';
  if (afterComma) return problemAt(walk, 'TRAILING_COMMA', walk.comma, {});
  return syntaxProblem(walk, token, walk.expect);
}

function closeFrame(walk: Walk, token: Token): void {
  const frame = walk.stack.pop();
  if (frame === undefined) throw new Error('a container is closed that was never opened');
  completeValue(walk, { type: frame.type, start: frame.start, end: token.end, elements: frame.elements });
}

function completeValue(walk: Walk, value: JsonValue): void {
  const parent = walk.stack.at(-1);
  if (parent === undefined) {
    walk.root = { kind: 'value', value };
    walk.expect = 'end';
    return;
  }
  walk.expect = parent.type === 'array' ? ', or ]' : ', or }';
  if (parent.type === 'array') {
    parent.elements.push(value);
  } else if (walk.stack.length === 1) {
    const { key, start, end } = walk.memberKey;
    walk.members.push({ key, start, end: value.end, keyEnd: end, value });
  }
}

function syntaxProblem(walk: Walk, token: Token, expected: SyntaxForm | 'end'): TextProblem {
  return problemAt(walk, 'SYNTAX', token.start, { found: show(walk, token), expected });
}

function problemAt(
  walk: Walk,
  code: TextProblem['code'],
  offset: number,
  detail: TextProblem['detail'],
): TextProblem {
  return { code, position: positionAt(walk.text, offset), detail };
}

/** The token as it is written, cut so that it fits into a sentence, safe to print on a terminal. */
function show(walk: Walk, token: Token): string {
  if (token.kind === jsonc.SyntaxKind.EOF) return 'end-of-file' satisfies SyntaxFound;
  const raw = walk.text.slice(token.start, token.end);
  const cut = raw.length > 40 ? `${raw.slice(0, 40)}…` : raw;
  return cut.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
