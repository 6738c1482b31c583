// What a look of the agent starts from, and the looks that end early: no file, a wrong one, a pause, a hold.

import { posix } from 'node:path';
import { contentKey } from '../../agent/failures.ts';
import type { Figures } from '../../agent/metrics.ts';
import type { AgentRecord, Hold } from '../../agent/record.ts';
import { type Standing, standingOf } from '../../agent/standing.ts';
import type { FileDesired } from '../../desired/config.ts';
import type { SetupInvocation } from '../../desired/invocation.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding, isBlocker } from '../../model/finding.ts';
import { failedReport, type Report } from '../../model/outcome.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { readAgentRecord } from '../../transaction/agent-record.ts';
import { type Waiting, waitingIn } from '../../transaction/awaiting.ts';
import { decidedOf, generationsOf, inPlaceOf, readState, type State } from '../../transaction/store.ts';
import { VERSION_TEXT } from '../../version.ts';
import type { Proposal, Situation } from '../proposal.ts';
import { proposeSetup } from '../setup.ts';
import { waitingFinding } from '../waiting.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { holdFinding } from './holds.ts';
import type { AgentWorld, Look } from './world.ts';

/** What stands in the state and in the file, before the engines are looked at. */
export interface Scene {
  readonly record: AgentRecord | undefined;
  readonly configuration: Configuration;
  readonly state: State;
}

export function readScene({ invocation, engines }: AgentWorld, host: ReadHost): Scene {
  const { stateDir } = invocation.global;
  return {
    record: readAgentRecord(host, stateDir),
    configuration: readConfiguration(invocation.config, host, engines),
    state: readState(host, stateDir),
  };
}

/** What a look goes on with. */
export interface Ready {
  readonly record: AgentRecord;
  readonly desired: FileDesired;
  /** What reading the file gave that is worth saying. */
  readonly findings: readonly Finding[];
  readonly standing: Standing;
  /** A change was interrupted, or not confirmed in time: it has to be finished. */
  readonly isPending: boolean;
}

/** @returns the look itself where it ends before an engine is asked: no file, a wrong one, a pause, a known hold */
export function begin(world: AgentWorld, scene: Scene): Result<Ready, Look> {
  const { record, configuration, state } = scene;
  if (configuration.kind === 'absent') return err(absentLook(world, scene));
  const until = record?.pausedUntil ?? 0;
  if (world.host.clock.now() < until) return err(pausedLook(world, scene, until));
  if (configuration.kind === 'refused') {
    return err(lookOf(world, scene, failedReport('agent', configuration.findings), false));
  }
  if (record === undefined) return err(heldLook(world, scene, { kind: 'damaged' }));
  const { desired, findings } = configuration;
  const waiting = waitingIn(state, world.host);
  if (waiting !== undefined && waiting.left > 0) return err(waitingLook(world, scene, waiting));
  const isPending =
    waiting !== undefined || generationsOf(state).some(({ outcome }) => outcome === 'pending');
  const standing = standingIn(world, record, desired, state);
  const isKnown = standing.kind === 'held' && JSON.stringify(standing.hold) === JSON.stringify(record.hold);
  return isKnown && !isPending
    ? err(heldLook(world, scene, standing.hold))
    : ok({ record, desired, findings, standing, isPending });
}

function absentLook(world: AgentWorld, scene: Scene): Look {
  const report = failedReport('agent', [
    finding('info', 'AGENT_NO_CONFIG', {}, { path: world.invocation.config }),
  ]);
  return lookOf(world, scene, { ...report, outcome: 'unchanged', silent: true }, undefined);
}

export function standingIn(
  { host }: AgentWorld,
  record: AgentRecord,
  { origin }: FileDesired,
  state: State,
): Standing {
  return standingOf(record, origin, decidedOf(state), host.clock.now());
}

/** The proposal of `setup --config`; an engine that is not there may come later, and is set up then. */
export async function proposeForFile(
  desired: FileDesired,
  situation: Situation,
  { invocation }: AgentWorld,
): Promise<Proposal> {
  const proposal = await proposeSetup(setupOf(desired, invocation.global), situation);
  const findings = proposal.findings.map(
    (one): Finding =>
      one.code === 'NO_ENGINE' || one.code === 'ENGINE_NOT_FOUND' ? { ...one, severity: 'info' } : one,
  );
  return { ...proposal, findings };
}

function setupOf(desired: FileDesired, global: SetupInvocation['global']): SetupInvocation {
  return { ...desired, command: 'setup', global, replace: false, adopt: false, dryRun: false, yes: true };
}

export function keyOf(desired: FileDesired, { engines }: Proposal, host: ReadHost): string {
  const hosts = host.read(HOSTS);
  const files = new Map(hosts.kind === 'unreadable' ? [] : [[HOSTS, hosts]]);
  return contentKey({
    sha256: desired.origin.sha256,
    requests: desired.requests,
    engines: [
      ...engines.map(({ engine, observed }) => ({ id: engine.id, ...observed })),
      { id: '', version: null, files },
    ],
  });
}

const HOSTS: AbsPath = '/etc/hosts';

export function pausedLook(world: AgentWorld, scene: Scene, until: number): Look {
  const report = failedReport('agent', [finding('info', 'AGENT_PAUSED', { until })]);
  return lookOf(world, scene, { ...report, outcome: 'unchanged', silent: true }, undefined);
}

export function heldLook(world: AgentWorld, scene: Scene, hold: Hold): Look {
  const report = failedReport('agent', [holdFinding(hold)]);
  return lookOf(world, scene, { ...report, outcome: 'unchanged' }, undefined);
}

/** Somebody tries a change and decides on it himself: until then nothing else changes the host. */
function waitingLook(world: AgentWorld, scene: Scene, waiting: Waiting): Look {
  const report = failedReport('agent', [waitingFinding(waiting)]);
  return lookOf(world, scene, { ...report, outcome: 'unchanged' }, undefined);
}

/** @param inSync whether the files are as asked; undefined: that was not looked at */
export function lookOf(
  world: AgentWorld,
  scene: Scene,
  report: Report,
  inSync: boolean | undefined,
  proposal?: Proposal,
): Look {
  return {
    report: withoutContents(report),
    figures: figuresOf(world, scene, report, inSync && report.engines.every((one) => one.inSync !== false)),
    events: [],
    folders: foldersOf(world, proposal),
  };
}

/**
 * What the agent says goes to the journal, which more people may read than the files: paths, and nothing of what stands
 * in them. `history show` has the differences, for root.
 */
function withoutContents(report: Report): Report {
  const bare = (changes: Report['changes']) => changes.map((change) => ({ ...change, diff: '' }));
  return {
    ...report,
    changes: bare(report.changes),
    engines: report.engines.map((engine) => ({ ...engine, changes: bare(engine.changes) })),
  };
}

function figuresOf(
  { host }: AgentWorld,
  { record, configuration, state }: Scene,
  report: Report,
  inSync: boolean | undefined,
): Figures {
  const now = host.clock.now();
  const codes = report.findings.map(({ code }) => code);
  const error = report.outcome === 'unchanged' ? undefined : report.findings.find(isBlocker);
  // Of a file that is gone nothing is left to be mended.
  const remembered = configuration.kind === 'absent' ? null : record?.lastError;
  const generation = inPlaceOf(state).at(-1)?.id;
  return {
    version: VERSION_TEXT,
    inSync,
    lastRun: now,
    lastChange: record?.lastChange?.time,
    lastError: error === undefined ? (remembered ?? undefined) : { code: error.code, time: now },
    generation: generation === undefined ? undefined : Number(generation),
    held: HOLDS.some((code) => codes.includes(code)),
    paused: codes.includes('AGENT_PAUSED'),
    stopped: codes.includes('AGENT_STOPPED'),
    authorities: configuration.kind === 'asked' ? configuration.authorities : [],
  };
}

const HOLDS = ['AGENT_HELD', 'AGENT_FOUGHT', 'AGENT_RECORD_DAMAGED', 'CONFIRM_PENDING'] as const;

function foldersOf({ invocation }: AgentWorld, proposal: Proposal | undefined): readonly AbsPath[] {
  const files = proposal?.engines.flatMap(({ observed }) => [...observed.files.keys()]) ?? [];
  const changed = proposal?.plan.managed.hosts.entries.map(({ path }) => path) ?? [];
  return [...new Set([invocation.config, ...files, ...changed].map((path) => posix.dirname(path)))];
}
