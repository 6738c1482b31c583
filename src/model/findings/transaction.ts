// Findings of changing, undoing and recovering.

export interface TransactionFindings {
  LOCKED: { readonly path: string };
  WRITE_FAILED: { readonly operation: string; readonly error: string };
  /** A file is no longer as the plan read it: nothing of it was written. */
  CHANGED_MEANWHILE: Record<never, never>;
  ACTIVATION_FAILED: { readonly what: 'reload' | 'restart'; readonly unit: string; readonly error: string };
  ENGINE_DID_NOT_LOAD: { readonly seconds: number };
  INTERRUPTED: { readonly signal: string };
  /** Undoing failed: `steps` are what is left to do by hand. */
  UNDO_FAILED: { readonly steps: readonly string[] };
  /** Recovery: the file holds neither an old nor a new image of ours; it was left alone. */
  RECOVERY_CONFLICT: Record<never, never>;
  RECOVERED: { readonly id: string; readonly how: 'discarded' | 'rolled-back' | 'rolled-forward' };
  RECOVERY_IMPOSSIBLE: { readonly id: string; readonly steps: readonly string[] };
  RECOVERY_PENDING: { readonly id: string };
  STATE_DAMAGED: { readonly what: string };
  EDITED_SINCE: { readonly id: string; readonly diff: string };
  NO_SUCH_GENERATION: { readonly id: string };
  GENERATION_PRUNED: { readonly id: string };
  NOTHING_TO_UNDO: Record<never, never>;
}
