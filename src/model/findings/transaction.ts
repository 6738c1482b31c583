// Findings of changing, undoing and recovering.

import type { AbsPath } from '../file.ts';

export interface TransactionFindings {
  LOCKED: { readonly path: string };
  /** `error` is `not-installed` where the operation is a program that is not there. */
  WRITE_FAILED: { readonly operation: string; readonly error: string };
  /** A file is no longer as the plan read it: nothing of it was written. */
  CHANGED_MEANWHILE: Record<never, never>;
  ACTIVATION_FAILED: { readonly what: 'reload' | 'restart'; readonly unit: string; readonly error: string };
  ENGINE_DID_NOT_LOAD: { readonly seconds: number };
  INTERRUPTED: { readonly signal: string };
  /** Undoing failed: `steps` are what is left to do by hand, as commands. */
  UNDO_FAILED: { readonly steps: readonly string[] };
  /** Recovery: the file holds neither an old nor a new image of ours; it was left alone. */
  RECOVERY_CONFLICT: Record<never, never>;
  RECOVERED: { readonly id: string; readonly how: 'discarded' | 'rolled-back' | 'rolled-forward' };
  /** A change that was made, and neither copy of what it did can be read: what is ours is not known. `steps` as above. */
  RECORDS_LOST: { readonly id: string; readonly steps: readonly string[]; readonly copies?: AbsPath };
  /** `copies`: the folder with the copies of the files, where it is there. */
  RECOVERY_IMPOSSIBLE: { readonly id: string; readonly steps: readonly string[]; readonly copies?: AbsPath };
  RECOVERY_PENDING: { readonly id: string };
  STATE_DAMAGED: { readonly what: string };
  EDITED_SINCE: { readonly id: string; readonly diff: string };
  NO_SUCH_GENERATION: { readonly id: string };
  GENERATION_PRUNED: { readonly id: string };
  NOTHING_TO_UNDO: Record<never, never>;
  /** A change waits to be confirmed; `until` by the wall clock, milliseconds since 1970, `left` milliseconds. */
  CONFIRM_PENDING: { readonly id: string; readonly until: number; readonly left: number };
  /** Nobody confirmed it in time, and it is not undone yet. */
  CONFIRM_OVERDUE: { readonly id: string };
  /** As long as a change waits to be confirmed, nothing else is changed. */
  CONFIRM_FIRST: { readonly id: string; readonly until: number; readonly left: number };
  /** Nobody confirmed it in time, or it was taken back before: it is undone. */
  CONFIRM_LAPSED: { readonly id: string };
  /** It waited to be confirmed and was taken back by this run. */
  CONFIRM_WITHDRAWN: { readonly id: string };
  NOTHING_TO_CONFIRM: Record<never, never>;
  /** --confirm-within for a change of no file: there is nothing that could be taken back. */
  CONFIRM_NOT_NEEDED: Record<never, never>;
  /** Without systemd nothing here could undo a change by itself. */
  CONFIRM_UNAVAILABLE: Record<never, never>;
  /** The units that would undo a change by itself could not be started. */
  CONFIRM_UNITS_FAILED: { readonly unit: string; readonly error: string };
}
