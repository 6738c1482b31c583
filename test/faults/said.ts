// What a run of the program said: its exit code, its one JSON document, and what both claim about the host.

import { type Document, readDocument } from '../support/document.ts';

/** Which state of the host is meant: that before the command under test, or that which it makes. */
export type Side = 'before' | 'after';

export interface Said {
  /** The words of the command line, for people. */
  readonly command: string;
  /** undefined: it was killed before it ended. */
  readonly code: number | undefined;
  readonly document: Document | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * @param code undefined when the run was killed
 * @param stdout what a run with --json printed
 */
export function saidBy(command: string, code: number | undefined, stdout: string, stderr: string): Said {
  return { command, code, document: readDocument(stdout), stdout, stderr };
}

/** What the run says about the host; undefined: nothing that could be held against it. */
export function claimOf({ command, code, document }: Said): Side | undefined {
  if (code === undefined || document === undefined) return undefined;
  switch (document.outcome) {
    case 'committed':
    case 'confirm-pending':
      return 'after';
    case 'rolled-back':
      return 'before';
    case 'failed':
      // A recovery that could not begin says nothing of what stands there.
      return isRecovery(command) ? undefined : 'before';
    default:
      return undefined;
  }
}

function isRecovery(command: string): boolean {
  return /^recover\b/.test(command);
}

/** The exit codes of the contract (docs/exit-codes-and-json.md), by outcome; a recovery that undid is done: 0. */
function codesOf({ command, document }: Said): readonly number[] {
  switch (document?.outcome) {
    case 'unchanged':
    case 'committed':
    case 'confirm-pending':
    case 'in-sync':
    case 'unmanaged':
      return [0];
    case 'planned':
    case 'drifted':
      return [2];
    case 'rolled-back':
      return isRecovery(command) ? [0] : [3];
    case 'rollback-failed':
      return [4];
    default:
      return [1, 4, 64, 65, 75, 77];
  }
}

/** Where the exit code and the document do not agree, or a run ended in a bug. */
export function inconsistenciesOf(said: Said): readonly string[] {
  const { command, code, document, stdout, stderr } = said;
  if (code === undefined) return [];
  if (document === undefined) return [`"${command}" printed no document: ${stdout}${stderr}`];
  const codes = document.findings.map((one) => one.code);
  if (codes.includes('BUG')) return [`"${command}" ended in a bug: ${stdout}`];
  return codesOf(said).includes(code)
    ? []
    : [`"${command}" ended with ${code}, its document says ${document.outcome} (${codes.join(', ')})`];
}
