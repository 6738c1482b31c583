// One look of the agent: without the lock as long as there is nothing to do, then again under it.

import { isStopped } from '../../agent/failures.ts';
import type { AgentRecord } from '../../agent/record.ts';
import { recordReads } from '../../host/witness.ts';
import { type Finding, isBlocker } from '../../model/finding.ts';
import { isSettled } from '../../model/managed.ts';
import type { Witness } from '../../model/witness.ts';
import { isIdle } from '../../planner/compose.ts';
import { writeLookMemo } from '../../transaction/agent-record.ts';
import { managedOf } from '../../transaction/store.ts';
import { VERSION_TEXT } from '../../version.ts';
import type { Proposal } from '../proposal.ts';
import { reportPlan } from '../report-change.ts';
import { actUnderLock } from './act.ts';
import { stoppedFinding } from './holds.ts';
import { isProved } from './proof.ts';
import { noteRefusal } from './refusal.ts';
import { begin, keyOf, lookOf, proposeForFile, readScene, type Scene } from './scene.ts';
import type { AgentWorld, Look } from './world.ts';

/** Looks once, and puts right what differs. */
export async function lookOnce(world: AgentWorld): Promise<Look> {
  const { host } = world;
  const recording = recordReads(host, host.root);
  const scene = readScene(world, recording.host);
  const begun = begin(world, scene);
  if (!begun.ok)
    return begun.error.report.outcome === 'failed' ? noteRefusal(world, begun.error) : begun.error;
  const { record, desired, standing, isPending } = begun.value;
  const { state } = scene;
  if (isPending || standing.kind !== 'free') return actUnderLock(world);
  const managed = managedOf(state);
  const situation = {
    host: recording.host,
    engines: world.engines,
    state,
    managed,
    progress: () => undefined,
  };
  const proposal = await proposeForFile(desired, situation, world);
  const findings = [...begun.value.findings, ...proposal.findings];
  const isClean =
    !findings.some(isBlocker) && isIdle(proposal.plan) && isSettled(managed, proposal.plan.managed);
  if (isClean && !standing.isNew && !isMarked(record)) {
    const look = quietLook(world, scene, proposal, findings);
    remember(world, look, proposal, recording.witnesses());
    return look;
  }
  if (!isClean && isStopped(record.failures)) {
    const key = keyOf(desired, proposal, host);
    if (key === record.failures.content) return stoppedLook(world, scene, proposal, findings);
  }
  return actUnderLock(world);
}

/** What a look that finds everything in order crosses out. */
function isMarked({ failures, hold, lastError }: AgentRecord): boolean {
  return failures !== null || hold !== null || lastError !== null;
}

function quietLook(world: AgentWorld, scene: Scene, proposal: Proposal, findings: readonly Finding[]): Look {
  const report = reportPlan('agent', 'unchanged', proposal, findings);
  return lookOf(world, scene, { ...report, silent: true }, true, proposal);
}

function stoppedLook(
  world: AgentWorld,
  scene: Scene,
  proposal: Proposal,
  findings: readonly Finding[],
): Look {
  const stopped = stoppedFinding(scene.record);
  const report = reportPlan('agent', 'failed', proposal, [...findings, ...stopped]);
  return lookOf(world, scene, report, false, proposal);
}

/** A look that found nothing to do, and every running engine in agreement, need not be repeated while all is the same. */
function remember(
  { invocation, host }: AgentWorld,
  { report, figures, folders }: Look,
  { engines }: Proposal,
  witnesses: readonly Witness[] | undefined,
): void {
  if (witnesses === undefined || !isProved(report.engines, engines)) return;
  const { authorities, generation, lastChange } = figures;
  writeLookMemo(host, {
    version: 1,
    program: VERSION_TEXT,
    config: invocation.config,
    stateDir: invocation.global.stateDir,
    taken: figures.lastRun,
    figures: { authorities, generation, lastChange },
    folders,
    witnesses,
  });
}
