// Every error of the operating system at every call: once, or from there on; and writes that write less than asked.

import { describe, it } from 'vitest';
import { checkAtOnce, checkTold } from '../checker.ts';
import { FULL, type Share, sample } from '../seeded.ts';
import { runCampaign, type Tried } from './campaign.ts';
import { type HookMaker, runOn } from './run.ts';
import { judge, openStages, type Stage } from './stage.ts';
import type { Call, Wanted } from './tap.ts';

const ERRNOS = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT', 'EMFILE'] as const;
/** A disk that is full stays full. */
const LASTING = ['ENOSPC', 'EROFS', 'EIO'] as const;
/** For each scenario: calls that only look, those that change something, short writes. */
const SAMPLED: Readonly<Record<Kind, Share>> = {
  look: { part: 10, full: 250 },
  change: { part: 22, full: 0 },
  short: { part: 8, full: 0 },
};

const PLACES: Share = { part: 6, full: 0 };

type Kind = 'look' | 'change' | 'short';

interface ErrorCase {
  readonly kind: Kind;
  readonly at: number;
  readonly what: string;
  readonly makeHook: HookMaker;
}

function once(at: number, wanted: Wanted): HookMaker {
  return () => (call) => (call.index === at ? wanted : undefined);
}

/** Everything that would change something fails from a call on. */
function from(at: number, errno: string): HookMaker {
  return () => (call) => (call.index >= at && call.effect ? { kind: 'fail', errno } : undefined);
}

/** The disk is full after a few bytes: the write that hits the end is short, what follows fails. */
function fullAt(at: number): HookMaker {
  return () => (call) => {
    if (call.index === at) return { kind: 'short', bytes: 5 };
    return call.index > at && call.effect && call.name !== 'unlink'
      ? { kind: 'fail', errno: 'ENOSPC' }
      : undefined;
  };
}

/** The line that decides is torn: it is the journal's last, and the disk full from there on. */
function tornEnd(calls: readonly Call[]): readonly ErrorCase[] {
  const opened = calls.findLast(({ name, path }) => name === 'open' && path.endsWith('/journal'));
  const written = calls.find(({ index, name }) => name === 'write' && index > (opened?.index ?? index));
  if (written === undefined) return [];
  const at = written.index;
  return [{ kind: 'short', at, what: 'full at the end of the journal', makeHook: fullAt(at) }];
}

function casesOf({ calls, scenario }: Stage): readonly ErrorCase[] {
  return [...tornEnd(calls), ...sampledCasesOf(calls, scenario.name)];
}

function sampledCasesOf(calls: readonly Call[], scenario: string): readonly ErrorCase[] {
  const all = calls.flatMap((call) => [...atEvery(call), ...(call.effect ? atEffect(call) : [])]);
  return (['look', 'change', 'short'] as const).flatMap((kind) =>
    sample(
      all.filter((one) => one.kind === kind),
      SAMPLED[kind],
      `errors of ${kind} in ${scenario}`,
    ),
  );
}

/** Calls that only read get one of the errors each, in turn, or in full all of those that they can give. */
function atEvery({ index: at, effect }: Call): readonly ErrorCase[] {
  const turn = ERRNOS[at % ERRNOS.length] ?? 'EIO';
  const errnos = effect ? ERRNOS : [turn];
  const kind = effect ? 'change' : 'look';
  return errnos.map((errno) => ({ kind, at, what: errno, makeHook: once(at, { kind: 'fail', errno }) }));
}

function atEffect({ index: at, name }: Call): readonly ErrorCase[] {
  const lasting = LASTING.map((errno) => ({
    kind: 'change' as const,
    at,
    what: `${errno} from there on`,
    makeHook: from(at, errno),
  }));
  const short =
    name === 'write'
      ? [
          {
            kind: 'short' as const,
            at,
            what: 'one byte written',
            makeHook: once(at, { kind: 'short', bytes: 1 }),
          },
          { kind: 'short' as const, at, what: 'full after five bytes', makeHook: fullAt(at) },
        ]
      : [];
  return [...lasting, ...short];
}

async function* injected(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario, calls, before, after } = stage;
    for (const { at, what, makeHook } of casesOf(stage)) {
      const machine = stage.machine.copy();
      const { said } = await runOn(machine, scenario.words, scenario.inputs, makeHook);
      const atOnce = checkAtOnce({ before, after, found: machine.tree(), said });
      const { problems, recovery } = await judge(stage, machine, [said]);
      const name = `${scenario.name}, ${what} at call ${at} (${calls[at]?.name} ${calls[at]?.path})`;
      yield { name, recovery, problems: [...atOnce, ...problems], kind: `exit ${said.code}` };
    }
  }
}

/** An engine is told, in one way or another. */
function isActivation({ name }: Call): boolean {
  return name.startsWith('kill ') || name.startsWith('run systemctl');
}

/**
 * One file cannot be put in place, and all else works: nobody is told of the half of a change, and nothing lies about
 * afterwards, also where it was the way back that failed.
 */
async function* misplaced(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario, calls, before, after } = stage;
    const renames = calls.filter(({ name, path }) => name === 'rename' && !path.endsWith('/summary.json'));
    for (const { index, path } of sample(renames, PLACES, `places in ${scenario.name}`)) {
      const machine = stage.machine.copy();
      const told: string[] = [];
      const { said } = await runOn(machine, scenario.words, scenario.inputs, () => (call) => {
        if (isActivation(call)) told.push(...checkTold(before, after, machine.tree()));
        return call.index === index ? { kind: 'fail', errno: 'EIO' } : undefined;
      });
      const atOnce = checkAtOnce({ before, after, found: machine.tree(), said, canDelete: true });
      const { problems, recovery } = await judge(stage, machine, [said]);
      // Where the way back fails, what can still be done is done.
      const half = scenario.expected.outcome === 'committed' ? told : [];
      const name = `${scenario.name}, EIO at call ${index} (rename ${path})`;
      yield { name, recovery, problems: [...half, ...atOnce, ...problems], kind: `exit ${said.code}` };
    }
  }
}

/** BusyBox has no cp that copies attributes: owner and mode are right all the same. */
async function* withoutCp(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario } = stage;
    const { code, outcome } = scenario.expected;
    const machine = stage.machine.copy();
    const { said } = await runOn(
      machine,
      scenario.words,
      scenario.inputs,
      () =>
        ({ name }) =>
          name === 'cp' ? { kind: 'fail', errno: 'ENOENT' } : undefined,
    );
    const isOther = said.code !== code || said.document?.outcome !== outcome;
    const other = isOther ? [`it ended with ${said.code}: ${said.stdout}`] : [];
    const judged = await judge(stage, machine, [said]);
    const name = `${scenario.name}, without cp`;
    yield { ...judged, name, problems: [...other, ...judged.problems] };
  }
}

describe(`errors of the operating system${FULL ? '' : ', a part of them'}`, () => {
  it('that there is no cp changes nothing', () => runCampaign('model: hosts without cp', withoutCp()));
  it('that keep a file from its place', () => runCampaign('model: files not put in place', misplaced()));
  it('leave every file whole, and are reported as what they did', () =>
    runCampaign('model: errors and short writes', injected()));
});
