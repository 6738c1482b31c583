// What the agent remembers from run to run: plain data, readable by everybody, without anything of a file's content.

import type { AbsPath } from '../model/file.ts';
import type { FindingCode } from '../model/finding.ts';
import type { Suspect } from '../model/suspect.ts';

/** A content of the configuration file that was accepted, and the newest change of the host there was by then. */
export interface Accepted {
  readonly path: AbsPath;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly generation: string | null;
}

/** A file that had been changed by somebody else was put right. Milliseconds since 1970. */
export interface Correction {
  readonly path: AbsPath;
  readonly time: number;
}

/** Why nothing is done until the file changes or `--resume`. Times are milliseconds since 1970. */
export type Hold =
  /** An administrator made a change of his own after the file was accepted. */
  | {
      readonly kind: 'change';
      readonly id: string;
      readonly command: string;
      readonly time: number;
      /** It waited to be confirmed, and nobody did. */
      readonly lapsed?: true;
    }
  /** Somebody keeps changing a file back. */
  | {
      readonly kind: 'corrections';
      /** The change that put it right last. */
      readonly id: string;
      readonly path: AbsPath;
      readonly time: number;
      readonly suspects: readonly Suspect[];
    }
  /** agent.json cannot be read: what it held is not known. */
  | { readonly kind: 'damaged' };

/** Attempts that failed one after the other with the same files, the same configuration and the same engines. */
export interface Failures {
  /** See contentKey in failures.ts. */
  readonly content: string;
  readonly count: number;
  readonly cause: Cause;
}

/** The last failure by its code alone: what an engine said may quote a file that not everybody may read. */
export interface Cause {
  readonly code: FindingCode;
  readonly engine?: string;
  readonly path?: AbsPath;
  readonly time: number;
}

export interface AgentRecord {
  readonly version: 1;
  readonly accepted: Accepted | null;
  readonly pausedUntil: number | null;
  readonly hold: Hold | null;
  readonly corrections: readonly Correction[];
  readonly failures: Failures | null;
  /** The last change that the agent made. */
  readonly lastChange: { readonly id: string; readonly time: number } | null;
  /** The last failure that no look has found mended since. */
  readonly lastError: Cause | null;
}

export const NO_RECORD: AgentRecord = {
  version: 1,
  accepted: null,
  pausedUntil: null,
  hold: null,
  corrections: [],
  failures: null,
  lastChange: null,
  lastError: null,
};

/** After `--resume`: the administrator has seen all there is, and the file counts again. */
export function resumed(record: AgentRecord, accepted: Accepted | null): AgentRecord {
  return { ...record, accepted, pausedUntil: null, hold: null, corrections: [], failures: null };
}
