// A change that has to be confirmed, killed at every call: of itself, of its confirmation, and of both ways back.

import { describe, it } from 'vitest';
import type { Disk, WriteHost } from '../../../src/host/ports.ts';
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
import { systemError } from './tap.ts';

/** For each step. */
const KILLS: Share = { part: 12, full: 0 };

interface Step {
  readonly name: string;
  readonly prepare?: (toy: Toy) => Promise<unknown>;
  readonly run: (toy: Toy, host?: WriteHost) => Promise<unknown>;
  /** What has to hold of a host on which it was killed, or `ended` by itself; throws otherwise. */
  readonly judge: (toy: Toy, ended: boolean) => Promise<void>;
}

/** The disk is full after a few bytes: the first write is torn, what follows fails. */
function fullDisk(disk: Disk): Disk {
  let isFull = false;
  return replacing(disk, 'write', (fd, bytes, offset) => {
    if (isFull) throw systemError('ENOSPC', 'write', String(fd));
    isFull = true;
    return disk.write(fd, bytes.slice(0, offset + 5), offset);
  });
}

/** There is no room for a new file; what is there can still grow. */
function crowdedDisk(disk: Disk): Disk {
  return replacing(disk, 'createExclusive', (path) => {
    throw systemError('ENOSPC', 'open', path);
  });
}

function replacing<K extends keyof Disk>(disk: Disk, name: K, call: Disk[K]): Disk {
  return new Proxy(disk, {
    get: (target, key, receiver) => (key === name ? call : Reflect.get(target, key, receiver)),
  });
}

async function judgeConfirmation(toy: Toy, ended: boolean): Promise<void> {
  const kept = outcomeOf(toy) === 'committed';
  demand(kept || outcomeOf(toy) === 'awaiting', `it is ${outcomeOf(toy)}`);
  demand(kept || !ended, 'it was confirmed, and waits');
  demand(kept || hasUnits(toy), 'it waits without its units');
  toy.pass(WITHIN);
  await recoverWell(toy);
  if (kept) expectKept(toy);
  else expectUndone(toy);
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
    judge: judgeConfirmation,
  },
  {
    // The journal alone has the end of it, right behind a line that is torn.
    name: 'its confirmation on a nearly full disk, after one that had no room',
    prepare: async (toy) => {
      await change(toy);
      await keepNow(toy, { ...toy.host, disk: fullDisk(toy.host.disk) });
    },
    run: (toy, host = toy.host) => keepNow(toy, { ...host, disk: crowdedDisk(host.disk) }),
    judge: judgeConfirmation,
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
    await step.judge(toy, await runKilled(toy, step, allowed));
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

describe('--confirm-within', () => {
  it('killed at every call', () => runCampaign('confirm: kills', kills()));
});
