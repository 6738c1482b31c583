// Generations: one record per change of the host, as it is kept and as it is shown.

import type { AbsPath, DirectoryChange } from './file.ts';
import type { Managed } from './managed.ts';

export type ChangingCommand = 'setup' | 'remove' | 'rollback';

/** An image of a file, kept beside the intent under `name`; the hash is the hexadecimal SHA-256 of its bytes. */
export type ImageRecord =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly sha256: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

/** Every image that one file passes through; `real` is where its symlinks led when the change was planned. */
export interface FileRecord {
  readonly path: AbsPath;
  readonly real: AbsPath;
  /** null: of no engine (/etc/hosts). */
  readonly engine: string | null;
  readonly before: ImageRecord;
  readonly after: ImageRecord;
  /** On the way there and on the way back, where the file passes through one. */
  readonly transitional: ImageRecord | null;
  readonly undoTransitional: ImageRecord | null;
}

/**
 * Who asked for a change: flags, or a configuration file as it was read (`path` as the host's own programs see it,
 * `sha256` of its bytes, hexadecimal).
 */
export type Origin = { readonly kind: 'flags' } | FileOrigin;

export interface FileOrigin {
  readonly kind: 'file';
  readonly path: AbsPath;
  readonly sha256: string;
}

export const BY_FLAGS: Origin = { kind: 'flags' };

/** What a change is going to do, written down before the first file is touched. */
export interface Intent {
  readonly version: 1;
  readonly id: string;
  readonly command: ChangingCommand;
  /** The flags that asked for it, for people. */
  readonly flags: readonly string[];
  /** Absent in the records of versions that knew only flags. */
  readonly origin?: Origin;
  /** The agent did it; absent: a person, or another program. */
  readonly by?: 'agent';
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly files: readonly FileRecord[];
  readonly directories: readonly DirectoryChange[];
  /** The engines that are activated, and whether they ran before. */
  readonly engines: readonly { readonly engine: string; readonly running: boolean }[];
  /** The setups and removes that are in force (not undone), oldest first. */
  readonly stackBefore: readonly string[];
  readonly stackAfter: readonly string[];
  readonly managedBefore: Managed;
  readonly managedAfter: Managed;
}

export type GenerationOutcome = 'committed' | 'rolled-back' | 'pending';

/** A generation whose intent can be read. */
export interface Generation {
  readonly id: string;
  readonly intent: Intent;
  readonly outcome: GenerationOutcome;
}

/** The numbers of the generations grow; as text they would not sort. */
export function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}
