// A scenario brought to the point where its command line is run, with what an undisturbed run makes of it.

import { type Canary, check, type Evidence } from '../checker.ts';
import type { Said } from '../said.ts';
import { CANARY, CANARY_HOMES, type Preparation, SCENARIOS, type Scenario } from '../scenarios.ts';
import type { Tree } from '../tree.ts';
import { Machine } from './machine.ts';
import { callsOf, killAt, runOn } from './run.ts';
import { type Call, Crash, type Hook } from './tap.ts';

export interface Stage {
  readonly scenario: Scenario;
  /** Right before the command under test. */
  readonly machine: Machine;
  readonly calls: readonly Call[];
  readonly before: Tree;
  readonly after: Tree;
}

/** The command line under test, as campaigns run it: nobody has to wait for the engine that ignores a reload. */
export const RECOVER = ['recover'] as const;
const SECRET: Canary = { text: CANARY, homes: CANARY_HOMES };

/** Thrown where an undisturbed run does not end as the scenario says: nothing could be concluded from the others. */
export class Unplayable extends Error {}

/** @throws Unplayable */
async function openStage(scenario: Scenario): Promise<Stage> {
  const machine = Machine.of(scenario);
  for (const step of scenario.before) await prepare(machine, scenario, step);
  machine.disk.syncAll();
  const calls = await callsOf(machine, scenario.words, scenario.inputs);
  const undisturbed = machine.copy();
  const { said } = await runOn(undisturbed, scenario.words, scenario.inputs);
  const { expected, name } = scenario;
  if (said.code !== expected.code || said.document?.outcome !== expected.outcome)
    throw new Unplayable(`${name} ended with ${said.code}: ${said.stdout}${said.stderr}`);
  const after = undisturbed.tree();
  // A recovery has one end only: its own.
  const before = said.command.startsWith('recover') ? after : machine.tree();
  return { scenario, machine, calls, before, after };
}

/** All scenarios, or those that REGISTRY_CLIENT_FAULTS_SCENARIOS names, with commas between them. */
export async function* openStages(): AsyncGenerator<Stage> {
  const named = process.env.REGISTRY_CLIENT_FAULTS_SCENARIOS?.split(',');
  for (const scenario of SCENARIOS)
    if (named === undefined || named.includes(scenario.name)) yield await openStage(scenario);
}

async function prepare(machine: Machine, { inputs, name }: Scenario, step: Preparation): Promise<void> {
  if (step.kind === 'edit') return machine.edit(step.path, () => step.text);
  const cut = step.kind === 'cut' ? () => cutAfter(step.after) : undefined;
  const { said, killed } = await runOn(machine, step.words, inputs, cut);
  if (killed !== (step.kind === 'cut') || (said.code ?? 0) !== 0)
    throw new Unplayable(`${name}: "${said.command}" ended with ${said.code}: ${said.stdout}${said.stderr}`);
}

/** Kills before the call that follows the first rename to a path. */
function cutAfter(path: string): Hook {
  const name = path.split('/').at(-1) ?? '';
  let seen = false;
  return (call) => {
    if (seen) throw new Crash(call.name);
    seen = call.name === 'rename' && call.path.endsWith(`/${name}`);
    return undefined;
  };
}

export interface Killed {
  readonly machine: Machine;
  readonly said: Said;
}

/**
 * Kills the command line under test before a call, again and again: what is asked for next is mostly the same kill, so
 * the last one is kept.
 * @returns a machine of the caller's own
 */
export function killer({ machine: start, scenario }: Stage): (at: number) => Promise<Killed> {
  let last: (Killed & { readonly at: number }) | undefined;
  return async (at) => {
    if (last?.at !== at) {
      const machine = start.copy();
      const { said } = await runOn(machine, scenario.words, scenario.inputs, killAt(at));
      last = { at, machine, said };
    }
    return { machine: last.machine.copy(), said: last.said };
  };
}

export interface Aftermath {
  readonly problems: readonly string[];
  /** Milliseconds that the first recovery to its end took. */
  readonly recovery: number;
}

/**
 * Recovers a machine after a fault, recovers it once more, and holds all of it against the promises.
 * @param said by the command under test, and by recoveries that were cut off
 * @param part what the campaign knows besides: edits, trees at crashes
 */
export async function judge(
  stage: Stage,
  machine: Machine,
  said: readonly Said[],
  part: Partial<Evidence> = {},
): Promise<Aftermath> {
  const { before, after, scenario } = stage;
  const begun = performance.now();
  const recovered = await runOn(machine, RECOVER, scenario.inputs);
  const recovery = performance.now() - begun;
  const found = machine.tree();
  const engines = machine.truths();
  const again = await runOn(machine, RECOVER, scenario.inputs);
  const evidence: Evidence = {
    before,
    after,
    found,
    said: [...said, recovered.said],
    again: { said: again.said, found: machine.tree() },
    engines,
    canary: SECRET,
    ...part,
  };
  return { problems: [...check(evidence), ...unsuccessful(recovered.said)], recovery };
}

/** Without a fault a recovery succeeds. */
function unsuccessful({ code, document }: Said): readonly string[] {
  return code === 0 ? [] : [`the recovery ended with ${code}: ${JSON.stringify(document?.findings)}`];
}
