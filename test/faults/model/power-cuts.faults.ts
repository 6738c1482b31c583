// The power fails at every call: what was not synced is lost, kept, or lost in part, on /etc and /var separately.

import { describe, it } from 'vitest';
import { FULL, randomFrom, type Share, sample, seedOf } from '../seeded.ts';
import { runCampaign, type Tried } from './campaign.ts';
import { type CutChoice, KEEP_ALL, LOSE_ALL } from './disk-state.ts';
import { type HookMaker, killAt, runOn } from './run.ts';
import { judge, killer, openStages, RECOVER, type Stage } from './stage.ts';

/** Of what was not synced, drawn for each point; and in the seeded part, cases for each scenario. */
const DRAWN = FULL ? 10 : 4;
const CASES: Share = { part: 40, full: 0 };
const TWICE: Share = { part: 4, full: 0 };

interface Cut {
  readonly what: string;
  readonly choice: CutChoice;
}

/** The file system of one device keeps all, the others lose all. */
function keeping(device: number): CutChoice {
  return {
    entry: (one) => one === device,
    content: (one) => (one === device ? 'new' : 'old'),
  };
}

const WHOLE: readonly Cut[] = [
  { what: 'all that was not synced is lost', choice: LOSE_ALL },
  { what: 'nothing is lost', choice: KEEP_ALL },
  { what: 'only /etc keeps what was not synced', choice: keeping(1) },
  { what: 'only /var keeps what was not synced', choice: keeping(2) },
];

function drawn(seed: number): CutChoice {
  const random = randomFrom(seed);
  const CONTENTS = ['old', 'new', 'prefix', 'zeros'] as const;
  return {
    entry: () => random() < 0.5,
    content: () => CONTENTS[Math.floor(random() * CONTENTS.length)] ?? 'old',
  };
}

function cutsAt(stage: Stage, at: number): readonly Cut[] {
  const seeds = Array.from({ length: DRAWN }, (_, turn) => seedOf(`${stage.scenario.name} ${at} ${turn}`));
  return [...WHOLE, ...seeds.map((seed) => ({ what: `drawn from ${seed}`, choice: drawn(seed) }))];
}

function* pointsOf(stage: Stage): Generator<{ readonly at: number; readonly cut: Cut }> {
  const effects = stage.calls.filter((call) => call.effect).map((call) => call.index);
  for (const at of [...effects, stage.calls.length]) for (const cut of cutsAt(stage, at)) yield { at, cut };
}

async function* cuts(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario, calls } = stage;
    const kill = killer(stage);
    for (const { at, cut } of sample([...pointsOf(stage)], CASES, `power cuts in ${scenario.name}`)) {
      const { machine: running, said } = await kill(at);
      // Where all is synced there is one state only, and it is tried once.
      if (!running.disk.isDirty && cut !== WHOLE[0]) continue;
      const machine = running.afterPowerCut(cut.choice);
      const judged = await judge(stage, machine, [said]);
      yield {
        name: `${scenario.name}, power cut before call ${at} (${calls[at]?.name} ${calls[at]?.path}), ${cut.what}`,
        ...judged,
      };
    }
  }
}

/** The power fails in the recovery as well, and all that is not synced by then is lost. */
async function* cutsInRecovery(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario, calls } = stage;
    const effects = calls.filter((call) => call.effect).map((call) => call.index);
    for (const at of sample(effects, TWICE, `power cuts twice in ${scenario.name}`)) {
      const running = stage.machine.copy();
      const { said } = await runOn(running, scenario.words, scenario.inputs, killAt(at));
      const booted = running.afterPowerCut(LOSE_ALL);
      const { calls: length } = await runOn(booted.copy(), RECOVER, scenario.inputs);
      for (const turn of [0.2, 0.4, 0.6, 0.8, 1]) {
        const recovering = booted.copy();
        const second = Math.floor(length * turn);
        const again = await runOn(recovering, RECOVER, scenario.inputs, killAt(second));
        const machine = recovering.afterPowerCut(LOSE_ALL);
        const judged = await judge(stage, machine, [said, again.said]);
        yield {
          name: `${scenario.name}, power cut before call ${at}, and before call ${second} of the recovery`,
          ...judged,
        };
      }
    }
  }
}

/** There is no room for a new file, as at the end of a disk that is nearly full; what is there can still grow. */
const withoutRoom: HookMaker = () => (call) =>
  call.name === 'open' && call.effect && call.path.endsWith('/outcome')
    ? { kind: 'fail', errno: 'ENOSPC' }
    : undefined;

/** Somebody presses Ctrl-C when the last file is put in place: all of it is taken back. */
function interrupted({ calls }: Stage): HookMaker {
  const last = calls.findLast(({ name, path }) => name === 'rename' && !path.endsWith('/summary.json'));
  return ({ interrupt }) =>
    (call) => {
      if (call.index === last?.index) interrupt('SIGINT');
      return undefined;
    };
}

/** What was reported is on disk: the power fails right after it, and all that was not synced is lost. */
async function* cutsAfterwards(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario } = stage;
    const manners: readonly (readonly [string, HookMaker | undefined])[] = [
      ['undisturbed', undefined],
      ['the end of the change in the journal alone', withoutRoom],
      ['interrupted at its last file', interrupted(stage)],
    ];
    for (const [manner, hook] of manners) {
      const running = stage.machine.copy();
      const { said } = await runOn(running, scenario.words, scenario.inputs, hook);
      const judged = await judge(stage, running.afterPowerCut(LOSE_ALL), [said]);
      yield { name: `${scenario.name}, ${manner}, power cut after it`, ...judged, kind: `exit ${said.code}` };
    }
  }
}

describe('the power fails', () => {
  it('right after something was reported', () =>
    runCampaign('model: power cuts, afterwards', cutsAfterwards()));
  it('at every call', () => runCampaign('model: power cuts', cuts()));
  it('and again in the recovery', () => runCampaign('model: power cuts, twice', cutsInRecovery()));
});
