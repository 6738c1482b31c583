// status: what is asked for, what is on disk, what each engine has loaded, and whether they agree. Writes nothing.

import type { StatusInvocation } from '../desired/invocation.ts';
import { ENGINES } from '../engines/index.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding, isBlocker } from '../model/finding.ts';
import { type Entry, type Holdings, holdingsOf, isManaged, sameEntry } from '../model/managed.ts';
import { type EngineReport, failedReport, type Report, type ReportedEntry } from '../model/outcome.ts';
import { visibleChanges } from '../planner/compose.ts';
import { type FoundEngine, findEngines } from '../planner/find-engines.ts';
import { hostEntries, planHostsFile } from '../planner/hosts.ts';
import { readState } from '../transaction/store.ts';
import { openHost } from './open-host.ts';
import { reportChange, syncOf } from './report-change.ts';
import { managedFor } from './visible-state.ts';

export async function runStatus(invocation: StatusInvocation, io: CommandIo): Promise<Report> {
  const opened = openHost(invocation.global, io, () => undefined);
  if (!opened.ok) return failedReport('status', [opened.error]);
  const host = opened.value;
  const visible = managedFor(readState(host, invocation.global.stateDir), host);
  const { managed } = visible;
  io.progress({ step: 'inspect' });
  const found = await findEngines(ENGINES, invocation.engines, managed, host);
  if (found.findings.length > 0) return failedReport('status', found.findings);
  const engines = found.engines.map((one) =>
    engineStatus(one, holdingsOf(managed, one.engine.id), visible.owners),
  );
  const names = planHostsFile(
    { ensure: managed.hosts.requests, inForce: managed.hosts.requests },
    managed.hosts,
    host,
  );
  const changes = names.changes.map(reportChange);
  const findings = [
    ...visible.findings,
    ...engines.flatMap((one) => one.findings),
    ...names.findings,
    ...missingEntries(managed.hosts, managed.hosts.entries.length === 0 ? [] : hostEntries(host), undefined),
  ];
  const reports = engines.map((one) => one.report);
  const drifted =
    changes.length > 0 ||
    reports.some((one) => one.changes.length > 0 || one.inSync === false) ||
    findings.some((one) => one.code === 'RECOVERY_PENDING' || one.code === 'ENTRY_MISSING');
  return {
    command: 'status',
    outcome: !isManaged(managed) ? 'unmanaged' : drifted ? 'drifted' : 'in-sync',
    id: visible.newest,
    changes,
    engines: reports,
    entries: managed.hosts.entries.map((entry) => ({ ...entry, owner: 'ours' as const })),
    findings,
  };
}

interface EngineStatus {
  readonly report: EngineReport;
  readonly findings: readonly Finding[];
}

function engineStatus(found: FoundEngine, held: Holdings, owners: boolean): EngineStatus {
  const { engine, observed } = found;
  const entries = engine.entries(observed);
  const draft = engine.plan(
    {
      ensure: held.requests,
      inForce: held.requests,
      adopted: [],
      held,
      named: false,
      dropIn: held.dropIn,
      convert: false,
    },
    observed,
  );
  const known = engine.known(observed);
  const differing = known.kind === 'known' ? engine.compare(observed, known) : [];
  const pending = held.requests.length > 0 ? visibleChanges(draft.changes) : [];
  return {
    report: {
      engine: engine.id,
      version: observed.version,
      running: observed.running,
      changes: pending.map(reportChange),
      activation: engine.settle(pending, observed, 'auto').activation.kind,
      ...syncOf(found),
      entries: entries.map((entry) => ({ ...entry, owner: ownerOf(entry, held, owners) })),
    },
    findings: [
      ...observed.findings,
      // What a change would warn of was said at the change; what stands in its way now is news.
      ...(held.requests.length > 0 ? draft.findings.filter(isBlocker) : []),
      ...differing,
      ...missingEntries(held, entries, engine.id),
    ],
  };
}

function ownerOf(entry: Entry, held: Holdings, owners: boolean): ReportedEntry['owner'] {
  if (!owners) return 'unknown';
  return held.entries.some((one) => sameEntry(one, entry)) ? 'ours' : 'others';
}

function missingEntries(
  held: Holdings,
  entries: readonly Entry[],
  engine: string | undefined,
): readonly Finding[] {
  return held.entries
    .filter((entry) => !entries.some((one) => sameEntry(one, entry)))
    .map(({ kind, value, path }) =>
      finding(
        'warning',
        'ENTRY_MISSING',
        { kind, value },
        { path, ...(engine === undefined ? {} : { engine }) },
      ),
    );
}
