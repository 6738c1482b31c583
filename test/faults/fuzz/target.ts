// What is fuzzed: one group of functions that take text of others, with all that must hold for any text.

import { isDeepStrictEqual } from 'node:util';
import type { Arbitrary } from 'fast-check';
import type { Result } from '../../../src/model/result.ts';
import type { Position } from '../../../src/model/text.ts';
import type { Material } from './mutator.ts';
import type { Random } from './random.ts';

export interface Target {
  readonly name: string;
  /** What the mutator starts from. Read from the project (and the corpus beside it) when a worker starts. */
  readonly material: (files: Samples) => Material;
  /** Documents made by rule, which no mutation of a file would come to. */
  readonly generated: Arbitrary<string>;
  /**
   * Runs everything on one input and throws when something does not hold. Whatever else it chooses comes from `random`,
   * so that input and seed repeat a case.
   */
  readonly check: (input: Uint8Array, random: Random) => void;
  /** Its part of all executions, relative to the others. */
  readonly share: number;
}

/** The files that people wrote, by the end of their names. */
export type Samples = (...ends: readonly string[]) => readonly Uint8Array[];

/** What does not hold; thrown so that a crash of the code under test ends a case in the same way. */
class Violation extends Error {
  override readonly name = 'Violation';
}

export function demand(holds: boolean, what: string, ...shown: readonly unknown[]): asserts holds {
  if (!holds) throw new Violation([what, ...shown.map(show)].join('\n  '));
}

export function demandSame(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected))
    throw new Violation(`${what}\n  ${show(found)}\n  ${show(expected)}`);
}

/** The value of a result that must be there. */
export function expectOk<T>(result: Result<T, unknown>, what: string): T {
  if (!result.ok) throw new Violation(`${what}: ${show(result.error)}`);
  return result.value;
}

/** Places that messages name must be in the text, or just behind the end of a line. */
export function demandPlaces(text: string, positions: readonly (Position | undefined)[]): void {
  const lines = text.split('\n');
  for (const position of positions) {
    if (position === undefined) continue;
    const line = lines[position.line - 1];
    const isThere = line !== undefined && position.column >= 1 && position.column <= line.length + 1;
    demand(isThere, 'a place outside of the text', position);
  }
}

/** Whether the characters of `part` are all in `whole`, in their order: nothing was taken out. */
export function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (let index = 0; index < whole.length && at < part.length; index += 1)
    if (whole.charCodeAt(index) === part.charCodeAt(at)) at += 1;
  return at === part.length;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
