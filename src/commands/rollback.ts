// rollback: puts back what a setup or remove changed.

import { confirmFlags } from '../desired/confirm-within.ts';
import type { RollbackInvocation } from '../desired/invocation.ts';
import type { Engine } from '../engines/engine.ts';
import { shownDiff } from '../formats/diff.ts';
import type { CommandIo } from '../io.ts';
import { type FileState, textOf } from '../model/file.ts';
import { type Finding, finding, unreadableFinding } from '../model/finding.ts';
import { BY_FLAGS } from '../model/generation.ts';
import { holdingsOf, type Managed } from '../model/managed.ts';
import type { Report } from '../model/outcome.ts';
import { unreachable } from '../model/result.ts';
import { composePlan } from '../planner/compose.ts';
import { type FoundEngine, findEngines } from '../planner/find-engines.ts';
import {
  type GoBackProblem,
  type Return,
  returnBefore,
  returnToOriginal,
  type WayBack,
} from '../planner/go-back.ts';
import { waitingIn } from '../transaction/awaiting.ts';
import { inPlaceOf, type State, stackOf } from '../transaction/store.ts';
import { runChange } from './change.ts';
import type { Proposal, Situation } from './proposal.ts';

export function runRollback(invocation: RollbackInvocation, io: CommandIo): Promise<Report> {
  return runChange(
    {
      command: 'rollback',
      flags: [
        ...targetFlags(invocation),
        ...(invocation.force ? ['--force'] : []),
        ...confirmFlags(invocation),
      ],
      origin: BY_FLAGS,
      options: invocation,
      global: invocation.global,
      withdraws: isPlain(invocation),
      propose: (situation, apply) => proposeRollback({ ...invocation, apply }, situation),
    },
    io,
  );
}

/** Nothing but "take it back": what was done is known, and so is what undoing it takes. */
function isPlain({ target, force, apply, confirmWithin }: RollbackInvocation): boolean {
  return target.kind === 'newest' && !force && apply === 'auto' && confirmWithin === undefined;
}

function targetFlags({ target }: RollbackInvocation): readonly string[] {
  switch (target.kind) {
    case 'newest':
      return [];
    case 'generation':
      return [target.id];
    case 'original':
      return ['--original'];
    default:
      return unreachable(target);
  }
}

/** What a rollback makes of the host as it is. */
export async function proposeRollback(
  invocation: RollbackInvocation,
  situation: Situation,
): Promise<Proposal> {
  const found = await findEngines(situation.engines, { kind: 'auto' }, situation.managed, situation.host);
  situation.progress({ step: 'plan' });
  const target = targetOf(invocation, situation);
  if (target === undefined) {
    return nothing(situation, invocation, found.engines, [finding('info', 'NOTHING_TO_UNDO', {})]);
  }
  if (!target.ok) return nothing(situation, invocation, found.engines, [problemFinding(target.error)]);
  const back = target.value;
  const edited = back.files.filter((way) => way.edited);
  if (waitingIn(situation.state, situation.host) !== undefined) {
    // As when its time is over: an edit is kept and said.
    const files = back.files.filter((way) => !way.edited);
    const findings = edited.map(({ change: { path } }) =>
      finding('warning', 'RECOVERY_CONFLICT', {}, { path }),
    );
    return { ...planBack({ ...back, files }, invocation, situation, found.engines), findings };
  }
  const severity = invocation.force ? 'warning' : 'error';
  return {
    ...planBack(back, invocation, situation, found.engines),
    findings: edited.map((way) => editedFinding(way, severity, stackOf(situation.state).at(-1) ?? '')),
  };
}

/** undefined: there is nothing that could be undone. */
function targetOf({ target }: RollbackInvocation, { state, host }: Situation) {
  switch (target.kind) {
    case 'newest': {
      const top = waitingIn(state, host)?.id ?? stackOf(state).at(-1);
      return top === undefined ? undefined : returnBefore(top, state, host);
    }
    case 'generation':
      return returnBefore(target.id, state, host);
    case 'original':
      return state.found.length === 0 ? undefined : returnToOriginal(state, host);
    default:
      return unreachable(target);
  }
}

/** Nothing to change; engines that an earlier run left behind their files (--apply none) are activated all the same. */
function nothing(
  { managed, host, state, engines: all }: Situation,
  invocation: RollbackInvocation,
  engines: readonly FoundEngine[],
  findings: readonly Finding[],
): Proposal {
  const hosts = { changes: [], holdings: managed.hosts };
  const parts = everTouched(engines, state, all).map(({ engine, observed }) => ({
    engine,
    observed,
    changes: [],
    holdings: holdingsOf(managed, engine.holder),
  }));
  return {
    plan: composePlan(parts, hosts, managed, invocation.apply, host),
    engines,
    findings,
    stackAfter: undefined,
  };
}

/** The engines whose files a run of ours has changed, whether or not that is undone. */
function everTouched(
  engines: readonly FoundEngine[],
  state: State,
  all: readonly Engine[],
): readonly FoundEngine[] {
  const files = inPlaceOf(state).flatMap(({ intent }) => intent.files);
  const holders = new Set(files.map((file) => holderOf(file.engine, all)));
  return engines.filter(({ engine }) => holders.has(engine.holder));
}

/** A file that was changed for one engine is of all that share it. */
function holderOf(engine: string | null, all: readonly Engine[]): string | null {
  return all.find(({ id }) => id === engine)?.holder ?? engine;
}

function planBack(
  back: Return,
  invocation: RollbackInvocation,
  { managed, host, state, engines: all }: Situation,
  engines: readonly FoundEngine[],
): Omit<Proposal, 'findings'> {
  const present = new Set(engines.map(({ engine }) => engine.holder));
  const changesOf = (isMeant: (holder: string | null) => boolean) =>
    back.files.filter((way) => isMeant(holderOf(way.engine, all))).map((way) => way.change);
  const parts = everTouched(engines, state, all).map(({ engine, observed }) => ({
    engine,
    observed,
    changes: changesOf((holder) => holder === engine.holder),
    holdings: holdingsOf(back.managed, engine.holder),
  }));
  // Files of an engine that is no longer installed go back, too, without anybody to activate.
  const orphaned = changesOf((holder) => holder === null || !present.has(holder));
  const hosts = { changes: orphaned, holdings: back.managed.hosts };
  const plan = composePlan(parts, hosts, managed, invocation.apply, host);
  return { plan: { ...plan, managed: managedAfter(back, plan.managed) }, engines, stackAfter: back.stack };
}

/** Ours is what was ours then; of directories only what is really there now can be. */
function managedAfter(back: Return, planned: Managed): Managed {
  return { ...back.managed, directories: planned.directories };
}

function editedFinding(way: WayBack, severity: 'warning' | 'error', id: string): Finding {
  const { path, before } = way.change;
  const diff = way.expected === undefined ? '' : difference(path, way.expected, before);
  return finding(
    severity,
    'EDITED_SINCE',
    { id, diff },
    { path, ...(way.engine === null ? {} : { engine: way.engine }) },
  );
}

function difference(path: string, expected: FileState, now: FileState): string {
  const side = (state: FileState) => (state.kind === 'absent' ? state : textOf(state));
  const bytes = shownDiff(path, side(expected), side(now));
  return bytes === '' ? `${path}: ${metadataOf(expected)} -> ${metadataOf(now)}\n` : bytes;
}

function metadataOf(state: FileState): string {
  return state.kind === 'absent'
    ? 'absent'
    : `mode ${state.mode.toString(8)}, owner ${state.uid}:${state.gid}`;
}

function problemFinding(problem: GoBackProblem): Finding {
  switch (problem.kind) {
    case 'unknown':
      return finding('error', 'NO_SUCH_GENERATION', { id: problem.id });
    case 'pruned':
      return finding('error', 'GENERATION_PRUNED', { id: problem.id });
    case 'damaged':
      return finding('error', 'STATE_DAMAGED', { what: `generation ${problem.id}` }, { path: problem.path });
    case 'unreadable':
      return unreadableFinding('error', problem.problem, { path: problem.path });
    default:
      return unreachable(problem);
  }
}
