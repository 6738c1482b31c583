// What a command reports at its end, and the exit code that follows from it. Pure data: report/ shows it.

import type { Candidate, EndpointRole, Reply } from './endpoint.ts';
import type { AbsPath } from './file.ts';
import type { Finding } from './finding.ts';
import type { Activation } from './plan.ts';

export const COMMANDS = [
  'setup',
  'rollback',
  'confirm',
  'status',
  'history',
  'remove',
  'recover',
  'doctor',
  'explain',
  'cloud-init',
  'agent',
  'completion',
] as const;
export type CommandName = (typeof COMMANDS)[number];

export type Outcome =
  | 'unchanged'
  | 'planned' // --dry-run: changes are pending
  | 'committed'
  | 'confirm-pending' // done, and undone by itself unless it is confirmed in time
  | 'rolled-back'
  | 'rollback-failed'
  | 'failed' // failed or refused before anything was written
  // status:
  | 'in-sync'
  | 'drifted'
  | 'unmanaged'
  // doctor, explain:
  | 'healthy'
  | 'problems';

export interface ReportedChange {
  readonly path: AbsPath;
  readonly kind: 'create' | 'edit' | 'delete';
  /** Unified; '' when only the owner or the mode differs. */
  readonly diff: string;
}

/** One entry of a configuration file and who put it there, as far as that can be seen. */
export interface ReportedEntry {
  readonly path: AbsPath;
  readonly kind: string;
  readonly value: string;
  readonly owner: 'ours' | 'others' | 'unknown';
}

/** One registry and what it answered (doctor). */
export interface ReportedEndpoint {
  readonly registry: string;
  readonly role: EndpointRole;
  readonly upstream: string | null;
  /** The address that was spoken to, without /v2/. */
  readonly url: string;
  /** The proxy that the engine goes through, and where it is set; null: none. */
  readonly proxy: string | null;
  /** Which program it is; `sure` false: by the way in which it answers. */
  readonly kind: { readonly name: string; readonly sure: boolean } | null;
  readonly steps: readonly { readonly step: string; readonly milliseconds: number }[];
  /** Nothing is wrong with it. */
  readonly works: boolean;
}

/** One endpoint that an engine would ask for an image, and its answer now (explain). */
export interface ReportedAttempt {
  readonly registry: string;
  readonly role: EndpointRole;
  readonly url: string;
  readonly repository: string;
  readonly reference: string;
  /** null: it was not asked (--root). */
  readonly reply: Reply | null;
  /** The HTTP status, where there was an answer. */
  readonly status: number | null;
  readonly digest: string | null;
  readonly milliseconds: number;
  /** It is this one that the engine gets the image from. */
  readonly serves: boolean;
}

export interface ReportedCandidate {
  readonly name: string;
  readonly by: Candidate['by'];
  /** The file that says so. */
  readonly path: AbsPath | null;
  readonly attempts: readonly ReportedAttempt[];
}

/**
 * `none`: the first that is asked serves it. `silent`, `slow`: another one does, at once or after a time limit.
 * `impossible`: the engine gives up though others are left. `nobody`: all were asked.
 */
export type Fallback = 'none' | 'silent' | 'slow' | 'impossible' | 'nobody';

export interface ReportedImage {
  readonly image: string;
  readonly candidates: readonly ReportedCandidate[];
  /** The complete name and the registry that serves it; null: a pull would fail. */
  readonly served: { readonly name: string; readonly registry: string } | null;
  /** null: nobody was asked (--root). */
  readonly fallback: Fallback | null;
}

export interface EngineReport {
  readonly engine: string;
  readonly version: string | null;
  readonly running: boolean;
  readonly changes: readonly ReportedChange[];
  readonly activation: Activation['kind'];
  /** What the engine says it has in force; null when it was not or could not be asked. */
  readonly loaded: Readonly<Record<string, unknown>> | null;
  /** Whether the files and what is loaded agree; null when that cannot be told. */
  readonly inSync: boolean | null;
  readonly entries?: readonly ReportedEntry[];
  readonly endpoints?: readonly ReportedEndpoint[];
  readonly images?: readonly ReportedImage[];
}

/** One change in the history of this host. */
export interface ReportedGeneration {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly command: string;
  /** As they could be typed again; certificate files by name only. */
  readonly flags: readonly string[];
  /** The agent did it. */
  readonly by?: 'agent';
  readonly outcome: string;
  /** It waits to be confirmed until then; RFC 3339, UTC. */
  readonly until?: string;
  /** It waited to be confirmed, and nobody did. */
  readonly lapsed?: true;
  /** A later rollback took it back. */
  readonly undone: boolean;
  readonly paths: readonly AbsPath[];
  /** `history show ID` only. */
  readonly changes?: readonly ReportedChange[];
}

export interface Report {
  /** null: the command line did not name one. */
  readonly command: CommandName | null;
  readonly outcome: Outcome;
  /** The generation that was made. */
  readonly id: string | null;
  /** Changes of no engine: /etc/hosts. */
  readonly changes: readonly ReportedChange[];
  readonly engines: readonly EngineReport[];
  readonly findings: readonly Finding[];
  /** `status`: entries of no engine (lines of /etc/hosts). */
  readonly entries?: readonly ReportedEntry[];
  /** `history`: newest first. */
  readonly generations?: readonly ReportedGeneration[];
  /** The commands that take a change back and that keep it, as they have to be typed here. */
  readonly undo?: string;
  readonly keep?: string;
  /** There is nothing that a person has to be told (agent): only --json prints it. */
  readonly silent?: true;
  /** --help, --version, cloud-init, completion: the text that was asked for. */
  readonly text?: string;
}

/** The report of a command that ended before it looked at the host. */
export function failedReport(command: CommandName | null, findings: readonly Finding[]): Report {
  return { command, outcome: 'failed', id: null, changes: [], engines: [], findings };
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 64 | 65 | 70 | 75 | 77;

/**
 * The exit code of a report; the only place that knows them (docs/exit-codes-and-json.md; from 64 on sysexits.h).
 * A `recover` that undid an interrupted change has done what it is for: 0.
 */
export function exitCodeOf(report: Report): ExitCode {
  const errors = report.findings.filter((each) => each.severity === 'error');
  if (errors.some((each) => each.code === 'BUG')) return 70;
  if (errors.some((each) => each.code === 'RECOVERY_IMPOSSIBLE')) return 4;
  switch (report.outcome) {
    case 'unchanged':
    case 'committed':
    case 'confirm-pending':
      // The change stands; what was tried out afterwards failed.
      return errors.some(({ code }) => code === 'LOGIN_FAILED' || code === 'PULL_FAILED') ? 5 : 0;
    case 'in-sync':
    case 'unmanaged':
    case 'healthy':
      return 0;
    case 'problems':
      return 5;
    case 'planned':
    case 'drifted':
      return 2;
    case 'rolled-back':
      return report.command === 'recover' ? 0 : 3;
    case 'rollback-failed':
      return 4;
    case 'failed':
      return failureCode(errors);
  }
}

/** What can be told from the command line alone comes first, then the files that it names. */
function failureCode(errors: readonly Finding[]): ExitCode {
  const codes = errors.map(causeOf);
  return ([64, 65, 75, 77] as const).find((code) => codes.includes(code)) ?? 1;
}

function causeOf(error: Finding): ExitCode {
  switch (error.code) {
    case 'USAGE':
    case 'ENGINE_UNKNOWN':
    case 'PATH_FOR_ONE_ENGINE':
    case 'USER_REFUSED':
    case 'FLAG_NOT_FOR_ENGINE':
      // With a place it was not typed: it stands in a configuration file.
      return error.path === undefined ? 64 : 65;
    case 'INPUT_FILE':
    case 'CONFIG_SYNTAX':
    case 'CA_UNUSABLE':
      return 65;
    case 'LOCKED':
      return 75;
    case 'NO_PERMISSION':
    case 'PROGRAM_UNSAFE':
    case 'USER_FORBIDDEN':
      return 77;
    case 'FILE_UNREADABLE':
    case 'WRITE_FAILED':
      return /\b(?:EACCES|EPERM)\b/.test(error.arguments.error) ? 77 : 1;
    default:
      return 1;
  }
}
