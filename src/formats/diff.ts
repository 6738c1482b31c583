// A unified diff of two texts as git writes it, for people to read and for patch(1) to apply.

import { maskSecrets } from './mask-secrets.ts';
import { type SecretLines, secretLines } from './secret-lines.ts';

/** One side of a difference: the text of a file, or that there is none. */
export type DiffSide = string | { readonly kind: 'absent' };

interface Entry {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** Indexes of two equal lines. */
type Pair = readonly [number, number];

interface Marks {
  readonly removed: Uint8Array;
  readonly added: Uint8Array;
}

/** Beyond so many changed lines the smallest difference is not worth its quadratic price: all is replaced. */
const MAX_EDITS = 1000;

/**
 * The difference between two versions of a file, '' if there is none. Carriage returns are part of their line.
 * The form is that of POSIX diff -u with git's a/ and b/ names, /dev/null for an absent side.
 *
 * @param context lines shown around a change.
 */
export function unifiedDiff(path: string, before: DiffSide, after: DiffSide, context = 3): string {
  if (before === after || (typeof before !== 'string' && typeof after !== 'string')) return '';
  const entries = compareLines(splitLines(before), splitLines(after));
  const hunks = findHunks(entries, context).map(([start, end]) => renderHunk(entries, start, end));
  return [`--- ${nameSide('a', path, before)}\n`, `+++ ${nameSide('b', path, after)}\n`, ...hunks].join('');
}

/** The same to be shown, without secrets: daemon.json may hold a token or the password of a proxy. */
export function shownDiff(path: string, before: DiffSide, after: DiffSide): string {
  const lines = new Map([...linesOf(path, before), ...linesOf(path, after)]);
  const shown = unifiedDiff(path, before, after)
    .split('\n')
    .map((line) => {
      const masked = lines.get(line.slice(1));
      return masked === undefined ? line : `${line.charAt(0)}${masked}`;
    });
  return maskSecrets(shown.join('\n'));
}

function linesOf(path: string, side: DiffSide): SecretLines {
  return typeof side === 'string' ? secretLines(path, side) : new Map();
}

function nameSide(prefix: 'a' | 'b', path: string, side: DiffSide): string {
  if (typeof side !== 'string') return '/dev/null';
  const name = `${prefix}${path.startsWith('/') ? '' : '/'}${path}`;
  return name.includes(' ') ? `${name}\t` : name; // as git: the tab says where a name with blanks ends
}

/** The lines with their line feeds; the last one may have none. */
function splitLines(side: DiffSide): readonly string[] {
  return typeof side === 'string' ? (side.match(/[^\n]*\n|[^\n]+$/g) ?? []) : [];
}

function compareLines(before: readonly string[], after: readonly string[]): readonly Entry[] {
  const { removed, added } = markChanges(before, after);
  const entries: Entry[] = [];
  let b = 0;
  for (const [a, line] of before.entries()) {
    if (removed[a]) {
      entries.push({ sign: '-', line });
      continue;
    }
    for (; added[b]; b++) entries.push({ sign: '+', line: after[b] ?? '' });
    entries.push({ sign: ' ', line });
    b += 1;
  }
  return [...entries, ...after.slice(b).map((line) => ({ sign: '+', line }) as const)];
}

/** Marks the lines that go and come; what both sides start and end with is left out of the search. */
function markChanges(before: readonly string[], after: readonly string[]): Marks {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let beforeEnd = before.length;
  let afterEnd = after.length;
  while (beforeEnd > head && afterEnd > head && before[beforeEnd - 1] === after[afterEnd - 1]) {
    beforeEnd -= 1;
    afterEnd -= 1;
  }
  const removed = new Uint8Array(before.length).fill(1, head, beforeEnd);
  const added = new Uint8Array(after.length).fill(1, head, afterEnd);
  for (const [a, b] of findCommon(before.slice(head, beforeEnd), after.slice(head, afterEnd))) {
    removed[head + a] = 0;
    added[head + b] = 0;
  }
  return { removed, added };
}

/**
 * Pairs of equal lines of a shortest edit script (Myers, "An O(ND) Difference Algorithm", 1986, figure 2): reach[k]
 * is the furthest line of `a` on diagonal k = a - b; the reaches of every round are kept to walk back through them.
 */
function findCommon(a: readonly string[], b: readonly string[]): readonly Pair[] {
  const rounds: Int32Array[] = [];
  const reach = new Int32Array(2 * MAX_EDITS + 3);
  const zero = MAX_EDITS + 1;
  for (let edits = 0; edits <= MAX_EDITS; edits++) {
    rounds.push(reach.slice(MAX_EDITS - edits, MAX_EDITS + edits + 3));
    for (let k = -edits; k <= edits; k += 2) {
      const down = comesDown(reach, zero, k, edits);
      let x = down ? (reach[zero + k + 1] ?? 0) : (reach[zero + k - 1] ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reach[zero + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(rounds, a.length, b.length);
    }
  }
  return [];
}

/** Whether a round enters diagonal k one line down from the diagonal above, not one to the right from that below. */
function comesDown(reach: Int32Array, zero: number, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && (reach[zero + k - 1] ?? 0) < (reach[zero + k + 1] ?? 0));
}

function walkBack(rounds: readonly Int32Array[], aLength: number, bLength: number): readonly Pair[] {
  const pairs: Pair[] = [];
  let x = aLength;
  let y = bLength;
  for (const [edits, reach] of [...rounds.entries()].reverse()) {
    const zero = edits + 1;
    const k = x - y;
    const down = comesDown(reach, zero, k, edits);
    const start = down ? (reach[zero + k + 1] ?? 0) : (reach[zero + k - 1] ?? 0) + 1;
    for (; x > start; x--, y--) pairs.push([x - 1, y - 1]);
    if (down) y -= 1;
    else x -= 1;
  }
  return pairs;
}

/** Half-open ranges of entries: every change with its context, those that touch taken together. */
function findHunks(entries: readonly Entry[], context: number): readonly (readonly [number, number])[] {
  const hunks: [number, number][] = [];
  for (const [index, { sign }] of entries.entries()) {
    if (sign === ' ') continue;
    const start = Math.max(0, index - context);
    const end = Math.min(entries.length, index + context + 1);
    const last = hunks.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = end;
    else hunks.push([start, end]);
  }
  return hunks;
}

function renderHunk(entries: readonly Entry[], start: number, end: number): string {
  const count = (from: number, to: number, sign: '-' | '+') =>
    entries.slice(from, to).filter((entry) => entry.sign === ' ' || entry.sign === sign).length;
  const range = (sign: '-' | '+') => {
    const length = count(start, end, sign);
    const first = count(0, start, sign) + (length === 0 ? 0 : 1); // an empty range names the line before it
    return length === 1 ? `${first}` : `${first},${length}`;
  };
  const lines = entries
    .slice(start, end)
    .map(
      ({ sign, line }) => `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`,
    );
  return `@@ -${range('-')} +${range('+')} @@\n${lines.join('')}`;
}
