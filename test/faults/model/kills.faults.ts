// Killed at every call of every scenario; and killed once more at every call of the recovery.

import { describe, it } from 'vitest';
import { type Share, sample } from '../seeded.ts';
import { runCampaign, type Tried } from './campaign.ts';
import { callsOf, type HookMaker, killAt, runOn } from './run.ts';
import { judge, killer, openStages, RECOVER, type Stage } from './stage.ts';
import { type Call, Crash } from './tap.ts';

/** For each scenario. */
const KILLS: Share = { part: 14, full: 0 };
const FIRST_KILLS: Share = { part: 6, full: 0 };
const PAIRS: Share = { part: 24, full: 0 };
/** In full all of them are among the kills at every call. */
const AFTER_RENAMES: Share = { part: 6, full: 0 };
const CLEARING: Share = { part: 4, full: 0 };

/** Where a kill makes a difference: before each call that can change something, and after the last. */
function killPoints(calls: readonly Call[]): readonly number[] {
  return [...calls.filter((call) => call.effect).map((call) => call.index), calls.length];
}

/** Where a file has just got its new content. */
function pointsAfterRenames(calls: readonly Call[]): readonly number[] {
  const points = killPoints(calls);
  const renames = calls.filter(({ name }) => name === 'rename');
  return renames.flatMap(({ index }) => points.find((point) => point > index) ?? []);
}

function nameOf({ scenario, calls }: Stage, at: number): string {
  const call = calls[at];
  return `${scenario.name}, killed ${call === undefined ? 'after the last call' : `before call ${at} (${call.name} ${call.path})`}`;
}

async function* singleKills(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const kill = killer(stage);
    const { name } = stage.scenario;
    const points = [
      ...sample(pointsAfterRenames(stage.calls), AFTER_RENAMES, `kills after renames of ${name}`),
      ...sample(killPoints(stage.calls), KILLS, `kills of ${name}`),
    ];
    for (const at of new Set(points)) {
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

const NEVER = Number.POSITIVE_INFINITY;

/** The first line of the journal is written and cannot be synced; killed before one of the calls that follow. */
function clearing(kill: number, passing: (index: number) => void = () => undefined): HookMaker {
  return () => {
    let isCreated = false;
    let failed = false;
    return (call) => {
      if (call.index === kill) throw new Crash(call.name);
      if (failed && call.effect) passing(call.index);
      isCreated ||= call.name === 'open' && call.effect && call.path.endsWith('/journal');
      if (failed || !isCreated || call.name !== 'fsync') return undefined;
      failed = true;
      return { kind: 'fail', errno: 'EIO' };
    };
  };
}

/** A change that could not begin takes its record away, and is killed meanwhile. */
async function* killsInClearing(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario } = stage;
    const points: number[] = [];
    const watch = clearing(NEVER, (index) => points.push(index));
    await runOn(stage.machine.copy(), scenario.words, scenario.inputs, watch);
    for (const at of [NEVER, ...sample(points, CLEARING, `kills while ${scenario.name} clears up`)]) {
      const machine = stage.machine.copy();
      const { said } = await runOn(machine, scenario.words, scenario.inputs, clearing(at));
      const judged = await judge(stage, machine, [said], { crashed: [machine.tree()] });
      yield { name: `${scenario.name}, its journal not synced, killed before call ${at}`, ...judged };
    }
  }
}

/** Docker crashes over what it is told, and the program is killed before it can see that. */
async function* fallenEngines(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario, calls } = stage;
    const told = calls.filter(
      ({ name, path }) => name.startsWith('kill ') || /\b(?:reload|restart) docker/.test(path),
    );
    for (const { index, path } of stage.machine.docker === undefined ? [] : told) {
      const machine = stage.machine.copy();
      const { said } = await runOn(machine, scenario.words, scenario.inputs, () => (call) => {
        if (call.index !== index) return undefined;
        machine.crashDocker();
        throw new Crash(call.name);
      });
      const judged = await judge(stage, machine, [said], { crashed: [machine.tree()] });
      yield { name: `${scenario.name}, Docker crashes and killed at call ${index} (${path})`, ...judged };
    }
  }
}

describe('the program is killed', () => {
  it('while it clears up after a change that could not begin', () =>
    runCampaign('model: kills while clearing up', killsInClearing()));
  it('while Docker crashes', () => runCampaign('model: kills while Docker crashes', fallenEngines()));
  it('at every call', () => runCampaign('model: kills', singleKills()));
  it('at every call, and again at every call of the recovery', () =>
    runCampaign('model: double kills', doubleKills()));
});
