// A TOML document as one tree of values that know where they stand: headers, dotted keys and inline tables alike.

import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { err, ok, type Result } from '../../model/result.ts';
import type { Position, TextProblem } from '../../model/text.ts';
import { remember } from '../remember.ts';
import { positionAt } from '../text.ts';

/** A table, however it is written: under a header, inline, by dotted keys, or the document itself. */
export interface TableNode {
  readonly kind: 'table';
  readonly position: Position;
  /** Where it is written; 'implied' for a table that only the keys of others speak of. */
  readonly written: AST.TOMLTable | AST.TOMLInlineTable | 'document' | 'implied';
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface ArrayNode {
  readonly kind: 'array';
  readonly position: Position;
  /** The brackets and what is between them; 'headers' for `[[name]]`. */
  readonly written: AST.TOMLArray | 'headers';
  readonly items: readonly TreeNode[];
}

interface ScalarNode {
  readonly kind: 'scalar';
  readonly position: Position;
  readonly written: AST.TOMLValue;
  readonly value: AST.TOMLValue['value'];
}

export type TreeNode = TableNode | ArrayNode | ScalarNode;

/** A key of a table and its value; `line` is the `key = value` as written, 'header' where a header declares it. */
export interface Entry {
  readonly position: Position;
  readonly line: AST.TOMLKeyValue | 'header';
  readonly node: TreeNode;
}

export interface TomlDocument {
  readonly text: string;
  readonly root: TableNode;
  /** Keys and tables in the order written. */
  readonly body: readonly (AST.TOMLKeyValue | AST.TOMLTable)[];
  /** Comments in the order written. */
  readonly comments: readonly AST.Comment[];
  readonly commentStarts: readonly number[];
}

/** What toml-eslint-parser says to a key that is there twice; its errors carry no code. */
const DUPLICATE_KEY_MESSAGE = 'Defining a key multiple times is invalid';

/** Characters: every state of a large registries.conf on its way through an edit. */
const REMEMBERED = 1024 * 1024;

/** Much deeper than any registries.conf; the parser recurses, and so does what walks the tree. */
const DEEPEST = 100;

/**
 * Parses TOML 1.0. The text must not begin with a byte-order mark.
 *
 * @returns LONE_CARRIAGE_RETURN (the engine's parser ends lines at `\n` alone and refuses it), DUPLICATE_KEY (refused
 * or last one taken, depending on the engine's version, so no edit of one of them is safe), BYTE_ORDER_MARK, or SYNTAX,
 * also for what is nested more than 100 deep.
 */
export const parseDocument: (text: string) => Result<TomlDocument, TextProblem> = remember(
  parseText,
  REMEMBERED,
);

function parseText(text: string): Result<TomlDocument, TextProblem> {
  if (text.startsWith('\uFEFF')) {
    return err({ code: 'BYTE_ORDER_MARK', position: { line: 1, column: 1 }, detail: {} });
  }
  const loneReturn = /\r(?!\n)/.exec(text);
  if (loneReturn !== null) {
    return err({ code: 'LONE_CARRIAGE_RETURN', position: positionAt(text, loneReturn.index), detail: {} });
  }
  const tooDeep = findDeepBracket(text);
  if (tooDeep !== undefined) return err(nestedTooDeep(positionAt(text, tooDeep)));
  const program = tryParse(text);
  if (!program.ok) return program;
  const deepKey = program.value.body[0].body.find((node) => depthOf(node) > DEEPEST);
  if (deepKey !== undefined) return err(nestedTooDeep(positionOf(deepKey)));
  const body = program.value.body[0].body;
  const comments = program.value.comments;
  const commentStarts = comments.map(({ range }) => range[0]);
  return ok({ text, root: buildTree(body), body, comments, commentStarts });
}

/** Where a node begins, as people count: the parser counts columns from 0. */
export function positionOf(node: AST.HasLocs): Position {
  return { line: node.loc.start.line, column: node.loc.start.column + 1 };
}

/** The names of a key, one for `a`, two for `a.b`. */
export function keyNames(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

function tryParse(text: string): Result<AST.TOMLProgram, TextProblem> {
  try {
    return ok(parseTOML(text, { tomlVersion: '1.0' }));
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    const position = { line: cause.lineNumber, column: cause.column + 1 };
    if (cause.message === DUPLICATE_KEY_MESSAGE) return err({ code: 'DUPLICATE_KEY', position, detail: {} });
    return err({ code: 'SYNTAX', position, detail: { message: cause.message } });
  }
}

function nestedTooDeep(position: Position): TextProblem {
  return { code: 'SYNTAX', position, detail: { message: 'Nested too deeply' } };
}

/**
 * A string (of several lines or of one, with escapes or without), a comment, or a bracket. A string that does not end
 * goes to where it would have to, so that nothing is read twice.
 */
const PIECE = new RegExp(
  [
    String.raw`"""[^"\\]*(?:(?:\\.?|"(?!""(?!")))[^"\\]*)*(?:""")?`,
    "'''.*?(?:'''(?!')|$)",
    String.raw`"[^"\\\n]*(?:\\.?[^"\\\n]*)*"?`,
    String.raw`'[^'\n]*'?`,
    String.raw`#[^\n]*`,
    String.raw`[[\]{}]`,
  ].join('|'),
  'gs',
);

/** Where the brackets of a text become too many, before a parser follows them. */
function findDeepBracket(text: string): number | undefined {
  let depth = 0;
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    if (piece === '[' || piece === '{') depth += 1;
    else if (piece === ']' || piece === '}') depth -= 1;
    if (depth > DEEPEST) return index;
  }
  return undefined;
}

/** How many tables and arrays something is made of, one inside the other; a dotted key opens one for each name. */
function depthOf(node: AST.TOMLKeyValue | AST.TOMLTable | AST.TOMLContentNode): number {
  switch (node.type) {
    case 'TOMLTable':
      return node.key.keys.length + deepestOf(node.body);
    case 'TOMLKeyValue':
      return node.key.keys.length + depthOf(node.value);
    case 'TOMLInlineTable':
      return 1 + deepestOf(node.body);
    case 'TOMLArray':
      return 1 + deepestOf(node.elements);
    case 'TOMLValue':
      return 0;
  }
}

function deepestOf(nodes: readonly (AST.TOMLKeyValue | AST.TOMLContentNode)[]): number {
  return nodes.reduce((deepest, node) => Math.max(deepest, depthOf(node)), 0);
}

/** The same while it is being built; whoever is given a tree only reads it, because it is remembered. */
interface GrowingTable extends Omit<TableNode, 'entries'> {
  readonly entries: Map<string, GrowingEntry>;
}

interface GrowingArray extends Omit<ArrayNode, 'items'> {
  readonly items: GrowingNode[];
}

interface GrowingEntry extends Omit<Entry, 'node'> {
  readonly node: GrowingNode;
}

type GrowingNode = GrowingTable | GrowingArray | ScalarNode;

function buildTree(body: TomlDocument['body']): TableNode {
  const root: GrowingTable = newTable({ line: 1, column: 1 }, 'document');
  for (const node of body) {
    if (node.type === 'TOMLKeyValue') addKeyValue(root, node);
    else addTable(root, node);
  }
  return root;
}

function newTable(position: Position, written: TableNode['written']): GrowingTable {
  return { kind: 'table', position, written, entries: new Map() };
}

function addTable(root: GrowingTable, node: AST.TOMLTable): void {
  const names = keyNames(node.key);
  const last = names.pop() ?? '';
  const parent = names.reduce((table, name) => openTable(table, name, node), root);
  const table = newTable(positionOf(node), node);
  if (node.kind === 'array') openArray(parent, last, node).items.push(table);
  else declareTable(parent, last, node, table);
  const target = lastTable(parent.entries.get(last)?.node) ?? table;
  for (const line of node.body) addKeyValue(target, line);
}

/** `[a]` may come after `[a.b]`: the keys found so far stay. */
function declareTable(parent: GrowingTable, name: string, node: AST.TOMLTable, table: GrowingTable): void {
  const known = lastTable(parent.entries.get(name)?.node);
  const entries = known?.entries ?? table.entries;
  parent.entries.set(name, { position: positionOf(node.key), line: 'header', node: { ...table, entries } });
}

function openArray(parent: GrowingTable, name: string, node: AST.TOMLTable): GrowingArray {
  const known = parent.entries.get(name)?.node;
  if (known?.kind === 'array') return known;
  const array: GrowingArray = { kind: 'array', position: positionOf(node), written: 'headers', items: [] };
  parent.entries.set(name, { position: positionOf(node.key), line: 'header', node: array });
  return array;
}

/** The table a name leads into: of an array of tables the last one, as TOML says. */
function openTable(parent: GrowingTable, name: string, by: AST.TOMLTable | AST.TOMLKeyValue): GrowingTable {
  const known = lastTable(parent.entries.get(name)?.node);
  if (known !== undefined) return known;
  const table = newTable(positionOf(by), 'implied');
  const line = by.type === 'TOMLKeyValue' ? by : 'header';
  parent.entries.set(name, { position: positionOf(by), line, node: table });
  return table;
}

function lastTable(node: GrowingNode | undefined): GrowingTable | undefined {
  const candidate = node?.kind === 'array' ? node.items.at(-1) : node;
  return candidate?.kind === 'table' ? candidate : undefined;
}

function addKeyValue(table: GrowingTable, line: AST.TOMLKeyValue): void {
  const names = keyNames(line.key);
  const last = names.pop() ?? '';
  const parent = names.reduce((outer, name) => openTable(outer, name, line), table);
  parent.entries.set(last, { position: positionOf(line.key), line, node: toNode(line.value) });
}

function toNode(value: AST.TOMLContentNode): GrowingNode {
  const position = positionOf(value);
  if (value.type === 'TOMLArray') {
    return { kind: 'array', position, written: value, items: value.elements.map(toNode) };
  }
  if (value.type === 'TOMLInlineTable') {
    const table = newTable(position, value);
    for (const line of value.body) addKeyValue(table, line);
    return table;
  }
  return { kind: 'scalar', position, written: value, value: value.value };
}
