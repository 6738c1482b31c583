// The first thing that every changing command does: finish what a run before it could not.

import { posix } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import type { WriteHost } from '../host/ports.ts';
import { type Finding, type FindingOf, finding } from '../model/finding.ts';
import type { Generation } from '../model/generation.ts';
import { ok } from '../model/result.ts';
import type { Progress } from '../model/step.ts';
import { endWatch, waitingIn } from './awaiting.ts';
import { hasUnits, removeUnits } from './confirm-units.ts';
import { hiddenFinding, writeFinding } from './problems.ts';
import { tidyUp } from './prune.ts';
import { type Found, generationsOf, readJournal, readState, type State } from './store.ts';
import { appendJournal, deleteGeneration, guardOutcome, openLedger } from './store-writer.ts';
import { takeBack } from './take-back.ts';

export interface Recovery {
  /** `refused`: it had ended, and what it did is no longer known; `failed`: it had not, and cannot be finished. */
  readonly kind: 'nothing' | 'rolled-back' | 'rolled-forward' | 'refused' | 'failed';
  readonly id: string | null;
  readonly findings: readonly Finding[];
  /** The state as it is afterwards. */
  readonly state: State;
}

/**
 * Finishes a pending change, takes back one that nobody confirmed in time, and leaves one that still waits. The lock is
 * held. Doing it again does nothing.
 */
export async function recover(
  state: State,
  engines: readonly Engine[],
  host: WriteHost,
  progress: Progress,
): Promise<Recovery> {
  const recovery = await finish(state, engines, host, progress);
  const isKnown = recovery.kind !== 'failed' && recovery.state.hidden === undefined;
  const swept = isKnown ? await sweepUnits(recovery.state, host) : [];
  return { ...recovery, findings: [...recovery.findings, ...swept] };
}

/** The units of a change that is decided: a run was cut off before it could take them away. */
async function sweepUnits(state: State, host: WriteHost): Promise<readonly Finding[]> {
  const stateDir = state.places.folder;
  if (waitingIn(state, host) !== undefined || !hasUnits(stateDir, host)) return [];
  const newest = state.found.at(-1);
  const made = newest?.kind === 'generation' ? newest.generation.intent.confirm?.directories : undefined;
  return removeUnits(stateDir, made ?? [], host);
}

async function finish(
  state: State,
  engines: readonly Engine[],
  host: WriteHost,
  progress: Progress,
): Promise<Recovery> {
  if (state.hidden !== undefined)
    return { kind: 'refused', id: null, findings: [hiddenFinding(state.hidden)], state };
  const newest = state.found.at(-1);
  if (newest === undefined) return { kind: 'nothing', id: null, findings: [], state };
  const lost = lostRecord(state);
  if (lost !== undefined) {
    const kind = lost.code === 'RECORDS_LOST' ? 'refused' : 'failed';
    return { kind, id: lost.arguments.id, findings: [lost], state };
  }
  if (newest.kind === 'unreadable') return { kind: 'nothing', id: null, findings: [], state };
  if (newest.kind === 'unbegun') {
    const deleted = deleteGeneration(host, state.places, newest.id);
    const findings = deleted.ok ? [] : [writeFinding(deleted.error, state.places.generations)];
    return { kind: 'nothing', id: null, findings, state: readState(host, state.places.folder) };
  }
  const isOver = waitingIn(state, host)?.left === 0;
  if (newest.generation.outcome !== 'pending' && !isOver) return guard(newest, state, host);
  return undo(newest.generation, state, engines, host, progress);
}

/**
 * Takes back the change that waits, before its time. That it is to be undone is on disk before anything is touched: a
 * run that is cut off then cannot be confirmed any more. The lock is held.
 * @returns `nothing` where that could not be written down, with the reason; the host is untouched
 */
export async function withdraw(
  state: State,
  engines: readonly Engine[],
  host: WriteHost,
  progress: Progress,
): Promise<Recovery> {
  const newest = generationsOf(state).at(-1);
  if (newest?.outcome !== 'awaiting') return { kind: 'nothing', id: null, findings: [], state };
  const ledger = openLedger(host, state.places, newest.id);
  const noted = appendJournal(host, ledger, 'undoing');
  if (noted.ok) return undo(newest, state, engines, host, progress);
  return { kind: 'nothing', id: null, findings: [writeFinding(noted.error, ledger.folder)], state };
}

/** Takes back a change that was cut off, or that is not confirmed. */
async function undo(
  { id, intent, awaited }: Generation,
  state: State,
  engines: readonly Engine[],
  host: WriteHost,
  progress: Progress,
): Promise<Recovery> {
  progress({ step: awaited === undefined ? 'recover' : 'undo' });
  const ledger = openLedger(host, state.places, id);
  const done = await takeBack({ intent, awaited, ledger, state, engines }, host, progress);
  // The units stay: they try again.
  if (done.kind === 'failed') return { kind: 'failed', id, findings: done.findings, state };
  tidyUp(host, state.places);
  const left = await endWatch(intent, state, host);
  const hasLapsed = awaited !== undefined && done.kind === 'rolled-back';
  const said = hasLapsed
    ? finding('info', 'CONFIRM_LAPSED', { id })
    : finding('info', 'RECOVERED', { id, how: done.kind });
  return {
    kind: done.kind,
    id,
    findings: [said, ...done.findings, ...left],
    state: readState(host, state.places.folder),
  };
}

/**
 * Why nothing can be changed as long as the newest change cannot be read: what is ours on this host is not known. One
 * that was taken back left nothing that would have to be known.
 */
export function lostRecord(
  state: State,
): FindingOf<'RECORDS_LOST'> | FindingOf<'RECOVERY_IMPOSSIBLE'> | undefined {
  const newest = state.found.at(-1);
  if (newest?.kind !== 'unreadable' || newest.outcome === 'rolled-back') return undefined;
  const { id, outcome, isFolder } = newest;
  const folder = posix.join(state.places.generations, id);
  const place = { path: folder };
  const steps = [`mv ${folder} ${folder}.damaged`];
  const copies = isFolder ? { copies: folder } : {};
  if (outcome !== undefined) return finding('error', 'RECORDS_LOST', { id, steps, ...copies }, place);
  return finding('error', 'RECOVERY_IMPOSSIBLE', { id, steps, ...copies }, place);
}

/** A run that was cut off between the journal's last line and the end: what it left undone is of the state alone. */
function guard(newest: Extract<Found, { kind: 'generation' }>, state: State, host: WriteHost): Recovery {
  const { id, outcome, awaited: since } = newest.generation;
  const ledger = openLedger(host, state.places, id);
  const guarded = readJournal(host, ledger.folder).guard === outcome;
  if (outcome === 'pending') return { kind: 'nothing', id: null, findings: [], state };
  const written = guarded
    ? ok(undefined)
    : guardOutcome(host, ledger, outcome, since === undefined ? {} : { since });
  const findings = written.ok ? [] : [writeFinding(written.error, ledger.folder)];
  return { kind: 'nothing', id: null, findings: [...findings, ...tidyUp(host, state.places)], state };
}
