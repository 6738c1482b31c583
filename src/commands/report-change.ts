// From plans and what became of them to reports.

import type { Loaded } from '../engines/engine.ts';
import { shownDiff } from '../formats/diff.ts';
import type { ReadHost } from '../host/ports.ts';
import { type FileChange, type FileState, textOf } from '../model/file.ts';
import type { Finding } from '../model/finding.ts';
import type { CommandName, EngineReport, Outcome, Report, ReportedChange } from '../model/outcome.ts';
import { type EnginePlan, isTouched } from '../model/plan.ts';
import { visibleChanges } from '../planner/compose.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import type { TransactionOutcome } from '../transaction/transact.ts';
import type { Proposal } from './proposal.ts';

/** The report of a plan that was not carried out: a preview, nothing to do, or refused. */
export function reportPlan(
  command: CommandName,
  outcome: Outcome,
  proposal: Proposal,
  findings: readonly Finding[],
): Report {
  return {
    command,
    outcome,
    id: null,
    changes: visibleChanges(proposal.plan.changes).map(reportChange),
    engines: proposal.plan.engines.map((plan) => {
      const found = proposal.engines.find(({ engine }) => engine.id === plan.engine);
      return { ...engineReport(plan), ...(found === undefined ? UNKNOWN : syncOf(found)) };
    }),
    findings,
  };
}

/** The report of a plan that was carried out, or tried. */
export function reportTransaction(
  command: CommandName,
  proposal: Proposal,
  outcome: TransactionOutcome,
  findings: readonly Finding[],
): Report {
  const isDone = outcome.kind === 'committed' || outcome.kind === 'awaiting';
  const loaded = isDone ? outcome.loaded : new Map<string, Loaded>();
  return {
    command,
    outcome: outcome.kind === 'awaiting' ? 'confirm-pending' : outcome.kind,
    id: outcome.kind === 'failed' ? null : outcome.id,
    changes: visibleChanges(proposal.plan.changes).map(reportChange),
    engines: proposal.plan.engines.map((plan) => {
      const found = proposal.engines.find(({ engine }) => engine.id === plan.engine);
      const sync =
        isTouched(plan) || found === undefined ? confirmed(loaded.get(plan.engine)) : syncOf(found);
      return { ...engineReport(plan), ...sync };
    }),
    findings: [...findings, ...outcome.findings, ...proposal.engines.flatMap((one) => toldBy(one, loaded))],
  };
}

/** What is worth saying of what an engine has loaded now, though it agrees. */
function toldBy({ engine, observed }: FoundEngine, loaded: ReadonlyMap<string, Loaded>): readonly Finding[] {
  const now = loaded.get(engine.id);
  if (now?.kind !== 'known') return [];
  return engine.compare(observed, now).filter((one) => one.severity !== 'error');
}

const UNKNOWN = { loaded: null, inSync: null } as const;

type Sync = Pick<EngineReport, 'loaded' | 'inSync'>;

/** A transaction ends well only when what is loaded agrees with the files. */
function confirmed(loaded: Loaded | undefined): Sync {
  return loaded?.kind === 'known' ? { loaded: loaded.facts, inSync: true } : UNKNOWN;
}

/** What the engine had loaded when it was inspected, compared with its files. */
export function syncOf({ engine, observed }: FoundEngine): Sync {
  const loaded = engine.known(observed);
  if (loaded.kind === 'unknown') return UNKNOWN;
  return {
    loaded: loaded.facts,
    inSync: !engine.compare(observed, loaded).some((one) => one.severity === 'error'),
  };
}

/** After a way back: which engines run now, and what they have loaded. */
export async function lookAgain(
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

function engineReport(plan: EnginePlan): EngineReport {
  return {
    engine: plan.engine,
    version: plan.version,
    running: plan.running,
    changes: visibleChanges(plan.changes).map(reportChange),
    activation: plan.settlement.activation.kind,
    ...UNKNOWN,
  };
}

export function reportChange(change: FileChange): ReportedChange {
  const { path, before, after } = change;
  const kind = before.kind === 'absent' ? 'create' : after.kind === 'absent' ? 'delete' : 'edit';
  return { path, kind, diff: shownDiff(path, shown(before), shown(after)) };
}

function shown(state: FileState): string | { readonly kind: 'absent' } {
  return state.kind === 'absent' ? state : textOf(state);
}
