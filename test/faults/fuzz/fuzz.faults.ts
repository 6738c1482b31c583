// The fuzzing campaign: every target with mutated files, generated documents and grown inputs.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FULL, SEED } from '../seeded.ts';
import { reportRow } from '../table.ts';
import { type Failure, nameInWords, readCase, repeatWords, tryCase } from './case.ts';
import { type CampaignRow, openPool, type Pool } from './pool.ts';
import { TARGETS } from './targets/index.ts';

/** What a failure prints: this one case again, in this process. */
const REPEATED = process.env.REGISTRY_CLIENT_FUZZ_CASE;

/** Executions over all targets, divided by their shares; and pairs of grown inputs for each target. */
const EXECUTIONS = FULL ? 1_050_000 : 20_000;
const GROWN = FULL ? 200 : 10;
const THREADS = 2;

const shares = TARGETS.reduce((sum, { share }) => sum + share, 0);

describe.runIf(REPEATED !== undefined)('one case again', () => {
  it('holds', () => {
    const { name, input, seed } = readCase(REPEATED ?? '');
    const target = TARGETS.find((one) => nameInWords(one.name) === name);
    expect(target, `a target ${name}`).toBeDefined();
    expect(target && tryCase(target, input, seed)).toBeUndefined();
  });
});

describe.runIf(REPEATED === undefined)(`fuzzing, seed ${SEED}`, () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await openPool(THREADS);
  });
  afterAll(() => pool.close());

  it.each(TARGETS)('$name', async ({ name, share }) => {
    const count = Math.ceil((EXECUTIONS * share) / shares);
    const small = await pool.run({ target: name, base: SEED, count, form: 'small' });
    report(`fuzz ${name}`, small);
    const grown = await pool.run({ target: name, base: SEED, count: GROWN, form: 'grown' });
    report(`fuzz ${name}, grown`, grown);
    expect([...small.failures, ...grown.failures].map(wordsOf).join('\n\n')).toBe('');
  });
});

function report(campaign: string, { executions, failures, seconds }: CampaignRow): void {
  const remarks = `${(executions / seconds).toFixed(0)} executions/s`;
  reportRow({ campaign, cases: executions, failures: failures.length, seconds, remarks });
}

function wordsOf(failure: Failure): string {
  return `${failure.error}\n${repeatWords(failure)}`;
}
