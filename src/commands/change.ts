// What setup, remove and rollback have in common: lock, recover, plan, check, transact, report.

import type { ChangeOptions, GlobalOptions } from '../desired/invocation.ts';
import { DEFAULT_STATE_DIR } from '../desired/options.ts';
import type { Engine } from '../engines/engine.ts';
import { ENGINES } from '../engines/index.ts';
import type { ReadHost, WriteHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { finding, isBlocker } from '../model/finding.ts';
import type { ChangingCommand, Origin } from '../model/generation.ts';
import { isManaged, type Managed } from '../model/managed.ts';
import { type EngineReport, failedReport, type Report } from '../model/outcome.ts';
import { allChanges, type Plan } from '../model/plan.ts';
import { userStateDir } from '../model/session.ts';
import { isIdle, settlementFindings, visibleChanges } from '../planner/compose.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import { examineTargets } from '../planner/targets.ts';
import { takeLock } from '../transaction/lock.ts';
import { recover } from '../transaction/recover.ts';
import { managedOf, readState, type State, stackOf, statePlaces } from '../transaction/store.ts';
import { transact } from '../transaction/transact.ts';
import { openHost } from './open-host.ts';
import type { Proposal, Situation } from './proposal.ts';
import { reportPlan, reportTransaction, syncOf } from './report-change.ts';
import { managedFor } from './visible-state.ts';

export interface ChangeRun {
  readonly command: ChangingCommand;
  readonly flags: readonly string[];
  readonly origin: Origin;
  readonly by?: 'agent';
  readonly options: ChangeOptions;
  readonly global: GlobalOptions;
  propose(situation: Situation): Promise<Proposal>;
  /** Looks at the state under the lock, when nothing is pending any more: a report ends the run there. */
  admit?(state: State): Report | undefined;
}

/** Runs one change of the host from the lock to the report. */
export async function runChange(run: ChangeRun, io: CommandIo): Promise<Report> {
  const opened = openHost(run.global, io, io.watchSignals());
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
  const { managed, findings } = managedFor(state, host);
  const proposal = await propose(run, { host, engines, state, managed, progress: io.progress }, false);
  const all = [...findings, ...proposal.findings];
  const outcome = all.some(isBlocker) ? 'failed' : isIdle(proposal.plan) ? 'unchanged' : 'planned';
  return reportPlan(run.command, outcome, proposal, all);
}

async function propose(run: ChangeRun, situation: Situation, writing: boolean): Promise<Proposal> {
  situation.progress({ step: 'inspect' });
  const proposal = await run.propose(situation);
  const { plan, engines } = proposal;
  const targets = allChanges(plan).map((change) => change.path);
  const refused = examineTargets(targets, writing, situation.host);
  const before = [...proposal.findings, ...settlementFindings(plan), ...refused];
  // What is refused is not changed: that it would not be activated is no news.
  if (before.some(isBlocker)) {
    return { ...proposal, findings: before.filter((one) => one.code !== 'NOT_ACTIVATED') };
  }
  situation.progress({ step: 'check' });
  const judged = await Promise.all(
    plan.engines.map((one) => {
      const found = engines.find(({ engine }) => engine.id === one.engine);
      const changes = visibleChanges(one.changes);
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

/** The same from recovery on, for who holds the lock already. */
export async function changeLocked(
  run: ChangeRun,
  engines: readonly Engine[],
  host: WriteHost,
  io: CommandIo,
): Promise<Report> {
  const recovery = await recover(readState(host, run.global.stateDir), engines, host, io.progress);
  if (recovery.kind === 'failed') {
    return { ...failedReport(run.command, recovery.findings), outcome: 'rollback-failed' };
  }
  const { state } = recovery;
  const refused = run.admit?.(state);
  if (refused !== undefined) return { ...refused, findings: [...recovery.findings, ...refused.findings] };
  const managed = managedOf(state);
  const proposal = await propose(run, { host, engines, state, managed, progress: io.progress }, true);
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
  };
  const outcome = await transact(change, state, host, io.progress);
  // Who asked for what was written down; of the host nothing had to change.
  if (idle && outcome.kind === 'committed') return reportPlan(run.command, 'unchanged', proposal, findings);
  const report = reportTransaction(run.command, proposal, outcome, findings);
  if (outcome.kind === 'committed') return { ...report, undo: undoCommand(run.global, host) };
  return { ...report, engines: await lookAgain(report.engines, proposal.engines, host) };
}

/** After a failure: which engines run now, and what they have loaded. */
async function lookAgain(
  reports: readonly EngineReport[],
  engines: readonly FoundEngine[],
  host: ReadHost,
): Promise<readonly EngineReport[]> {
  return Promise.all(
    reports.map(async (report) => {
      const found = engines.find(({ engine }) => engine.id === report.engine);
      const observed = await found?.engine.inspect(host, { expected: true });
      if (found === undefined || observed === undefined) return report;
      return { ...report, running: observed.running, ...syncOf({ ...found, observed }) };
    }),
  );
}

/** The command line that takes a change back: on the same host, with the same state. */
function undoCommand({ root, user, stateDir }: GlobalOptions, { session }: ReadHost): string {
  const usual = session.kind === 'user' ? userStateDir(session.home) : DEFAULT_STATE_DIR;
  const where = [
    ...(root === undefined ? [] : ['--root', root]),
    ...(user === undefined ? [] : ['--user', user]),
    ...(stateDir === usual ? [] : ['--state-dir', stateDir]),
  ];
  return ['registry-client rollback', ...where].join(' ');
}

/** Only a change of files can be taken back: an activation, or a note of who asked for what, is not on the stack. */
function stackFor(plan: Plan, state: State): readonly string[] | undefined {
  return visibleChanges(allChanges(plan)).length === 0 ? stackOf(state) : undefined;
}

/**
 * Who asked for what is written down only where something is ours: else there is nothing that it could matter to. What
 * has been written down once is crossed out again, too.
 */
export function isSettled(before: Managed, after: Managed): boolean {
  return JSON.stringify(before) === JSON.stringify(after) || !(isManaged(before) || hasEntries(after));
}

function hasEntries(managed: Managed): boolean {
  return isManaged({
    ...managed,
    hosts: { ...managed.hosts, requests: [] },
    engines: Object.fromEntries(
      Object.entries(managed.engines).map(([id, held]) => [id, { ...held, requests: [] }]),
    ),
  });
}
