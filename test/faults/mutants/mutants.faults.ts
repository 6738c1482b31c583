// The campaigns have teeth: each mutant of the protocol makes one of them fail.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BROKEN } from '../model/campaign.ts';
import { SEED, sample } from '../seeded.ts';
import { reportRow } from '../table.ts';
import { MUTANTS, type Mutant } from './list.ts';
import { MUTANT, mutate } from './plugin.ts';

const TOP = path.resolve(import.meta.dirname, '../../..');

/** Of the seeded part. */
const TRIED = 5;

/** A part of the cases that is not seen by one seed may be seen by another. */
const SEEDS = [0, 1, 2] as const;

/** What the test runner writes down of a run. */
interface Run {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[];
  }[];
}

/**
 * Runs the campaigns that have to notice it, to the first failure.
 * @returns whether a promise was found broken
 * @throws Error when something else went wrong: a campaign that breaks down proves nothing
 */
async function isNoticed({ name, by }: Mutant, seed: number): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'registry-client-mutant-'));
  try {
    const file = path.join(folder, 'run.json');
    const vitest = path.join(TOP, 'node_modules/vitest/vitest.mjs');
    const words = ['run', '--config', 'vitest.faults.config.ts', '--bail=1', '--maxWorkers=1'];
    await execa(process.execPath, [vitest, ...words, '--reporter=json', `--outputFile=${file}`, ...by], {
      cwd: TOP,
      env: {
        REGISTRY_CLIENT_FAULTS: 'part',
        REGISTRY_CLIENT_FAULTS_SEED: String(seed),
        REGISTRY_CLIENT_FAULTS_ROWS: undefined,
        [MUTANT]: name,
      },
      reject: false,
    });
    const run: Run = JSON.parse(readFileSync(file, 'utf8'));
    const messages = run.testResults.flatMap(({ message, assertionResults }) => [
      message,
      ...assertionResults.flatMap(({ failureMessages }) => failureMessages),
    ]);
    const other = messages.find((message) => message !== '' && !message.includes(BROKEN));
    if (other !== undefined) throw new Error(`"${name}" (seed ${seed}): ${other}`);
    return messages.some((message) => message.includes(BROKEN));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By how many seeds it was missed before one noticed it. */
async function missesOf(mutant: Mutant): Promise<number> {
  for (const seed of SEEDS) if (await isNoticed(mutant, SEED + seed)) return seed;
  return SEEDS.length;
}

describe('mutants', () => {
  it('fit the sources', () => {
    for (const mutant of MUTANTS) {
      const code = readFileSync(path.join(TOP, 'src', mutant.file), 'utf8');
      expect(mutate(code, mutant)).not.toBe(code);
    }
  });

  it('are all killed', async () => {
    const begun = performance.now();
    const tried = sample(MUTANTS, TRIED, 'mutants');
    const alive: string[] = [];
    let late = 0;
    for (const mutant of tried) {
      const misses = await missesOf(mutant);
      if (misses === SEEDS.length) alive.push(mutant.name);
      else if (misses > 0) late += 1;
    }
    const seconds = (performance.now() - begun) / 1000;
    const remarks = `of ${MUTANTS.length}; the failures are those that no campaign noticed, ${late} needed another seed`;
    reportRow({ campaign: 'mutants', cases: tried.length, failures: alive.length, seconds, remarks });
    expect(alive).toEqual([]);
  });
});
