// A campaign on the real program: its cases, a few at once; its row; and what repeats what went wrong.

import { expect } from 'vitest';
import { SEED } from '../seeded.ts';
import { reportRow } from '../table.ts';
import { inParallel } from './bounded.ts';

export interface Verdict {
  /** Empty: all is well. */
  readonly problems: readonly string[];
  /** How long a recovery took that had something to do. */
  readonly milliseconds?: number;
  /** What kind of case it turned out to be; they are counted in the row. */
  readonly kind?: string;
}

/** The run ended before the fault, or the fault came elsewhere: nothing was tried. */
export const NOT_REACHED = 'not reached';

export interface Case {
  /** Everything that is needed to do the same again. */
  readonly name: string;
  readonly run: () => Promise<Verdict>;
}

/** Whether the campaigns can run at all: they mount, trace and change owners. */
export const IS_ROOT = process.getuid?.() === 0;

const SHOWN = 20;
/** More would mean that the campaign no longer does what it says; of few cases some are always unlucky. */
const NOT_REACHED_AT_MOST = (cases: number): number => 3 + cases / 8;

/** Runs all cases and prints the row; fails when one of them does. */
export async function runCampaign(campaign: string, all: readonly Case[]): Promise<void> {
  const begun = performance.now();
  const verdicts = await inParallel(all, (one) => one.run());
  const names = all.map(({ name }) => name);
  conclude(campaign, names, verdicts, (performance.now() - begun) / 1000);
}

/** The row of cases that were run already; fails when one of them did. */
export function conclude(
  campaign: string,
  names: readonly string[],
  verdicts: readonly Verdict[],
  seconds: number,
): void {
  const failed = failuresIn(names, verdicts);
  const missed = verdicts.filter(({ kind }) => kind === NOT_REACHED).length;
  const cases = names.length - missed;
  reportRow({ campaign, cases, failures: failed.length, seconds, remarks: remarksOn(verdicts) });
  for (const failure of failed.slice(0, SHOWN)) process.stdout.write(`  FAILED ${failure}\n`);
  expect(cases, `cases of ${campaign}`).toBeGreaterThan(0);
  expect(missed, `cases of ${names.length} not reached in ${campaign}`).toBeLessThanOrEqual(
    NOT_REACHED_AT_MOST(names.length),
  );
  expect(failed.length, `failures of ${campaign}, shown above`).toBe(0);
}

/** Runs cases of a program that was broken on purpose. @returns what the campaign would have said */
export async function findFailures(all: readonly Case[]): Promise<readonly string[]> {
  return failuresIn(
    all.map(({ name }) => name),
    await inParallel(all, (one) => one.run()),
  );
}

function failuresIn(names: readonly string[], verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ problems }, index) =>
    problems.length === 0 ? [] : [`${names[index]} (seed ${SEED})\n    ${problems.join('\n    ')}`],
  );
}

function remarksOn(verdicts: readonly Verdict[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of verdicts) if (kind !== undefined) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const times = verdicts.flatMap(({ milliseconds }) => milliseconds ?? []).sort((a, b) => a - b);
  const share = (part: number) => `${times[Math.floor((times.length - 1) * part)]?.toFixed(0)} ms`;
  const recovery = times.length === 0 ? [] : [`recovery p50 ${share(0.5)}, p99 ${share(0.99)}`];
  return [...[...kinds].map(([kind, count]) => `${count} ${kind}`), ...recovery].join(', ');
}
