// A change that waits to be confirmed, as the other commands meet it: said, in the way of all but a plain rollback.

import type { Engine } from '../engines/engine.ts';
import type { WriteHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Progress } from '../model/step.ts';
import type { Waiting } from '../transaction/awaiting.ts';
import { withdraw } from '../transaction/recover.ts';
import type { State } from '../transaction/store.ts';

/** What there is to know of it: until when it waits, or that its time is over. */
export function waitingFinding({ id, until, left }: Omit<Waiting, 'intent' | 'since'>): Finding {
  return left > 0
    ? finding('info', 'CONFIRM_PENDING', { id, until, left })
    : finding('warning', 'CONFIRM_OVERDUE', { id });
}

/** Why nothing else is changed meanwhile. */
export function confirmFirst({ id, until, left }: Waiting): Finding {
  return finding('error', 'CONFIRM_FIRST', { id, until, left });
}

export interface Withdrawn {
  readonly outcome: Extract<Outcome, 'committed' | 'rollback-failed' | 'failed'>;
  readonly findings: readonly Finding[];
}

/** Takes it back before its time. */
export async function withdrawWaiting(
  { id }: Waiting,
  state: State,
  engines: readonly Engine[],
  host: WriteHost,
  progress: Progress,
): Promise<Withdrawn> {
  const done = await withdraw(state, engines, host, progress);
  switch (done.kind) {
    case 'rolled-back':
      return {
        outcome: 'committed',
        findings: done.findings.map((one) =>
          one.code === 'CONFIRM_LAPSED' ? finding('info', 'CONFIRM_WITHDRAWN', { id }) : one,
        ),
      };
    case 'failed':
      return { outcome: 'rollback-failed', findings: done.findings };
    default:
      return { outcome: 'failed', findings: done.findings };
  }
}
