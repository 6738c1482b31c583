// Errors of the operating system at the calls of the program, and signals that ask it to end at them.

import { checkAtOnce } from '../checker.ts';
import { FULL, sample } from '../seeded.ts';
import { type Case, NOT_REACHED, type Verdict } from './campaign.ts';
import { spread } from './spread.ts';
import { lineFor, recoverAndCheck, type Stage, saidIn, treeOf, withRoot } from './stage.ts';
import { describeCall, type Fault, hasHit, trace } from './strace.ts';

const ERRORS = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT', 'EMFILE'] as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'] as const;

/** @param count how many cases; the errors take turns over the calls, looks and reads too */
export function errorCases(stage: Stage, count: number): readonly Case[] {
  const { scenario, form } = stage;
  const all = stage.calls.flatMap((at) => ERRORS.map((name) => ({ at, name })));
  // Two thirds where something is changed: the other calls are many, and many of them are alike.
  const changing = Math.ceil((count * 2) / 3);
  const name = `errors ${form.name} ${scenario.name}`;
  return [
    ...drawn(
      all.filter(({ at }) => at.changes),
      changing,
      name,
    ),
    ...drawn(
      all.filter(({ at }) => !at.changes),
      count - changing,
      name,
    ),
  ].map(({ at, name }) => ({
    name: `${form.name}, ${scenario.name}: ${name} of ${describeCall(at)}`,
    run: () => tryFault(stage, { kind: 'error', name, at }),
  }));
}

/** In full they are spread over all, else drawn by chance: each seed tries others. */
function drawn<T>(all: readonly T[], count: number, name: string): readonly T[] {
  return FULL ? spread(all, count) : sample(all, count, name);
}

/** The change ends in an orderly manner: a recovery finds nothing to do. */
export function signalCases(stage: Stage, count: number): readonly Case[] {
  const { scenario, form } = stage;
  const calls = stage.calls.filter((call) => call.changes);
  const chosen = drawn(calls, count, `signals ${form.name} ${scenario.name}`);
  const all = chosen.map((at, turn) => ({
    at,
    name: SIGNALS[(turn + at.nth) % SIGNALS.length] ?? 'SIGTERM',
  }));
  return all.map(({ at, name }) => ({
    name: `${form.name}, ${scenario.name}: ${name} at ${describeCall(at)}`,
    run: () => tryFault(stage, { kind: 'signal', name, at }),
  }));
}

/** One error, and then SIGKILL while it is undone: what was said of the end before must not count any more. */
export async function errorAndKillCases(
  stage: Stage,
  errors: number,
  kills: number,
): Promise<readonly Case[]> {
  const { scenario, form } = stage;
  const begun = stage.calls.findIndex(({ target }) => target.endsWith('/journal'));
  const late = stage.calls.slice(begun).filter((call) => ['fsync', 'rename', 'write'].includes(call.name));
  // The last word of the journal is what most depends on.
  const last = late.filter(({ name, target }) => name === 'fsync' && target.endsWith('/journal')).slice(-1);
  const cases: Case[] = [];
  for (const at of [...last, ...spread(late, errors - 1)]) {
    const error = { kind: 'error', name: 'EIO', at } as const;
    const calls = await withRoot(stage, async (root) => {
      const line = lineFor(stage, root, scenario.words);
      return (await trace(line, root, `${root}.trace`, error)).calls;
    });
    const from = calls.findIndex(({ name, nth }) => name === at.name && nth === at.nth);
    // strace(1) has one fault for each name of a call.
    const after = calls
      .slice(from + 1)
      .filter((call) => call.changes && call.target !== '' && call.name !== at.name);
    const name = `${form.name}, ${scenario.name}: EIO of ${describeCall(at)}`;
    for (const second of spread(after, kills)) {
      const kill = { kind: 'signal', name: 'SIGKILL', at: second } as const;
      cases.push({
        name: `${name}, SIGKILL at ${describeCall(second)}`,
        run: () => tryBoth(stage, error, kill),
      });
    }
  }
  return cases;
}

async function tryBoth(stage: Stage, error: Fault, kill: Fault): Promise<Verdict> {
  return untilReached(() =>
    withRoot(stage, async (root) => {
      const line = lineFor(stage, root, stage.scenario.words);
      const traced = await trace(line, root, `${root}.trace`, error, kill);
      if (traced.signal !== 'SIGKILL' || !hasHit(traced, error.at)) return undefined;
      const crashed = [treeOf(root)];
      const { problems } = await recoverAndCheck(stage, root, [], { crashed });
      return { problems };
    }),
  );
}

/** The runtime makes some calls of its own in between, of which no two runs have the same number. */
const TRIES = 5;

async function untilReached(attempt: () => Promise<Verdict | undefined>): Promise<Verdict> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const verdict = await attempt();
    if (verdict !== undefined) return verdict;
  }
  return { problems: [], kind: NOT_REACHED };
}

async function tryFault(stage: Stage, fault: Fault): Promise<Verdict> {
  return untilReached(() => withRoot(stage, (root) => tryOnce(stage, root, fault)));
}

/** @returns undefined when the fault came where it was not meant to be */
async function tryOnce(stage: Stage, root: string, fault: Fault): Promise<Verdict | undefined> {
  const { words } = stage.scenario;
  const traced = await trace(lineFor(stage, root, words), root, `${root}.trace`, fault);
  // What meets a call of the runtime's own, as the one by which its threads wake each other, says nothing of ours.
  if (!hasHit(traced, fault.at)) return undefined;
  if (traced.hung) return { problems: ['it hung'] };
  const ended = saidIn(words, traced);
  const atOnce = checkAtOnce({ before: stage.before, after: stage.after, found: treeOf(root), said: ended });
  const { problems, recovered } = await recoverAndCheck(stage, root, [ended]);
  const isRecovery = words[0] === 'recover';
  const left = [
    ...(traced.signal === undefined || fault.kind === 'signal' ? [] : [`it died of ${traced.signal}`]),
    // One error is no reason to fail at undoing, too; where it meets the undoing itself, it is.
    ...(traced.code === 4 && !isRecovery ? ['undoing failed, too'] : []),
    ...(recovered && !isRecovery ? [`it ended with ${traced.code} and left a change open`] : []),
  ];
  return { problems: [...left, ...atOnce, ...problems], kind: ended.document?.outcome ?? 'ended by it' };
}
