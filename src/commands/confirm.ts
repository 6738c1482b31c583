// confirm: keeps a change that was made with --confirm-within.

import type { ConfirmInvocation } from '../desired/invocation.ts';
import { ENGINES } from '../engines/index.ts';
import type { WriteHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding, isBlocker } from '../model/finding.ts';
import { hasLapsed } from '../model/generation.ts';
import { failedReport, type Report } from '../model/outcome.ts';
import { keepWaiting, waitingIn } from '../transaction/awaiting.ts';
import { takeLock } from '../transaction/lock.ts';
import { recover } from '../transaction/recover.ts';
import { generationsOf, readState, type State, statePlaces } from '../transaction/store.ts';
import { openHost } from './open-host.ts';

export async function runConfirm({ global }: ConfirmInvocation, io: CommandIo): Promise<Report> {
  const opened = await openHost(global, io, io.watchSignals());
  if (!opened.ok) return failedReport('confirm', [opened.error]);
  const host = opened.value;
  io.progress({ step: 'lock' });
  const lock = await takeLock(host, statePlaces(global.stateDir), global.wait);
  if (!lock.ok) return failedReport('confirm', [lock.error]);
  try {
    return await confirmLocked(readState(host, global.stateDir), host, io);
  } finally {
    lock.value.release();
  }
}

/** What is too late is undone first: then there is nothing left to keep, and whoever asked for it has to know. */
async function confirmLocked(before: State, host: WriteHost, io: CommandIo): Promise<Report> {
  const { kind, id, findings, state } = await recover(before, ENGINES, host, io.progress);
  switch (kind) {
    case 'failed':
      return { ...failedReport('confirm', findings), outcome: 'rollback-failed', id };
    case 'rolled-back':
      return { ...failedReport('confirm', findings.map(asError)), outcome: 'rolled-back', id };
    case 'refused':
      return failedReport('confirm', findings);
    case 'rolled-forward':
      return { ...failedReport('confirm', findings), outcome: 'committed', id };
    case 'nothing':
      return confirmIn(state, findings, host, io);
  }
}

async function confirmIn(
  state: State,
  findings: readonly Finding[],
  host: WriteHost,
  io: CommandIo,
): Promise<Report> {
  const waiting = waitingIn(state, host);
  if (waiting === undefined) return nothingWaits(state, findings);
  const problems = await keepWaiting(waiting, state, host, io.progress);
  const report = failedReport('confirm', [...findings, ...problems]);
  return problems.some(isBlocker) ? report : { ...report, outcome: 'committed', id: waiting.id };
}

/** A change that had nothing to do does not wait: to confirm it is no mistake. One that is undone cannot be kept. */
function nothingWaits(state: State, findings: readonly Finding[]): Report {
  const newest = generationsOf(state).at(-1);
  if (newest !== undefined && hasLapsed(newest)) {
    const { id } = newest;
    return { ...failedReport('confirm', [...findings, finding('error', 'CONFIRM_LAPSED', { id })]), id };
  }
  const nothing = finding('info', 'NOTHING_TO_CONFIRM', {});
  return { ...failedReport('confirm', [...findings, nothing]), outcome: 'unchanged' };
}

function asError(each: Finding): Finding {
  return each.code === 'CONFIRM_LAPSED' ? { ...each, severity: 'error' } : each;
}
