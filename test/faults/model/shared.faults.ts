// Two engines that read one file, killed at every call: of a setup, of a rollback, and of the way back after a failure.

import { describe, it } from 'vitest';
import type { WriteHost } from '../../../src/host/ports.ts';
import { readState } from '../../../src/transaction/store.ts';
import { Crash, crashingDisk } from '../../support/crashing-disk.ts';
import { recoverToys, rollBack, STATE, setUp, startToys, type Toys } from '../../support/shared-toys.ts';
import { TOY_FILE } from '../../support/toy-engine.ts';
import { type Share, sample } from '../seeded.ts';
import { runCampaign, type Tried } from './campaign.ts';

/** For each step. */
const KILLS: Share = { part: 15, full: 0 };

const NEW = 'new.test\n';

interface Step {
  readonly name: string;
  /** What stands in the file before the first change; undefined: there is none. */
  readonly old: string | undefined;
  readonly prepare?: (toys: Toys) => Promise<unknown>;
  readonly run: (toys: Toys, host?: WriteHost) => Promise<unknown>;
  /** What may be in the file, and is in both engines, when it is over. */
  readonly ends: readonly (string | undefined)[];
}

const asked = (toys: Toys, host = toys.host) => setUp(toys, ['new.test'], { kind: 'auto' }, host);

const STEPS: readonly Step[] = [
  { name: 'a setup', old: 'old', run: asked, ends: ['old', NEW] },
  { name: 'a setup that makes the file', old: undefined, run: asked, ends: [undefined, NEW] },
  {
    name: 'a setup that the second engine does not take up',
    old: 'old',
    prepare: async ({ twin }) => {
      twin.deaf = 1;
    },
    run: asked,
    ends: ['old'],
  },
  { name: 'a rollback', old: 'old', prepare: asked, run: rollBack, ends: [NEW, 'old'] },
  {
    name: 'a rollback that takes the file away',
    old: undefined,
    prepare: asked,
    run: rollBack,
    ends: [NEW, undefined],
  },
];

function demand(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

async function runKilled(toys: Toys, { run }: Step, allowed: number): Promise<void> {
  try {
    await run(toys, { ...toys.host, disk: crashingDisk(toys.host.disk, allowed) });
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
}

async function tryKill(step: Step, allowed: number): Promise<readonly string[]> {
  const toys = startToys(step.old);
  try {
    await step.prepare?.(toys);
    await runKilled(toys, step, allowed);
    const recovery = await recoverToys(toys);
    demand(recovery.kind !== 'failed', 'recovery failed');
    const text = toys.temp.text(TOY_FILE);
    demand(step.ends.includes(text), `the file holds ${text}`);
    for (const [name, { memory }] of Object.entries({ toy: toys.toy, twin: toys.twin }))
      demand(memory === (text ?? ''), `${name} has ${JSON.stringify(memory)}, the file ${text}`);
    const newest = readState(toys.host, STATE).found.at(-1);
    const outcome = newest?.kind === 'generation' ? newest.generation.outcome : newest?.kind;
    demand(outcome !== 'pending', 'it is pending');
    const again = await recoverToys(toys);
    demand(again.kind === 'nothing' && again.findings.length === 0, `a second recovery: ${again.kind}`);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    toys.temp.remove();
  }
}

async function countCalls(step: Step): Promise<number> {
  const toys = startToys(step.old);
  try {
    await step.prepare?.(toys);
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    const disk = crashingDisk(toys.host.disk, Number.POSITIVE_INFINITY, count);
    await step.run(toys, { ...toys.host, disk });
    return calls;
  } finally {
    toys.temp.remove();
  }
}

async function* kills(): AsyncGenerator<Tried> {
  for (const step of STEPS) {
    const all = await countCalls(step);
    const calls = Array.from({ length: all }, (_, index) => index);
    for (const allowed of [...sample(calls, KILLS, `kills of ${step.name}`), all]) {
      yield {
        name: `${step.name}, killed after ${allowed} of ${all} calls`,
        problems: await tryKill(step, allowed),
      };
    }
  }
}

describe('engines that share a file', () => {
  it('killed at every call', () => runCampaign('shared: kills', kills()));
});
