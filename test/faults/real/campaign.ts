// A campaign on the real program: its cases, a few at once; its row; and what repeats what went wrong.

import { expect } from 'vitest';
import { inParallel } from './bounded.ts';

export interface Verdict {
  /** Empty: all is well. */
  readonly problems: readonly string[];
  /** How long a recovery took that had something to do. */
  readonly milliseconds?: number;
  /** What kind of case it turned out to be; they are counted in the row. */
  readonly kind?: string;
}

export interface Case {
  /** Everything that is needed to do the same again. */
  readonly name: string;
  readonly run: () => Promise<Verdict>;
}

/** Whether the campaigns can run at all: they mount, trace and change owners. */
export const IS_ROOT = process.getuid?.() === 0;

const SHOWN = 20;

/** Runs all cases and prints the row; fails when one of them does. */
export async function runCampaign(name: string, cases: readonly Case[]): Promise<void> {
  const begun = performance.now();
  const verdicts = await inParallel(cases, (one) => one.run());
  const seconds = (performance.now() - begun) / 1000;
  const failed = verdicts.flatMap(({ problems }, index) =>
    problems.length === 0 ? [] : [`${cases[index]?.name}\n    ${problems.join('\n    ')}`],
  );
  say(name, cases.length, failed.length, seconds, remarks(verdicts));
  for (const failure of failed.slice(0, SHOWN)) process.stdout.write(`  FAILED ${failure}\n`);
  expect(cases.length, `cases of ${name}`).toBeGreaterThan(0);
  expect(failed.length, `failures of ${name}, shown above`).toBe(0);
}

function say(name: string, cases: number, failures: number, seconds: number, more: string): void {
  const figures = `${String(cases).padStart(6)} cases ${String(failures).padStart(4)} failures`;
  process.stdout.write(`${name.padEnd(44)} ${figures} ${seconds.toFixed(0).padStart(5)} s  ${more}\n`);
}

function remarks(verdicts: readonly Verdict[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of verdicts) if (kind !== undefined) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const times = verdicts.flatMap(({ milliseconds }) => milliseconds ?? []).sort((a, b) => a - b);
  const share = (part: number) => `${times[Math.floor((times.length - 1) * part)]?.toFixed(0)} ms`;
  const recovery = times.length === 0 ? [] : [`recovery p50 ${share(0.5)}, p99 ${share(0.99)}`];
  return [...[...kinds].map(([kind, count]) => `${count} ${kind}`), ...recovery].join(', ');
}
