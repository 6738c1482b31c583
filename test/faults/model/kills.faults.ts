// Killed at every call of every scenario; and killed once more at every call of the recovery.

import { describe, it } from 'vitest';
import { type Share, sample } from '../seeded.ts';
import { runCampaign, type Tried } from './campaign.ts';
import { callsOf, killAt, runOn } from './run.ts';
import { judge, killer, openStages, RECOVER, type Stage } from './stage.ts';
import type { Call } from './tap.ts';

/** For each scenario. */
const KILLS: Share = { part: 14, full: 0 };
const FIRST_KILLS: Share = { part: 6, full: 0 };
const PAIRS: Share = { part: 24, full: 0 };

/** Where a kill makes a difference: before each call that can change something, and after the last. */
function killPoints(calls: readonly Call[]): readonly number[] {
  return [...calls.filter((call) => call.effect).map((call) => call.index), calls.length];
}

function nameOf({ scenario, calls }: Stage, at: number): string {
  const call = calls[at];
  return `${scenario.name}, killed ${call === undefined ? 'after the last call' : `before call ${at} (${call.name} ${call.path})`}`;
}

async function* singleKills(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const kill = killer(stage);
    for (const at of sample(killPoints(stage.calls), KILLS, `kills of ${stage.scenario.name}`)) {
      const { machine, said } = await kill(at);
      const crashed = [machine.tree()];
      yield { name: nameOf(stage, at), ...(await judge(stage, machine, [said], { crashed })) };
    }
  }
}

async function* doubleKills(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const kill = killer(stage);
    const pairs = sample(await pairsOf(stage), PAIRS, `double kills of ${stage.scenario.name}`);
    for (const [first, second] of pairs) {
      const { machine, said } = await kill(first);
      const crashed = [machine.tree()];
      const again = await runOn(machine, RECOVER, stage.scenario.inputs, killAt(second));
      crashed.push(machine.tree());
      const judged = await judge(stage, machine, [said, again.said], { crashed });
      yield { name: `${nameOf(stage, first)}, its recovery before call ${second}`, ...judged };
    }
  }
}

/** Each kill point with each kill point of the recovery that follows it. */
async function pairsOf(stage: Stage): Promise<readonly (readonly [number, number])[]> {
  const pairs: (readonly [number, number])[] = [];
  const firsts = sample(killPoints(stage.calls), FIRST_KILLS, `first kills of ${stage.scenario.name}`);
  const kill = killer(stage);
  for (const first of firsts) {
    const { machine } = await kill(first);
    const calls = await callsOf(machine, RECOVER, stage.scenario.inputs);
    for (const call of calls.filter(({ effect }) => effect)) pairs.push([first, call.index]);
  }
  return pairs;
}

describe('the program is killed', () => {
  it('at every call', () => runCampaign('model: kills', singleKills()));
  it('at every call, and again at every call of the recovery', () =>
    runCampaign('model: double kills', doubleKills()));
});
