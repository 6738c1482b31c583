// The campaigns have teeth: each mutant of the protocol makes one of them fail.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { SEED, sample } from '../seeded.ts';
import { reportRow } from '../table.ts';
import { MUTANTS, type Mutant } from './list.ts';
import { MUTANT, mutate } from './plugin.ts';

const TOP = path.resolve(import.meta.dirname, '../../..');

/** Of the seeded part. */
const TRIED = 3;

/** A part of the cases that is not seen by one seed may be seen by another. */
const SEEDS = [0, 1, 2, 3] as const;

interface Outcome {
  readonly failed: number;
  readonly passed: number;
}

/** Runs the campaigns that have to notice it; what is thrown is no verdict. */
async function runCampaigns(by: readonly string[], seed: number, mutant?: string): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'registry-client-mutant-'));
  try {
    const file = path.join(folder, 'run.json');
    const vitest = path.join(TOP, 'node_modules/vitest/vitest.mjs');
    const words = ['run', '--config', 'vitest.faults.config.ts', '--reporter=json', `--outputFile=${file}`];
    await execa(process.execPath, [vitest, ...words, ...by], {
      cwd: TOP,
      env: {
        REGISTRY_CLIENT_FAULTS: 'part',
        REGISTRY_CLIENT_FAULTS_SEED: String(seed),
        REGISTRY_CLIENT_FAULTS_ROWS: undefined,
        ...(mutant === undefined ? {} : { [MUTANT]: mutant }),
      },
      reject: false,
    });
    const run: { readonly numFailedTests: number; readonly numPassedTests: number } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    return { failed: run.numFailedTests, passed: run.numPassedTests };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isKilled({ name, by }: Mutant): Promise<boolean> {
  for (const seed of SEEDS) {
    if ((await runCampaigns(by, SEED + seed, name)).failed > 0) return true;
  }
  return false;
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
    for (const mutant of tried) if (!(await isKilled(mutant))) alive.push(mutant.name);
    const seconds = (performance.now() - begun) / 1000;
    const remarks = `of ${MUTANTS.length}; the failures are those that no campaign noticed`;
    reportRow({ campaign: 'mutants', cases: tried.length, failures: alive.length, seconds, remarks });
    expect(alive).toEqual([]);
  });
});
