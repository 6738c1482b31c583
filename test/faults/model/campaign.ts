// A campaign on the model: its cases one after the other, its row, and what repeats what went wrong.

import { expect } from 'vitest';
import { MUTANT } from '../mutants/plugin.ts';
import { SEED } from '../seeded.ts';
import { reportRow } from '../table.ts';
import { type Aftermath, Unplayable } from './stage.ts';

/** One case: a name that says what to repeat, and what came of it. `problems` empty: all is well. */
export interface Tried extends Partial<Aftermath> {
  readonly name: string;
  readonly problems: readonly string[];
  /** What kind of case it turned out to be; they are counted in the row. */
  readonly kind?: string;
}

const SHOWN = 20;

/** How the error begins of a campaign in which a promise was broken; any other error is one of the campaign itself. */
export const BROKEN = 'broken in';

/**
 * Goes through the cases as they come and prints the row; fails when one of them did. Under a mutant the first failure
 * ends it: there is nothing else to learn.
 */
export async function runCampaign(campaign: string, cases: AsyncIterable<Tried>): Promise<void> {
  const begun = performance.now();
  const failed: string[] = [];
  const times: number[] = [];
  const kinds = new Map<string, number>();
  let count = 0;
  for await (const { name, problems, recovery, kind } of playable(cases)) {
    count += 1;
    if (recovery !== undefined) times.push(recovery);
    if (kind !== undefined) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (problems.length === 0) continue;
    failed.push(`${name} (seed ${SEED})\n    ${problems.join('\n    ')}`);
    if (MUTANT in process.env) break;
  }
  const seconds = (performance.now() - begun) / 1000;
  const remarks = [...[...kinds].map(([kind, cases]) => `${cases} ${kind}`), ...quantiles(times)].join(', ');
  reportRow({ campaign, cases: count, failures: failed.length, seconds, remarks });
  for (const failure of failed.slice(0, SHOWN)) process.stdout.write(`  FAILED ${failure}\n`);
  expect(count, `cases of ${campaign}`).toBeGreaterThan(0);
  expect(failed.length, `${BROKEN} ${campaign}: ${failed[0]}`).toBe(0);
}

/** A scenario that goes wrong undisturbed is a failure, and the last case. */
async function* playable(cases: AsyncIterable<Tried>): AsyncGenerator<Tried> {
  try {
    yield* cases;
  } catch (error) {
    if (!(error instanceof Unplayable)) throw error;
    yield { name: 'undisturbed', problems: [error.message] };
  }
}

function quantiles(times: readonly number[]): readonly string[] {
  if (times.length === 0) return [];
  const sorted = [...times].sort((a, b) => a - b);
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]?.toFixed(0);
  return [`recovery p50 ${share(0.5)} ms, p99 ${share(0.99)} ms`];
}
