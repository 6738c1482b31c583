// Typed reading of the keys of a TOML table, as strict as the engine's decoder (BurntSushi/toml into Go structs).

import type { Position, TextProblem } from '../../model/text.ts';
import type { BadValueReason } from './conf.ts';
import type { Entry, TableNode, TreeNode } from './tree.ts';

/** Collects what is wrong, so that the first fault in the text is the one that is said. */
export interface Report {
  readonly problems: TextProblem[];
  readonly warnings: TextProblem[];
}

export function newReport(): Report {
  return { problems: [], warnings: [] };
}

/** The problem that stands first in the text; wrong types before all others, as the engine decodes before it checks. */
export function firstProblem({ problems }: Report): TextProblem | undefined {
  const types = problems.filter(({ code }) => code === 'WRONG_TYPE');
  return inOrder(types.length > 0 ? types : problems)[0];
}

export function inOrder(problems: readonly TextProblem[]): TextProblem[] {
  return [...problems].sort((a, b) => orderOf(a) - orderOf(b));
}

function orderOf({ position }: TextProblem): number {
  return position === undefined ? 0 : position.line * 2 ** 24 + position.column;
}

export function badValue(
  reason: BadValueReason,
  position: Position,
  detail: Readonly<Record<string, string>>,
): TextProblem {
  return { code: 'BAD_VALUE', position, detail: { reason, ...detail } };
}

function wrongType(key: string, expected: string, node: TreeNode): TextProblem {
  return { code: 'WRONG_TYPE', position: node.position, detail: { key, expected, found: typeOf(node) } };
}

function typeOf(node: TreeNode): string {
  if (node.kind !== 'scalar') return node.kind;
  return node.written.kind;
}

/** A string or, where the key is not there, '': the engine does not tell the two apart. */
export function readString(table: TableNode, key: string, report: Report): string {
  const node = table.entries.get(key)?.node;
  if (node === undefined) return '';
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  report.problems.push(wrongType(key, 'string', node));
  return '';
}

/** A boolean or, where the key is not there, false. */
export function readBoolean(table: TableNode, key: string, report: Report): boolean {
  const node = table.entries.get(key)?.node;
  if (node === undefined) return false;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  report.problems.push(wrongType(key, 'boolean', node));
  return false;
}

export interface PlacedString {
  readonly value: string;
  readonly position: Position;
}

/** The strings of an array; undefined where the key is not there. */
export function readStrings(table: TableNode, key: string, report: Report): PlacedString[] | undefined {
  const node = table.entries.get(key)?.node;
  if (node === undefined) return undefined;
  if (node.kind !== 'array') {
    report.problems.push(wrongType(key, 'array', node));
    return [];
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string') {
      return [{ value: item.value, position: item.position }];
    }
    report.problems.push(wrongType(key, 'string', item));
    return [];
  });
}

/** The tables of an array of tables, `[[key]]` or `key = [{…}]`. */
export function readTables(table: TableNode, key: string, report: Report): TableNode[] {
  const node = table.entries.get(key)?.node;
  if (node === undefined) return [];
  if (node.kind !== 'array') {
    report.problems.push(wrongType(key, 'array', node));
    return [];
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'table') return [item];
    report.problems.push(wrongType(key, 'table', item));
    return [];
  });
}

/** A table under a key; undefined where the key is not there. */
export function readTable(table: TableNode, key: string, report: Report): TableNode | undefined {
  const node = table.entries.get(key)?.node;
  if (node === undefined || node.kind === 'table') return node;
  report.problems.push(wrongType(key, 'table', node));
  return undefined;
}

/**
 * Says the keys of a table that the engine does not read there. Go's decoder takes a key in any case of letters, and
 * of two spellings it takes either, by chance: such a key is a problem, not a warning.
 *
 * @param elsewhere keys that would be read in another table: here they are misplaced
 */
export function checkKeys(
  table: TableNode,
  known: readonly string[],
  elsewhere: readonly string[],
  report: Report,
): void {
  for (const [key, entry] of table.entries) {
    if (known.includes(key)) continue;
    const expected = known.find((name) => name === key.toLowerCase());
    if (expected !== undefined)
      report.problems.push(badValue('letter-case', entry.position, { key, expected }));
    else report.warnings.push(ignoredKey(key, entry, elsewhere));
  }
}

function ignoredKey(key: string, entry: Entry, elsewhere: readonly string[]): TextProblem {
  const code = elsewhere.includes(key.toLowerCase()) ? 'MISPLACED_KEY' : 'UNKNOWN_KEY';
  return { code, position: entry.position, detail: { key } };
}
