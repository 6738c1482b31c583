// SIGKILL at the system calls of the program, and once more at those of the recovery from it.

import { sample } from '../seeded.ts';
import { type Case, NOT_REACHED, type Verdict } from './campaign.ts';
import { spread } from './spread.ts';
import { lineFor, recoverAndCheck, type Stage, treeOf, withRoot } from './stage.ts';
import { type Call, describeCall, hasHit, type Traced, trace } from './strace.ts';

/** At other calls the disk is as it is at the next one that changes something: of them a part will do. */
const OTHERS = 20;

/** Every call that changes something, and some that do not. */
export function killCases(stage: Stage, count: number): readonly Case[] {
  const { scenario, form } = stage;
  const others = stage.calls.filter((call) => !call.changes);
  const step = Math.max(1, Math.floor(others.length / OTHERS));
  const chosen = [
    ...stage.calls.filter((call) => call.changes),
    ...others.filter((_, index) => index % step === 0),
  ];
  return sample(chosen, { part: count, full: count }, `kill ${form.name} ${scenario.name}`).map((at) => ({
    name: `${form.name}, ${scenario.name}: SIGKILL at ${describeCall(at)}`,
    run: () =>
      withRoot(stage, async (root) => {
        const killed = await killAt(stage, root, scenario.words, at);
        if (!isKilled(killed)) return { problems: unreached(killed), kind: NOT_REACHED };
        const crashed = treeOf(root);
        const { problems, milliseconds, recovered } = await recoverAndCheck(stage, root, [], {
          crashed: [crashed],
        });
        return { problems, kind: kindOf(killed, at), ...(recovered ? { milliseconds } : {}) };
      }),
  }));
}

/** The second kill at each changing call of the recovery, for some of the first kills. */
export async function doubleKillCases(
  stage: Stage,
  firsts: number,
  seconds: number,
): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const first of firstKills(stage, firsts)) cases.push(...(await secondKills(stage, first, seconds)));
  return cases;
}

/** Spread over the calls from the journal's first line on: before it there is nothing to take back. */
function firstKills({ calls }: Stage, count: number): readonly Call[] {
  const begun = calls.findIndex(({ target }) => target.endsWith('/journal'));
  const possible = calls.slice(Math.max(0, begun)).filter((call) => call.changes);
  const step = Math.max(1, possible.length / count);
  return Array.from(
    { length: Math.min(count, possible.length) },
    (_, index) => possible[Math.floor((index + 0.5) * step)],
  ).flatMap((call) => call ?? []);
}

async function secondKills(stage: Stage, first: Call, count: number): Promise<readonly Case[]> {
  const { scenario, form } = stage;
  const calls = await withRoot(stage, async (root) => {
    await killAt(stage, root, scenario.words, first);
    return (await trace(lineFor(stage, root, ['recover']), root, `${root}.trace`)).calls;
  });
  const chosen = calls.filter((call) => call.changes && call.target !== '');
  const name = `${form.name}, ${scenario.name}: SIGKILL at ${describeCall(first)}`;
  return spread(chosen, count).map((second) => ({
    name: `${name}, then of the recovery at ${describeCall(second)}`,
    run: () =>
      withRoot(stage, async (root) => {
        const killed = await killAt(stage, root, scenario.words, first);
        const crashed = treeOf(root);
        const again = await killAt(stage, root, ['recover'], second);
        if (!isKilled(again)) return { problems: unreached(again), kind: NOT_REACHED };
        const all = [crashed, treeOf(root)];
        const { problems } = await recoverAndCheck(stage, root, [], { crashed: all });
        return { problems, kind: kindOf(killed, first) === EXACT ? kindOf(again, second) : 'elsewhere' };
      }),
  }));
}

async function killAt(stage: Stage, root: string, words: readonly string[], at: Call): Promise<Traced> {
  return trace(lineFor(stage, root, words), root, `${root}.trace`, { kind: 'signal', name: 'SIGKILL', at });
}

const isKilled = ({ signal, hung }: Traced) => signal === 'SIGKILL' && !hung;

const EXACT = 'as meant';

/** The count of a call can differ by what the runtime does for itself: a kill it is all the same. */
function kindOf(killed: Traced, meant: Call): string {
  return hasHit(killed, meant) ? EXACT : 'elsewhere';
}

/** A run that came to its end before the call: nothing was tried. */
function unreached({ hung, code }: Traced): Verdict['problems'] {
  if (hung) return ['it hung'];
  return code === 0 ? [] : [`it ended with ${code} before the call`];
}
