// A change that is done and proved and waits to be confirmed: beginning to wait, how long still, keeping it.

import type { Clock, ReadHost, WriteHost } from '../host/ports.ts';
import { type Moment, timeLeft } from '../model/deadline.ts';
import type { Finding } from '../model/finding.ts';
import type { Generation, Intent } from '../model/generation.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Progress } from '../model/step.ts';
import { missingUnitDirectories, removeUnits, setUpUnits, startTimer } from './confirm-units.ts';
import { asWarning, writeFinding } from './problems.ts';
import { tidyUp } from './prune.ts';
import type { State } from './store.ts';
import { appendJournal, guardOutcome, type Ledger, openLedger } from './store-writer.ts';

/** The change that waits, and for how long still. */
export interface Waiting {
  readonly id: string;
  readonly intent: Intent;
  readonly since: Moment;
  /** Milliseconds; 0: nobody confirmed it in time, and it is to be undone. */
  readonly left: number;
  /** When that is by the wall clock, milliseconds since 1970. */
  readonly until: number;
}

/** Only the newest change can wait: nothing else is changed meanwhile. */
export function waitingIn(state: State, host: Pick<ReadHost, 'clock'>): Waiting | undefined {
  const newest = state.found.at(-1);
  return newest?.kind === 'generation' ? waitingOf(newest.generation, host.clock) : undefined;
}

function waitingOf({ id, intent, outcome, awaited: since }: Generation, clock: Clock): Waiting | undefined {
  if (outcome !== 'awaiting' || since === undefined) return undefined;
  const now = momentOf(clock);
  const left = timeLeft(since, intent.confirm?.within ?? 0, now);
  return { id, intent, since, left, until: now.wall + left };
}

function momentOf(clock: Clock): Moment {
  return { wall: clock.now(), boot: clock.boot() };
}

/** What is written down of a change that has to be confirmed. */
export function confirmationOf(within: number | undefined, host: WriteHost): Pick<Intent, 'confirm'> {
  return within === undefined ? {} : { confirm: { within, directories: missingUnitDirectories(host) } };
}

/**
 * From here on the change is undone by itself, whatever becomes of this process.
 * @param before the units that must not start with the changed files at boot
 */
export async function beginWatch(
  within: number | undefined,
  before: readonly string[],
  state: State,
  host: WriteHost,
): Promise<readonly Finding[]> {
  return within === undefined ? [] : setUpUnits({ stateDir: state.places.folder, within, before }, host);
}

/**
 * The journal's line. From it on the change stands for as long as it may wait; without it the timer, which runs
 * already, takes it back as one that was cut off.
 * @returns when the waiting began
 */
export function beginToWait(ledger: Ledger, host: WriteHost): Result<Moment, Finding> {
  const since = momentOf(host.clock);
  const written = appendJournal(host, ledger, 'awaiting', { since });
  return written.ok ? ok(since) : err(writeFinding(written.error, ledger.folder));
}

/** What else there is to do once the line is written. The time begins with it, so the timer begins anew. */
export async function settleIntoWaiting(
  since: Moment,
  ledger: Ledger,
  state: State,
  host: WriteHost,
): Promise<readonly Finding[]> {
  const guarded = guardOutcome(host, ledger, 'awaiting', { since });
  const unguarded = guarded.ok ? [] : [asWarning(writeFinding(guarded.error, ledger.folder))];
  const started = await startTimer(state.places.folder, host);
  return [...unguarded, ...started.map(asWarning), ...tidyUp(host, state.places)];
}

/**
 * Keeps the change that waits: the journal's line decides. The lock is held.
 * @returns errors where that line could not be written, so that it waits still; else warnings at most
 */
export async function keepWaiting(
  { id, intent, since }: Waiting,
  state: State,
  host: WriteHost,
  progress: Progress,
): Promise<readonly Finding[]> {
  const ledger = openLedger(host, state.places, id);
  progress({ step: 'commit' });
  const written = appendJournal(host, ledger, 'committed', { since });
  if (!written.ok) return [writeFinding(written.error, ledger.folder)];
  const guarded = guardOutcome(host, ledger, 'committed', { since });
  const unguarded = guarded.ok ? [] : [asWarning(writeFinding(guarded.error, ledger.folder))];
  return [...unguarded, ...tidyUp(host, state.places), ...(await endWatch(intent, state, host))];
}

/** Takes the units of a change away that is decided, one way or the other. */
export async function endWatch(intent: Intent, state: State, host: WriteHost): Promise<readonly Finding[]> {
  if (intent.confirm === undefined) return [];
  return removeUnits(state.places.folder, intent.confirm.directories, host);
}
