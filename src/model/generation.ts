// Generations: one record per change of the host, as it is kept and as it is shown.

import type { Moment } from './deadline.ts';
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

/** An engine that a change is about. */
export interface IntentEngine {
  readonly engine: string;
  /** Whether it ran before. */
  readonly running: boolean;
  /** It is not to be activated (--apply none); absent: false. */
  readonly left?: true;
}

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
  /** It stands only when it is confirmed in time (--confirm-within). */
  readonly confirm?: Confirmation;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly files: readonly FileRecord[];
  readonly directories: readonly DirectoryChange[];
  /** The engines whose files change, or that are activated. */
  readonly engines: readonly IntentEngine[];
  /** The setups and removes that are in force (not undone), oldest first. */
  readonly stackBefore: readonly string[];
  readonly stackAfter: readonly string[];
  readonly managedBefore: Managed;
  readonly managedAfter: Managed;
}

export interface Confirmation {
  /** Milliseconds, from the moment that the change is done and proved. */
  readonly within: number;
  /** Directories that were made for the units that watch over it. */
  readonly directories: readonly AbsPath[];
}

/** `pending`: cut off in the middle; `awaiting`: done and proved, and waiting to be confirmed. */
export type GenerationOutcome = 'committed' | 'rolled-back' | 'pending' | 'awaiting';

/** A generation whose intent can be read. */
export interface Generation {
  readonly id: string;
  readonly intent: Intent;
  readonly outcome: GenerationOutcome;
  /** When it began to wait to be confirmed, if it ever did. */
  readonly awaited?: Moment;
}

/** It waited, and nobody confirmed it: it was undone by itself, or by a rollback before its time. */
export function hasLapsed({ outcome, awaited }: Generation): boolean {
  return outcome === 'rolled-back' && awaited !== undefined;
}

/** The numbers of the generations grow; as text they would not sort. */
export function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}
