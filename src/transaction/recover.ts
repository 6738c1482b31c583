// The first thing that every changing command does: finish what a run before it could not.

import type { Engine } from '../engines/engine.ts';
import type { WriteHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Progress } from '../model/step.ts';
import { writeFinding } from './problems.ts';
import { tidyUp } from './prune.ts';
import { type Found, readState, type State } from './store.ts';
import { deleteGeneration, guardOutcome, openLedger } from './store-writer.ts';
import { takeBack } from './take-back.ts';

export interface Recovery {
  readonly kind: 'nothing' | 'rolled-back' | 'rolled-forward' | 'failed';
  readonly id: string | null;
  readonly findings: readonly Finding[];
  /** The state as it is afterwards. */
  readonly state: State;
}

/** Finishes a pending change. The lock is held. Doing it again does nothing. */
export async function recover(
  state: State,
  engines: readonly Engine[],
  host: WriteHost,
  progress: Progress,
): Promise<Recovery> {
  const newest = state.found.at(-1);
  if (newest === undefined) return { kind: 'nothing', id: null, findings: [], state };
  if (newest.kind === 'unreadable') return impossible(newest.id, state);
  if (newest.kind === 'unbegun') {
    const deleted = deleteGeneration(host, state.places, newest.id);
    const findings = deleted.ok ? [] : [writeFinding(deleted.error, state.places.generations)];
    return { kind: 'nothing', id: null, findings, state: readState(host, state.places.folder) };
  }
  if (newest.generation.outcome !== 'pending') return guard(newest, state, host);
  progress({ step: 'recover' });
  const ledger = openLedger(host, state.places, newest.generation.id);
  const unfinished = { intent: newest.generation.intent, ledger, state, engines };
  const done = await takeBack(unfinished, host, progress);
  const { id } = newest.generation;
  if (done.kind === 'failed') return { kind: 'failed', id, findings: done.findings, state };
  tidyUp(host, state.places);
  const recovered = finding('info', 'RECOVERED', { id, how: done.kind });
  return {
    kind: done.kind,
    id,
    findings: [recovered, ...done.findings],
    state: readState(host, state.places.folder),
  };
}

function impossible(id: string, state: State): Recovery {
  const folder = `${state.places.generations}/${id}`;
  const steps = [
    `compare the files below ${folder} (before.*, after.*) with those in place and copy back what is wrong`,
    `mv ${folder} ${folder}.damaged`,
  ];
  const found = finding('error', 'RECOVERY_IMPOSSIBLE', { id, steps }, { path: folder });
  return { kind: 'failed', id, findings: [found], state };
}

/** A run that was cut off between the journal's last line and the record that guards it. */
function guard(newest: Extract<Found, { kind: 'generation' }>, state: State, host: WriteHost): Recovery {
  const { id, outcome } = newest.generation;
  const ledger = openLedger(host, state.places, id);
  const guarded = host.look(`${ledger.folder}/outcome`).kind === 'file';
  if (outcome === 'pending' || guarded) return { kind: 'nothing', id: null, findings: [], state };
  const written = guardOutcome(host, ledger, outcome);
  const findings = written.ok ? [] : [writeFinding(written.error, ledger.folder)];
  return { kind: 'nothing', id: null, findings, state };
}
