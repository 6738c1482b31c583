// The agent under the lock: everything is read again, the change is made, and what came of it is written down.

import { correctedPaths, foughtOver, withCorrections } from '../../agent/corrections.ts';
import { causeOf, isStopped, withFailure } from '../../agent/failures.ts';
import { lateProgress } from '../../agent/late-progress.ts';
import type { AgentRecord, Hold } from '../../agent/record.ts';
import type { Standing } from '../../agent/standing.ts';
import type { FileDesired } from '../../desired/config.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Managed } from '../../model/managed.ts';
import { failedReport, type Report } from '../../model/outcome.ts';
import { allChanges } from '../../model/plan.ts';
import type { Suspect } from '../../model/suspect.ts';
import { visibleChanges } from '../../planner/compose.ts';
import { writeAgentRecord } from '../../transaction/agent-record.ts';
import { takeLock } from '../../transaction/lock.ts';
import { asWarning, writeFinding } from '../../transaction/problems.ts';
import { decidedOf, readState, statePlaces } from '../../transaction/store.ts';
import { type ChangeRun, changeLocked } from '../change.ts';
import type { Proposal } from '../proposal.ts';
import { findSuspects } from './evidence.ts';
import { holdFinding, stoppedFinding } from './holds.ts';
import {
  begin,
  heldLook,
  keyOf,
  lookOf,
  pausedLook,
  proposeForFile,
  type Ready,
  readScene,
  type Scene,
  standingIn,
} from './scene.ts';
import type { AgentNews, AgentWorld, Look } from './world.ts';

export async function actUnderLock(world: AgentWorld): Promise<Look> {
  const { invocation, host } = world;
  const { stateDir, wait } = invocation.global;
  const lock = await takeLock(host, statePlaces(stateDir), wait);
  const scene = readScene(world, host);
  if (!lock.ok) return lookOf(world, scene, failedReport('agent', [lock.error]), undefined);
  try {
    const begun = begin(world, scene);
    return begun.ok ? await act(world, scene, begun.value) : begun.error;
  } finally {
    lock.value.release();
  }
}

/** What was seen on the way to a change. */
interface Course {
  standing: Standing | undefined;
  proposal: Proposal | undefined;
  managed: Managed | undefined;
  suspects: readonly Suspect[];
}

async function act(world: AgentWorld, scene: Scene, ready: Ready): Promise<Look> {
  const { record, desired } = ready;
  const course: Course = { standing: undefined, proposal: undefined, managed: undefined, suspects: [] };
  const io = { ...world.io, progress: lateProgress(world.io.progress) };
  const made = await changeLocked(runOf(world, record, desired, course), world.engines, world.host, io);
  const report: Report = {
    ...made,
    command: 'agent',
    findings: [...ready.findings, ...made.findings],
  };
  const ended = conclude(world, record, desired, course, report);
  const noted = writeAgentRecord(world.host, world.invocation.global.stateDir, ended.record);
  const unwritten = noted.ok ? [] : [asWarning(writeFinding(noted.error, world.invocation.global.stateDir))];
  const after = {
    ...scene,
    record: ended.record,
    state: readState(world.host, world.invocation.global.stateDir),
  };
  const findings = [...report.findings, ...ended.findings, ...unwritten];
  const look = lookFor(world, after, { ...report, findings }, course);
  return { ...look, events: ended.events };
}

function runOf(world: AgentWorld, record: AgentRecord, desired: FileDesired, course: Course): ChangeRun {
  return {
    command: 'setup',
    flags: [`--config ${desired.origin.path}`],
    origin: desired.origin,
    by: 'agent',
    options: { apply: desired.apply, dryRun: false, yes: true },
    global: world.invocation.global,
    admit: (state) => {
      course.standing = standingIn(world, record, desired, state);
      return course.standing.kind === 'free'
        ? undefined
        : { ...failedReport('agent', []), outcome: 'unchanged' };
    },
    propose: async (situation) => {
      const proposal = await proposeForFile(desired, situation, world);
      const paths = correctedPaths(visibleChanges(allChanges(proposal.plan)), situation.managed);
      const next = withCorrections(record.corrections, paths, world.host.clock.now());
      const path = foughtOver(next, paths);
      // Before the file is put right: afterwards nothing of the other one is left.
      if (path !== undefined) course.suspects = findSuspects(path, situation.host);
      course.proposal = proposal;
      course.managed = situation.managed;
      return proposal;
    },
  };
}

/** Something was undone on the way. */
const DONE: readonly Finding['code'][] = ['RECOVERED', 'CONFIRM_LAPSED'];

function lookFor(world: AgentWorld, scene: Scene, report: Report, { standing, proposal }: Course): Look {
  if (standing?.kind === 'paused') return pausedLook(world, scene, standing.until);
  if (standing?.kind === 'held') {
    const held = heldLook(world, scene, standing.hold);
    return { ...held, report: { ...held.report, findings: [...report.findings, ...held.report.findings] } };
  }
  const isQuiet = report.outcome === 'unchanged' && report.findings.every(({ code }) => !DONE.includes(code));
  const said: Report = isQuiet ? { ...report, silent: true } : report;
  const inSync = report.outcome === 'unchanged' || report.outcome === 'committed';
  return lookOf(world, scene, said, inSync, proposal);
}

interface Conclusion {
  readonly record: AgentRecord;
  readonly findings: readonly Finding[];
  readonly events: readonly AgentNews[];
}

/** What a run leaves to be remembered, said and told. */
function conclude(
  world: AgentWorld,
  record: AgentRecord,
  desired: FileDesired,
  course: Course,
  report: Report,
): Conclusion {
  const { standing } = course;
  if (standing?.kind === 'paused') return { record, findings: [], events: [] };
  if (standing?.kind === 'held') return concludeHeld(record, standing.hold);
  const newest = decidedOf(readState(world.host, world.invocation.global.stateDir)).at(-1)?.id ?? null;
  const { path, sha256 } = desired.origin;
  const accepted = { ...record, accepted: { path, sha256, generation: newest } };
  switch (report.outcome) {
    case 'unchanged':
      return {
        record: { ...accepted, failures: null, hold: null, lastError: null },
        findings: [],
        events: [],
      };
    case 'committed':
      return concludeChange(world, accepted, course, report);
    default:
      return concludeFailure(world, accepted, desired, course, report);
  }
}

function concludeHeld(record: AgentRecord, hold: Hold): Conclusion {
  return {
    record: { ...record, hold },
    findings: [],
    events: [{ event: 'held', finding: holdFinding(hold) }],
  };
}

function concludeChange(
  { host }: AgentWorld,
  record: AgentRecord,
  { proposal, managed, standing, suspects }: Course,
  { id }: Report,
): Conclusion {
  const now = host.clock.now();
  const changes = proposal === undefined ? [] : visibleChanges(allChanges(proposal.plan));
  const isNew = standing?.kind !== 'free' || standing.isNew;
  // What failed before and works now is no correction: nobody had taken it out.
  const isRetry = record.failures !== null;
  const corrected = isNew || isRetry || managed === undefined ? [] : correctedPaths(changes, managed);
  const corrections = withCorrections(isNew ? [] : record.corrections, corrected, now);
  const fought = foughtOver(corrections, corrected);
  const hold: Hold | null =
    fought === undefined ? null : { kind: 'corrections', id: id ?? '', path: fought, time: now, suspects };
  const said: readonly Finding[] = [
    ...(corrected.length === 0 ? [] : [finding('info', 'AGENT_CORRECTED', { paths: corrected })]),
    ...(hold === null ? [] : [holdFinding(hold)]),
  ];
  const generation = id === null ? {} : { generation: id };
  const paths = changes.map(({ path }) => path);
  const event = corrected.length > 0 ? 'corrected' : 'configured';
  const done = finding('info', 'AGENT_CHANGED', { id: id ?? '', paths });
  return {
    record: {
      ...record,
      corrections,
      hold,
      failures: null,
      lastError: null,
      lastChange: id === null ? record.lastChange : { id, time: now },
    },
    findings: said,
    events: [
      { event, finding: said.find(({ code }) => code === 'AGENT_CORRECTED') ?? done, paths, ...generation },
      ...(hold === null ? [] : [{ event: 'held', finding: holdFinding(hold), paths: [hold.path] } as const]),
    ],
  };
}

/** Another run that holds the lock, a signal, or a change that waits to be confirmed, is no failure of the content. */
const NO_FAILURES: readonly Finding['code'][] = ['LOCKED', 'INTERRUPTED', 'CONFIRM_FIRST'];

function concludeFailure(
  { host }: AgentWorld,
  record: AgentRecord,
  desired: FileDesired,
  course: Course,
  report: Report,
): Conclusion {
  const { proposal } = course;
  const cause = causeOf(report.findings, host.clock.now());
  if (cause?.code === 'CHANGED_MEANWHILE') return concludeFight(record, course, report, cause.time);
  if (cause === undefined || NO_FAILURES.includes(cause.code)) return { record, findings: [], events: [] };
  const content = proposal === undefined ? desired.origin.sha256 : keyOf(desired, proposal, host);
  const failures = withFailure(record.failures, content, cause);
  const after = { ...record, failures, hold: null, lastError: cause };
  const error = report.findings.find(({ severity }) => severity === 'error');
  const stopped = stoppedFinding(after);
  return {
    record: after,
    findings: stopped,
    events: [
      ...(error === undefined ? [] : [{ event: 'failed', finding: error } as const]),
      ...(isStopped(failures) ? stopped.map((one) => ({ event: 'stopped', finding: one }) as const) : []),
    ],
  };
}

/** Somebody was quicker than the engine: the file was changed back before it was taken up. */
function concludeFight(
  record: AgentRecord,
  { suspects }: Course,
  { id, findings }: Report,
  now: number,
): Conclusion {
  const paths = findings.flatMap(({ code, path }) =>
    code === 'CHANGED_MEANWHILE' && path !== undefined ? [path] : [],
  );
  const corrections = withCorrections(record.corrections, paths, now);
  const path = foughtOver(corrections, paths);
  if (path === undefined) return { record: { ...record, corrections }, findings: [], events: [] };
  const hold: Hold = { kind: 'corrections', id: id ?? '', path, time: now, suspects };
  const held = holdFinding(hold);
  return {
    record: { ...record, corrections, hold },
    findings: [held],
    events: [{ event: 'held', finding: held, paths: [path] }],
  };
}
