// recover: finishes a change that was cut off. Every changing command does it first; this one does nothing else.

import type { RecoverInvocation } from '../desired/invocation.ts';
import { ENGINES } from '../engines/index.ts';
import type { CommandIo } from '../io.ts';
import { failedReport, type Outcome, type Report } from '../model/outcome.ts';
import { waitingIn } from '../transaction/awaiting.ts';
import { takeLock } from '../transaction/lock.ts';
import { type Recovery, recover } from '../transaction/recover.ts';
import { readState, statePlaces } from '../transaction/store.ts';
import { openHost } from './open-host.ts';
import { waitingFinding } from './waiting.ts';

export async function runRecover(invocation: RecoverInvocation, io: CommandIo): Promise<Report> {
  const { global } = invocation;
  const opened = await openHost(global, io, io.watchSignals());
  if (!opened.ok) return failedReport('recover', [opened.error]);
  const host = opened.value;
  io.progress({ step: 'lock' });
  const lock = await takeLock(host, statePlaces(global.stateDir), global.wait);
  if (!lock.ok) return failedReport('recover', [lock.error]);
  try {
    const done = await recover(readState(host, global.stateDir), ENGINES, host, io.progress);
    const waiting = waitingIn(done.state, host);
    const waits = waiting === undefined || done.kind === 'failed' ? [] : [waitingFinding(waiting)];
    const findings = [...done.findings, ...waits];
    return { ...failedReport('recover', findings), outcome: OUTCOMES[done.kind], id: done.id };
  } finally {
    lock.value.release();
  }
}

const OUTCOMES = {
  nothing: 'unchanged',
  'rolled-back': 'rolled-back',
  'rolled-forward': 'committed',
  refused: 'failed',
  failed: 'rollback-failed',
} as const satisfies Record<Recovery['kind'], Outcome>;
