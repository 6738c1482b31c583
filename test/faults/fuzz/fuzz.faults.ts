// The fuzzing campaign: every target with mutated files, generated documents and grown inputs.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Failure, readCase, repeatWords, tryCase } from './case.ts';
import { type CampaignRow, openPool, type Pool } from './pool.ts';
import { TARGETS } from './targets/index.ts';

const isFull = process.env.REGISTRY_CLIENT_FAULTS === 'full';
const seed = Number(process.env.REGISTRY_CLIENT_FUZZ_SEED ?? 1);
const repeated = process.env.REGISTRY_CLIENT_FUZZ_CASE;
const only = process.env.REGISTRY_CLIENT_FUZZ_TARGET;

/** Executions over all targets, divided by their shares; and pairs of grown inputs for each target. */
const EXECUTIONS = Number(process.env.REGISTRY_CLIENT_FUZZ_EXECUTIONS ?? (isFull ? 1_050_000 : 20_000));
const GROWN = isFull ? 200 : 10;
const THREADS = 2;
/** For the whole of a campaign; a case that hangs ends long before. */
const DAY = 24 * 60 * 60 * 1000;

const shares = TARGETS.reduce((sum, { share }) => sum + share, 0);
const rows: CampaignRow[] = [];

describe.runIf(repeated !== undefined)('one case again', () => {
  it('holds', () => {
    const { target, input, seed: own } = readCase(repeated ?? '');
    const found = TARGETS.find(({ name }) => name.replaceAll(' ', '-') === target);
    expect(found).toBeDefined();
    expect(found && tryCase(found, input, own)).toBeUndefined();
  });
});

describe.runIf(repeated === undefined)(`fuzzing, seed ${seed}`, () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await openPool(THREADS);
  });
  afterAll(async () => {
    await pool.close();
    process.stdout.write(tableOf(rows));
  }, DAY);

  const chosen = TARGETS.filter(({ name }) => only === undefined || name === only);
  it.each(chosen)('$name', { timeout: DAY }, async ({ name, share }) => {
    const count = Math.ceil((EXECUTIONS * share) / shares);
    const small = await pool.run({ target: name, base: seed, count, form: 'small' });
    const grown = await pool.run({ target: name, base: seed + 1, count: GROWN, form: 'grown' });
    rows.push(small, grown);
    expect([...small.failures, ...grown.failures].map(wordsOf).join('\n\n')).toBe('');
  });
});

function wordsOf(failure: Failure): string {
  return `${failure.error}\n${repeatWords(failure)}`;
}

function tableOf(all: readonly CampaignRow[]): string {
  const total = all.reduce(
    (sum, row) => ({
      name: 'fuzz, all',
      executions: sum.executions + row.executions,
      failures: [...sum.failures, ...row.failures],
      seconds: sum.seconds + row.seconds,
    }),
    { name: '', executions: 0, failures: [] as readonly Failure[], seconds: 0 },
  );
  const head = ['campaign', 'executions', 'failures', 'seconds', 'executions/s'];
  const lines = [head, ...[...all, total].map(cellsOf)];
  return `\n${lines.map(([name = '', ...cells]) => name.padEnd(34) + cells.map((cell) => cell.padStart(13)).join('')).join('\n')}\n`;
}

function cellsOf({ name, executions, failures, seconds }: CampaignRow): readonly string[] {
  return [
    name,
    String(executions),
    String(failures.length),
    seconds.toFixed(1),
    (executions / seconds).toFixed(0),
  ];
}
