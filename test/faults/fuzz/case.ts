// One case of a campaign: how it is run, what it says when it fails, and how it is written down to be repeated.

import { minimise } from './minimise.ts';
import { randomOf } from './random.ts';
import type { Target } from './target.ts';

/** What failed. `input` in base64; together with the seed it repeats the case. */
export interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly input: string;
  readonly error: string;
}

/** Runs one input; undefined when everything holds. */
export function tryCase(target: Target, input: Uint8Array, seed: number): string | undefined {
  try {
    target.check(input, randomOf(seed));
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** A failure with the smallest input that was found for it. */
export function describeFailure(target: Target, input: Uint8Array, seed: number, error: string): Failure {
  const isSame = (candidate: Uint8Array) => headOf(tryCase(target, candidate, seed) ?? '') === headOf(error);
  const smallest = input.length > 65_536 ? input : minimise(input, isSame);
  const shown = tryCase(target, smallest, seed) ?? error;
  return { target: target.name, seed, input: Buffer.from(smallest).toString('base64'), error: shown };
}

/** What tells failures apart: the first line, without what changes from input to input. */
export function headOf(error: string): string {
  return (error.split('\n')[0] ?? '').replace(/[0-9]+/g, '#').slice(0, 80);
}

/** The words that repeat a case, for a shell. */
export function repeatWords({ target, seed, input }: Failure): string {
  return `REGISTRY_CLIENT_FUZZ_CASE='${nameInWords(target)} ${seed} ${input}' npm run test:faults -- fuzz`;
}

/** A target's name as one word. */
export function nameInWords(name: string): string {
  return name.replaceAll(' ', '-');
}

export interface RepeatedCase {
  readonly name: string;
  readonly seed: number;
  readonly input: Uint8Array;
}

/** Reads the value of the variable that repeatWords names. */
export function readCase(words: string): RepeatedCase {
  const [name = '', seed = '0', input = ''] = words.split(' ');
  return { name, seed: Number(seed), input: Buffer.from(input, 'base64') };
}
