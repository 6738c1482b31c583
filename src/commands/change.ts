// What setup, remove and rollback have in common: lock, recover, plan, check, transact, report.

import type { ChangeOptions, GlobalOptions } from '../desired/invocation.ts';
import type { Engine } from '../engines/engine.ts';
import { ENGINES } from '../engines/index.ts';
import type { IoProblem, Network, ReadHost, WriteHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding, isBlocker } from '../model/finding.ts';
import type { ChangingCommand, Origin } from '../model/generation.ts';
import { isSettled } from '../model/managed.ts';
import { failedReport, type Report } from '../model/outcome.ts';
import { type ApplyMode, allChanges, changesFor, type Plan } from '../model/plan.ts';
import { ok } from '../model/result.ts';
import { DEFAULT_STATE_DIR, userStateDir } from '../model/session.ts';
import { shellWord } from '../model/shell-word.ts';
import { isIdle, settlementFindings, visibleChanges } from '../planner/compose.ts';
import { examineTargets } from '../planner/targets.ts';
import type { Answer } from '../questions/interview.ts';
import { askToRestart, leftReport } from '../questions/restart.ts';
import { type Waiting, waitingIn } from '../transaction/awaiting.ts';
import { confirmObstacle } from '../transaction/confirm-units.ts';
import { takeLock } from '../transaction/lock.ts';
import { hiddenFinding } from '../transaction/problems.ts';
import { lostRecord, recover } from '../transaction/recover.ts';
import { managedOf, readState, type State, stackOf, statePlaces } from '../transaction/store.ts';
import { transact } from '../transaction/transact.ts';
import { openHost } from './open-host.ts';
import { probePlan } from './probe-plan.ts';
import type { Proposal, Situation } from './proposal.ts';
import { lookAgain, reportPlan, reportTransaction } from './report-change.ts';
import { managedFor } from './visible-state.ts';
import { confirmFirst, waitingFinding, withdrawWaiting } from './waiting.ts';

export interface ChangeRun {
  readonly command: ChangingCommand;
  readonly flags: readonly string[];
  readonly origin: Origin;
  readonly by?: 'agent';
  readonly options: ChangeOptions;
  readonly global: GlobalOptions;
  /** It takes back a change that waits to be confirmed; all others are refused as long as one waits. */
  readonly withdraws?: boolean;
  propose(situation: Situation, apply: ApplyMode): Promise<Proposal>;
  /** Looks at the state under the lock, when nothing is pending any more: a report ends the run there. */
  admit?(state: State): Report | undefined;
}

/** Runs one change of the host from the lock to the report. */
export async function runChange(run: ChangeRun, io: CommandIo): Promise<Report> {
  const opened = await openHost(run.global, io, io.watchSignals());
  if (!opened.ok) return failedReport(run.command, [opened.error]);
  const host = opened.value;
  const engines = ENGINES;
  if (run.options.dryRun) return preview(run, engines, host, io);
  io.progress({ step: 'lock' });
  const lock = await takeLock(host, statePlaces(run.global.stateDir), run.global.wait);
  if (!lock.ok) return failedReport(run.command, [lock.error]);
  try {
    return await changeLocked(run, engines, host, io);
  } finally {
    lock.value.release();
  }
}

async function preview(
  run: ChangeRun,
  engines: readonly Engine[],
  host: ReadHost,
  io: CommandIo,
): Promise<Report> {
  const state = readState(host, run.global.stateDir);
  const lost = lostRecord(state);
  if (lost !== undefined) return failedReport(run.command, [lost]);
  const waiting = waitingIn(state, host);
  const isInTheWay = waiting !== undefined && waiting.left > 0 && run.withdraws !== true;
  if (isInTheWay) return failedReport(run.command, [confirmFirst(waiting)]);
  const { managed, findings } = managedFor(state, host);
  const situation = { host, engines, state, managed, progress: io.progress };
  const proposal = await propose(run, situation, false, io.network);
  const all = [...findings, ...proposal.findings];
  const isDone = isIdle(proposal.plan) && !findings.some(({ code }) => UNDONE_FIRST.includes(code));
  const outcome = all.some(isBlocker) ? 'failed' : isDone ? 'unchanged' : 'planned';
  return reportPlan(run.command, outcome, proposal, all);
}

/** What a real run would take back before anything else. */
const UNDONE_FIRST: readonly Finding['code'][] = ['RECOVERY_PENDING', 'CONFIRM_OVERDUE'];

async function propose(
  run: ChangeRun,
  situation: Situation,
  writing: boolean,
  network: Network,
): Promise<Proposal> {
  situation.progress({ step: 'inspect' });
  const proposal = await run.propose(situation, run.options.apply);
  const { plan, engines } = proposal;
  const targets = allChanges(plan).map((change) => change.path);
  const refused = examineTargets(targets, writing, situation.host);
  const needsWatch = confirmFor(run, plan).confirmWithin !== undefined;
  const unwatched = needsWatch ? confirmObstacle(situation.host) : [];
  const planned = [
    ...proposal.findings,
    ...settlementFindings(plan),
    ...refused,
    ...unwatched,
    ...unseenFindings(situation.host),
  ];
  const asked = planned.some(isBlocker) ? [] : await askRegistries(run, proposal, situation, network);
  const before = [...planned, ...asked];
  // What is refused is not changed: that it would not be activated is no news.
  if (before.some(isBlocker)) {
    return { ...proposal, findings: before.filter((one) => one.code !== 'NOT_ACTIVATED') };
  }
  situation.progress({ step: 'check' });
  const judged = await Promise.all(
    plan.engines.map((one) => {
      const found = engines.find(({ engine }) => engine.id === one.engine);
      const changes = visibleChanges(changesFor(one));
      if (found === undefined || changes.length === 0) return [];
      return found.engine.check(changes, found.observed, situation.host);
    }),
  );
  // Going back to what was there is not refused for what the engine thinks of it.
  const opinion = judged
    .flat()
    .map((one) => (run.command === 'rollback' ? ({ ...one, severity: 'warning' } as const) : one));
  return { ...proposal, findings: [...before, ...opinion] };
}

/**
 * Where only a restart shows the effect and containers would stop by it, somebody may be there to permit it. Asked under
 * the lock: what is asked about is what will be done, and a lock goes with its process. Until the answer nothing is
 * written; when it comes, the host is looked at anew.
 */
async function proposePermitted(
  run: ChangeRun,
  situation: Situation,
  { network, conversation }: CommandIo,
): Promise<Answer<Proposal>> {
  let permitted: readonly string[] = [];
  for (;;) {
    const proposal = await propose(run, situation, true, network);
    if (conversation === undefined || !proposal.findings.some(isBlocker)) return ok(proposal);
    const stopping = containersIn(proposal.findings);
    if (stopping.length > 0 && stopping.every((each) => permitted.includes(each))) break;
    // Also when others have been started while the question was open.
    const answer = await askToRestart(proposal.findings, run.options.apply, conversation);
    if (!answer.ok) return answer;
    if (!answer.value) return ok(proposal);
    permitted = stopping;
  }
  const restarting = { ...run, options: { ...run.options, apply: 'restart' as const } };
  return ok(await propose(restarting, situation, true, network));
}

/** The containers that a restart would stop. */
function containersIn(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((each) => (each.code === 'RESTART_NEEDED' ? each.arguments.containers : []));
}

/** systemd.exec(5), ProtectHome=; what processes of others have is closed to root in containers, too. */
const HIDDEN_FROM_ROOT = /^\/(?:home|root|run\/user|proc)(?:\/|$)/;

/**
 * A plan is made of what is there: where that could not be seen, what looks absent may only be hidden. Rights are
 * another thing: who has not all of them sees what he may, and even root does not see into homes (ProtectHome=); but
 * root that is kept out of configuration, or of the folders of programs, would change a part of the engines only.
 */
function unseenFindings(host: ReadHost): readonly Finding[] {
  const isRoot = host.user.uid === 0;
  const counts = ({ errno, path }: IoProblem) =>
    errno === 'EACCES' || errno === 'EPERM' ? isRoot && !HIDDEN_FROM_ROOT.test(path) : true;
  const byPath = new Map(
    host
      .unseen()
      .filter(counts)
      .map((problem) => [problem.path, problem]),
  );
  return [...byPath.values()].map(({ path, errno }) =>
    finding('error', 'FILE_UNREADABLE', { error: errno }, { path }),
  );
}

/** What the registries say of what is new: only a setup brings something, and under --root nothing is asked. */
async function askRegistries(
  { command, options }: ChangeRun,
  { plan, engines }: Proposal,
  { host, managed, progress }: Situation,
  network: Network,
): Promise<readonly Finding[]> {
  if (command !== 'setup' || options.skipProbe === true || !host.live) return [];
  const begin = () => progress({ step: 'probe' });
  return probePlan({ plan, engines, before: managed, host, network, begin });
}

/** The same from recovery on, for who holds the lock already. */
export async function changeLocked(
  run: ChangeRun,
  engines: readonly Engine[],
  host: WriteHost,
  io: CommandIo,
): Promise<Report> {
  const recovery = await recover(readState(host, run.global.stateDir), engines, host, io.progress);
  if (recovery.kind === 'refused') return failedReport(run.command, recovery.findings);
  if (recovery.kind === 'failed') {
    return { ...failedReport(run.command, recovery.findings), outcome: 'rollback-failed' };
  }
  const { state } = recovery;
  if (state.hidden !== undefined) {
    return failedReport(run.command, [...recovery.findings, hiddenFinding(state.hidden)]);
  }
  const waiting = waitingIn(state, host);
  if (waiting !== undefined) {
    const met = await meetWaiting(run, waiting, state, engines, host, io);
    return { ...met, findings: [...recovery.findings, ...met.findings] };
  }
  const refused = run.admit?.(state);
  if (refused !== undefined) return { ...refused, findings: [...recovery.findings, ...refused.findings] };
  const managed = managedOf(state);
  const situation = { host, engines, state, managed, progress: io.progress };
  const proposed = await proposePermitted(run, situation, io);
  if (!proposed.ok) return leftReport(run.command, proposed.error);
  const proposal = proposed.value;
  const findings = [...recovery.findings, ...proposal.findings];
  if (findings.some(isBlocker)) return reportPlan(run.command, 'failed', proposal, findings);
  const { plan, stackAfter } = proposal;
  const sameStack = stackAfter === undefined || JSON.stringify(stackAfter) === JSON.stringify(stackOf(state));
  const idle = isIdle(plan) && sameStack;
  if (idle && isSettled(managed, plan.managed)) {
    return reportPlan(run.command, 'unchanged', proposal, findings);
  }
  const signal = host.interruption();
  if (signal !== undefined) return failedReport(run.command, [finding('error', 'INTERRUPTED', { signal })]);
  const change = {
    command: run.command,
    flags: run.flags,
    origin: run.origin,
    ...(run.by === undefined ? {} : { by: run.by }),
    plan,
    subjects: proposal.engines,
    managedBefore: managed,
    stackAfter: stackAfter ?? stackFor(plan, state),
    ...confirmFor(run, plan),
  };
  const outcome = await transact(change, state, host, io.progress);
  // Who asked for what was written down; of the host nothing had to change.
  if (idle && outcome.kind === 'committed') return reportPlan(run.command, 'unchanged', proposal, findings);
  const report = reportTransaction(run.command, proposal, outcome, findings);
  const done = { ...report, undo: commandHere('rollback', run.global, host) };
  switch (outcome.kind) {
    case 'committed':
      return run.options.confirmWithin === undefined ? done : { ...done, findings: notNeeded(done.findings) };
    case 'awaiting':
      return { ...done, ...waitingReport(done.findings, run.global, host) };
    default:
      return { ...report, engines: await lookAgain(report.engines, proposal.engines, host) };
  }
}

/** Only what changes a file can be taken back, so only that has to be confirmed. */
function confirmFor({ options }: ChangeRun, plan: Plan): { readonly confirmWithin?: number } {
  const { confirmWithin } = options;
  const isForFiles = visibleChanges(allChanges(plan)).length > 0;
  return confirmWithin === undefined || !isForFiles ? {} : { confirmWithin };
}

function notNeeded(findings: readonly Finding[]): readonly Finding[] {
  return [...findings, finding('info', 'CONFIRM_NOT_NEEDED', {})];
}

function waitingReport(findings: readonly Finding[], global: GlobalOptions, host: ReadHost) {
  const waiting = waitingIn(readState(host, global.stateDir), host);
  const waits = waiting === undefined ? [] : [waitingFinding(waiting)];
  return { findings: [...findings, ...waits], keep: commandHere('confirm', global, host) };
}

/** A change waits to be confirmed: this run takes it back, or does nothing. */
async function meetWaiting(
  run: ChangeRun,
  waiting: Waiting,
  state: State,
  engines: readonly Engine[],
  host: WriteHost,
  io: CommandIo,
): Promise<Report> {
  if (run.withdraws !== true) return failedReport(run.command, [confirmFirst(waiting)]);
  const situation = { host, engines, state, managed: managedOf(state), progress: io.progress };
  const proposal = await run.propose(situation, run.options.apply);
  const signal = host.interruption();
  if (signal !== undefined) return failedReport(run.command, [finding('error', 'INTERRUPTED', { signal })]);
  const { outcome, findings } = await withdrawWaiting(waiting, state, engines, host, io.progress);
  const report = reportPlan(run.command, outcome, proposal, findings);
  return {
    ...report,
    id: waiting.id,
    engines: await lookAgain(report.engines, proposal.engines, host),
  };
}

/** A command line for the same host, with the same state. */
function commandHere(
  command: 'rollback' | 'confirm',
  { root, user, stateDir }: GlobalOptions,
  { session }: ReadHost,
): string {
  const usual = session.kind === 'user' ? userStateDir(session.home) : DEFAULT_STATE_DIR;
  const where = [
    ...(root === undefined ? [] : ['--root', root]),
    ...(user === undefined ? [] : ['--user', user]),
    ...(stateDir === usual ? [] : ['--state-dir', stateDir]),
  ];
  return ['registry-client', command, ...where].map(shellWord).join(' ');
}

/** Only a change of files can be taken back: an activation, or a note of who asked for what, is not on the stack. */
function stackFor(plan: Plan, state: State): readonly string[] | undefined {
  return visibleChanges(allChanges(plan)).length === 0 ? stackOf(state) : undefined;
}
