// A change that has to be confirmed, killed at every call: of itself, of its confirmation, and of both ways back.

import { describe, it } from 'vitest';
import type { WriteHost } from '../../../src/host/ports.ts';
import {
  change,
  expectKept,
  expectUndone,
  hasUnits,
  keepNow,
  outcomeOf,
  recoverNow,
  startToy,
  type Toy,
  WITHIN,
  withdrawNow,
} from '../../support/confirm-toy.ts';
import { Crash, crashingDisk } from '../../support/crashing-disk.ts';
import { TOY_FILE } from '../../support/toy-engine.ts';
import { type Share, sample } from '../seeded.ts';
import { runCampaign, type Tried } from './campaign.ts';

/** For each step. */
const KILLS: Share = { part: 12, full: 0 };

interface Step {
  readonly name: string;
  readonly prepare?: (toy: Toy) => Promise<unknown>;
  readonly run: (toy: Toy, host?: WriteHost) => Promise<unknown>;
  /** What has to hold of a host on which it was killed; throws otherwise. */
  readonly judge: (toy: Toy) => Promise<void>;
}

const STEPS: readonly Step[] = [
  {
    name: 'the change',
    run: change,
    judge: async (toy) => {
      demand(
        toy.temp.text(TOY_FILE) === 'old' || hasUnits(toy),
        'a file has changed before its units were there',
      );
      toy.pass(WITHIN);
      await recoverWell(toy);
      expectUndone(toy);
    },
  },
  {
    name: 'its confirmation',
    prepare: change,
    run: keepNow,
    judge: async (toy) => {
      const kept = outcomeOf(toy) === 'committed';
      demand(kept || outcomeOf(toy) === 'awaiting', `it is ${outcomeOf(toy)}`);
      demand(kept || hasUnits(toy), 'it waits without its units');
      toy.pass(WITHIN);
      await recoverWell(toy);
      if (kept) expectKept(toy);
      else expectUndone(toy);
    },
  },
  {
    name: 'the way back when its time is over',
    prepare: async (toy) => {
      await change(toy);
      toy.pass(WITHIN);
    },
    run: recoverNow,
    judge: async (toy) => {
      demand(outcomeOf(toy) === 'rolled-back' || hasUnits(toy), 'it is not undone and has no units');
      await recoverWell(toy);
      expectUndone(toy);
    },
  },
  {
    // Begun, it is finished, and cannot be confirmed any more.
    name: 'a rollback before its time',
    prepare: change,
    run: withdrawNow,
    judge: async (toy) => {
      const waits = outcomeOf(toy) === 'awaiting';
      demand(outcomeOf(toy) === 'rolled-back' || hasUnits(toy), 'it is not undone and has no units');
      await recoverNow(toy);
      demand(!waits || toy.temp.text(TOY_FILE) === 'new', 'what waits was undone before its time');
      toy.pass(WITHIN);
      await recoverNow(toy);
      expectUndone(toy);
    },
  },
];

function demand(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

async function recoverWell(toy: Toy): Promise<void> {
  const { kind } = await recoverNow(toy);
  demand(kind !== 'failed', 'recovery failed');
}

/** Runs a step that is killed after so many calls; whether it came to its end instead. */
async function runKilled(toy: Toy, { run }: Step, allowed: number): Promise<boolean> {
  const host = { ...toy.host, disk: crashingDisk(toy.host.disk, allowed) };
  try {
    await run(toy, host);
    return true;
  } catch (error) {
    if (error instanceof Crash) return false;
    throw error;
  }
}

async function tryKill(step: Step, allowed: number): Promise<readonly string[]> {
  const toy = startToy();
  try {
    await step.prepare?.(toy);
    await runKilled(toy, step, allowed);
    await step.judge(toy);
    const again = await recoverNow(toy);
    demand(again.kind === 'nothing' && again.findings.length === 0, `a second recovery: ${again.kind}`);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    toy.temp.remove();
  }
}

async function countCalls(step: Step): Promise<number> {
  const toy = startToy();
  try {
    await step.prepare?.(toy);
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    await step.run(toy, { ...toy.host, disk: crashingDisk(toy.host.disk, Number.POSITIVE_INFINITY, count) });
    return calls;
  } finally {
    toy.temp.remove();
  }
}

async function* kills(): AsyncGenerator<Tried> {
  for (const step of STEPS) {
    const calls = Array.from({ length: (await countCalls(step)) + 1 }, (_, index) => index);
    for (const allowed of sample(calls, KILLS, `kills of ${step.name}`)) {
      yield { name: `${step.name}, killed after ${allowed} calls`, problems: await tryKill(step, allowed) };
    }
  }
}

describe('--confirm-within', () => {
  it('killed at every call', () => runCampaign('confirm: kills', kills()));
});
