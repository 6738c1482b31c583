// status: what is asked for, what is on disk, what each engine has loaded, and whether they agree. Writes nothing.

import type { StatusInvocation } from '../desired/invocation.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, type FindingCode, finding } from '../model/finding.ts';
import {
  type Entry,
  type Holdings,
  holdingsOf,
  isManaged,
  type Managed,
  sameEntry,
} from '../model/managed.ts';
import type { EngineReport, Report, ReportedEntry } from '../model/outcome.ts';
import { visibleChanges } from '../planner/compose.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import { hostEntries, planHostsFile } from '../planner/hosts.ts';
import { agentFindings } from './agent/status.ts';
import { type InspectedHost, inspectHost } from './inspect-host.ts';
import { reportChange, syncOf } from './report-change.ts';

export async function runStatus(invocation: StatusInvocation, io: CommandIo): Promise<Report> {
  const inspected = await inspectHost('status', invocation, io);
  return inspected.ok ? statusOf(inspected.value) : inspected.error;
}

/** Compares what is held, the disk and what the engines have loaded. */
export function statusOf({ host, state, visible, found }: InspectedHost): Report {
  const { managed } = visible;
  const ownerOf = (entry: Entry) => (visible.owners ? ownerIn(managed, entry) : 'unknown');
  const engines = found.map((one) =>
    engineStatus(one, found, holdingsOf(managed, one.engine.holder), ownerOf),
  );
  const names = planHostsFile(
    { ensure: managed.hosts.requests, inForce: managed.hosts.requests },
    managed.hosts,
    host,
  );
  const changes = names.changes.map(reportChange);
  const findings = [
    ...visible.findings,
    ...agentFindings(host, state),
    ...engines.flatMap((one) => one.findings),
    ...names.findings,
    ...missingEntries(managed.hosts, managed.hosts.entries.length === 0 ? [] : hostEntries(host), undefined),
  ];
  const reports = engines.map(({ report }, index) => withoutShared(report, found, engines.slice(0, index)));
  const drifted =
    changes.length > 0 ||
    reports.some((one) => one.changes.length > 0 || one.inSync === false) ||
    engines.some(({ isStuck }) => isStuck) ||
    findings.some((one) => NOT_AS_LEFT.includes(one.code) || hidesOurs(one, managed));
  return {
    command: 'status',
    outcome: drifted ? 'drifted' : isManaged(managed) ? 'in-sync' : 'unmanaged',
    id: visible.newest,
    changes,
    engines: reports,
    entries: managed.hosts.entries.map((entry) => ({ ...entry, owner: 'ours' as const })),
    findings: withoutDoubles(findings),
  };
}

/** What says by itself that the host is not as it was left, or that this cannot be told. */
const NOT_AS_LEFT: readonly FindingCode[] = [
  'RECOVERY_PENDING',
  'RECOVERY_IMPOSSIBLE',
  'CONFIRM_OVERDUE',
  'RECORDS_LOST',
  'ENTRY_MISSING',
];

/** A file in which something of ours has to be, and which its engine cannot take as it is now, or nobody can read. */
function hidesOurs(one: Finding, managed: Managed): boolean {
  const isHeld = entriesOf(managed).some(({ path }) => path === one.path);
  return one.severity === 'error' && isRefusal(one) && isHeld;
}

function withoutDoubles(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter((one) => {
    const words = JSON.stringify(one);
    return !seen.has(words) && seen.add(words);
  });
}

interface EngineStatus {
  readonly report: EngineReport;
  /** What is held could not be put in again: something of others is in the way of it now. */
  readonly isStuck: boolean;
  readonly findings: readonly Finding[];
}

function engineStatus(
  found: FoundEngine,
  all: readonly FoundEngine[],
  held: Holdings,
  ownerOf: (entry: Entry) => ReportedEntry['owner'],
): EngineStatus {
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
  // Of a file that cannot be read nobody knows which entries it lacks.
  const unread = new Set([...observed.findings, ...draft.findings].filter(isRefusal).map((one) => one.path));
  const isStuck = held.requests.length > 0 && draft.findings.some(({ severity }) => severity === 'error');
  return {
    isStuck,
    report: {
      engine: engine.id,
      version: observed.version,
      running: observed.running,
      changes: pending.map(reportChange),
      activation: engine.settle(pending, observed, 'auto').activation.kind,
      ...syncOf(found),
      entries: entries.map((entry) => ({ ...entry, owner: ownerOf(entry) })),
    },
    findings: [
      ...observed.findings,
      ...draft.findings.filter((one) => one.severity !== 'info'),
      ...differing,
      ...missingOf(found, all, held).filter((one) => !unread.has(one.path)),
    ],
  };
}

/** A change of a file that several engines share is said of the first, as in a setup. */
function withoutShared(
  report: EngineReport,
  found: readonly FoundEngine[],
  earlier: readonly EngineStatus[],
): EngineReport {
  const holderOf = (id: string) => found.find(({ engine }) => engine.id === id)?.engine.holder;
  const said = earlier
    .filter((one) => holderOf(one.report.engine) === holderOf(report.engine))
    .flatMap((one) => one.report.changes.map(({ path }) => path));
  return { ...report, changes: report.changes.filter(({ path }) => !said.includes(path)) };
}

/** What engines share is missed where none of them finds it, and once. */
function missingOf({ engine }: FoundEngine, all: readonly FoundEngine[], held: Holdings): readonly Finding[] {
  const sharing = all.filter((one) => one.engine.holder === engine.holder);
  if (sharing[0]?.engine !== engine) return [];
  const entries = sharing.flatMap((one) => one.engine.entries(one.observed));
  return missingEntries(held, entries, engine.id);
}

function isRefusal({ code }: Finding): boolean {
  return code === 'FILE_REFUSED' || code === 'FILE_UNREADABLE' || code === 'TARGET_REFUSED';
}

/** Of a file that two engines read (Podman reads Docker's certs.d, too) perhaps only one holds the entry. */
function ownerIn(managed: Managed, entry: Entry): ReportedEntry['owner'] {
  return entriesOf(managed).some((one) => sameEntry(one, entry)) ? 'ours' : 'others';
}

function entriesOf({ hosts, engines }: Managed): readonly Entry[] {
  return [hosts, ...Object.values(engines)].flatMap((held) => held.entries);
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
