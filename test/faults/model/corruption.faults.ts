// Every state file damaged: a byte flipped, cut short, gone. Nothing may go another way without a word about it.

import { describe, it } from 'vitest';
import { FULL, randomFrom, type Share, sample, seedOf } from '../seeded.ts';
import { readLedgers, STATE_DIR } from '../state-folder.ts';
import { differingPaths, filterTree, isBelow, type Tree } from '../tree.ts';
import { runCampaign, type Tried } from './campaign.ts';
import type { Machine } from './machine.ts';
import { killAt, type Ran, runOn } from './run.ts';
import { openStages, type Stage } from './stage.ts';

/** For each scenario, ended and cut off. */
const CASES: Share = { part: 14, full: 150 };
/** For each record that is kept twice, and for the images of the way back: of the youngest change. */
const TWICE: Share = { part: 1, full: 0 };
const IMAGES: Share = { part: 3, full: 0 };
const FLIPS = FULL ? 6 : 3;

type Damage = (bytes: Uint8Array) => Uint8Array | undefined;

function damagesOf(path: string, bytes: Uint8Array): readonly (readonly [string, Damage])[] {
  const random = randomFrom(seedOf(path));
  const places = Array.from({ length: FLIPS }, () => Math.floor(random() * bytes.length));
  const lengths = [0, 1, Math.floor(bytes.length / 2), bytes.length - 1].filter(
    (length) => length < bytes.length,
  );
  return [
    ['gone', () => undefined],
    ...[...new Set(lengths)].map((length): readonly [string, Damage] => [
      `cut to ${length}`,
      (all) => all.slice(0, length),
    ]),
    ...(bytes.length === 0 ? [] : [...new Set([0, bytes.length - 1, ...places])]).map(
      (at): readonly [string, Damage] => [
        `flipped at ${at}`,
        (all) => all.map((byte, index) => (index === at ? byte ^ 0x11 : byte)),
      ],
    ),
  ];
}

/** What the damaged state is made from: a change that ended, and one that was cut off while engines were told. */
interface Base {
  readonly name: string;
  readonly stage: Stage;
  readonly machine: Machine;
  /** The host when the first engine is told: what an engine that refuses keeps from being the end of the change. */
  readonly told: readonly Tree[];
  readonly isEnded: boolean;
  /** The id of the youngest generation. */
  readonly newest: string | undefined;
}

function baseOf(stage: Stage, machine: Machine, told: readonly Tree[], isEnded: boolean): Base {
  const newest = readLedgers(machine.tree()).at(-1)?.id;
  return { name: isEnded ? 'ended' : 'cut off', stage, machine, told, isEnded, newest };
}

async function basesOf(stage: Stage): Promise<readonly Base[]> {
  const { scenario, calls } = stage;
  const ended = stage.machine.copy();
  const told: Tree[] = [];
  await runOn(ended, scenario.words, scenario.inputs, () => ({ name }) => {
    if (told.length === 0 && name.startsWith('run systemctl')) told.push(ended.tree());
    return undefined;
  });
  const renames = calls.filter((call) => call.name === 'rename' && !call.path.includes('summary.json'));
  const half = renames[Math.floor(renames.length / 2)];
  if (half === undefined) return [baseOf(stage, ended, told, true)];
  const cut = stage.machine.copy();
  await runOn(cut, scenario.words, scenario.inputs, killAt(half.index + 1));
  return [baseOf(stage, ended, told, true), baseOf(stage, cut, told, false)];
}

interface Course {
  readonly status: Ran;
  readonly recover: Ran;
  readonly rollback: Ran;
  /** What stands outside of the state after each. */
  readonly trees: readonly [Tree, Tree];
}

async function follow(machine: Machine): Promise<Course> {
  const outside = () => filterTree(machine.tree(), (name) => !isBelow(name, STATE_DIR));
  const status = await runOn(machine, ['status'], {});
  const recover = await runOn(machine, ['recover'], {});
  const recovered = outside();
  const rollback = await runOn(machine, ['rollback'], {});
  return { status, recover, rollback, trees: [recovered, outside()] };
}

/** Findings that tell that something of the state is not as it should be. */
const WORDS =
  /^(?:STATE_DAMAGED|RECORDS_LOST|RECOVERY_IMPOSSIBLE|UNDO_FAILED|GENERATION_PRUNED|FILE_UNREADABLE|NO_SUCH_GENERATION|RECOVERY_CONFLICT)$/;

function isSaid({ status, recover, rollback }: Course): boolean {
  return [status, recover, rollback].some(({ said }) =>
    said.document?.findings.some(({ code }) => WORDS.test(code)),
  );
}

/** How it went, without words and numbers. */
function wayOf({ status, recover, rollback }: Course): string {
  return [status, recover, rollback].map(({ said }) => `${said.code} ${said.document?.outcome}`).join(', ');
}

/** What stands in the state twice; how a change ended does so once it has ended. */
function isKeptTwice(path: string, base: Base): boolean {
  return base.isEnded ? /\/(?:intent\.[ab]|journal|outcome)$/.test(path) : /\/intent\.[ab]$/.test(path);
}

/** One copy is enough to go the same way. */
function lostWay(intact: Course, damaged: Course): readonly string[] {
  const [recovered, rolledBack] = damaged.trees;
  const off = [...differingPaths(intact.trees[0], recovered), ...differingPaths(intact.trees[1], rolledBack)];
  const ways = [wayOf(intact), wayOf(damaged)];
  return off.length > 0 || ways[0] !== ways[1]
    ? [`one damaged copy led another way: ${ways[1]} in place of ${ways[0]}`]
    : [];
}

/** Where the way back is lost and the way onwards is not, a change that was cut off is finished. */
function canTurnRound(path: string, { stage, isEnded, newest }: Base): boolean {
  const isOurs = stage.scenario.words[0] !== 'recover' && stage.scenario.expected.outcome === 'committed';
  return isOurs && !isEnded && path.includes(`/${newest}/before.`);
}

function stuck({ recover, trees }: Course, { stage }: Base): readonly string[] {
  const outside = (tree: Tree) => filterTree(tree, (name) => !isBelow(name, STATE_DIR));
  const isWhole = [stage.before, stage.after].some(
    (side) => differingPaths(outside(side), trees[0]).length === 0,
  );
  return recover.said.code === 0 && isWhole ? [] : [`not finished: ${recover.said.stdout}`];
}

function problemsOf(intact: Course, damaged: Course, base: Base): readonly string[] {
  const bugs = [damaged.status, damaged.recover, damaged.rollback].flatMap(({ said }) =>
    said.document === undefined || said.document.findings.some(({ code }) => code === 'BUG')
      ? [`"${said.command}": ${said.stdout}`]
      : [],
  );
  const [recovered, rolledBack] = damaged.trees;
  const isOther =
    wayOf(intact) !== wayOf(damaged) ||
    differingPaths(intact.trees[0], recovered).length > 0 ||
    differingPaths(intact.trees[1], rolledBack).length > 0;
  const silent =
    isOther && !isSaid(damaged) ? [`silently: ${wayOf(damaged)} in place of ${wayOf(intact)}`] : [];
  return [...bugs, ...silent, ...halfDone(intact, damaged, base)];
}

/** Whatever is done in spite of the damage is done as a whole: one of the states that there were, or left as it was. */
function halfDone(intact: Course, damaged: Course, { stage, machine, told }: Base): readonly string[] {
  const outside = (tree: Tree) => filterTree(tree, (name) => !isBelow(name, STATE_DIR));
  const known = [stage.before, stage.after, machine.tree(), ...told, ...intact.trees].map(outside);
  return damaged.trees.flatMap((tree, index) => {
    const isKnown = [...known, ...damaged.trees.slice(0, index)].some(
      (one) => differingPaths(one, tree).length === 0,
    );
    return isKnown ? [] : [`half done after ${index === 0 ? 'recover' : 'rollback'}`];
  });
}

async function* corruptions(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    for (const base of await basesOf(stage)) yield* damaging(base);
  }
}

async function* damaging(base: Base): AsyncGenerator<Tried> {
  const intact = await follow(base.machine.copy());
  const files = [...base.machine.tree()].flatMap(([path, node]) =>
    node.kind === 'file' && isBelow(path, STATE_DIR)
      ? damagesOf(path, node.bytes).map(([what, damage]) => ({ path, what, bytes: damage(node.bytes) }))
      : [],
  );
  const title = `${base.stage.scenario.name}, ${base.name}`;
  const twice = ['intent.a', 'intent.b', 'journal', 'outcome'].flatMap((name) => {
    const ofOne = files.filter(
      ({ path }) => path.endsWith(`/${base.newest}/${name}`) && isKeptTwice(path, base),
    );
    return sample(ofOne, TWICE, `corruption of ${name} of ${title}`);
  });
  const images = files.filter(({ path }) => canTurnRound(path, base));
  const cases = [
    ...twice,
    ...sample(images, IMAGES, `corruption of the way back of ${title}`),
    ...sample(files, CASES, `corruption of ${title}`),
  ];
  for (const { path, what, bytes } of new Set(cases)) {
    const machine = base.machine.copy();
    machine.damage(path, bytes);
    const damaged = await follow(machine);
    const kind = isSaid(damaged) ? 'said' : 'without effect';
    const lost = isKeptTwice(path, base) ? lostWay(intact, damaged) : [];
    const unfinished = canTurnRound(path, base) ? stuck(damaged, base) : [];
    const problems = [...problemsOf(intact, damaged, base), ...lost, ...unfinished];
    yield { name: `${title}, ${path} ${what}`, problems, kind };
  }
}

describe('damage to the state', () => {
  it('of every file is never silent', () => runCampaign('model: corrupted state', corruptions()));
});
