// Findings of the command line and of all engines alike.

import type { AbsPath, NodeKind } from '../file.ts';
import type { TextProblem } from '../text.ts';

export interface GeneralFindings {
  /** A bug of ours: something happened that was thought impossible (exit code 70). */
  BUG: { readonly error: string };
  /** Wrong usage: `reason` tells which rule, `value` what was typed. */
  USAGE: {
    readonly option: string;
    readonly value: string;
    readonly reason: UsageReason;
    /** In marks: see UsageForm. */
    readonly expected?: string;
    /** In place of the value: which of the CAs that stand in the configuration file itself, from 1. */
    readonly inline?: number;
  };
  /**
   * A file named on the command line cannot be used; or one that a configuration file names: `file` then, and the
   * place is where it does.
   */
  INPUT_FILE: {
    readonly option: string;
    readonly file?: AbsPath;
    readonly reason:
      | 'absent'
      | 'not-made' // the configuration file at its usual place
      | 'dangling-link'
      | 'unreadable'
      | 'not-a-file'
      | 'not-a-directory'
      | 'empty'
      | 'too-large';
    readonly error?: string;
    /** not-a-file: what it is. */
    readonly found?: NodeKind;
    /** dangling-link: which link, the file itself or a folder above it, and where it leads. */
    readonly link?: AbsPath;
    readonly target?: AbsPath;
  };
  /** A configuration file of ours (--config) is no JSON5; `detail` is what the parser says, for people; or a ConfigFault. */
  CONFIG_SYNTAX: { readonly detail: string };
  /** A configuration file of ours that others than root could change must not tell root what to do. */
  CONFIG_UNSAFE: { readonly reason: 'owner' | 'writable-by-others' };
  /** Files of this program that others than root could change: root must not run it. `program` is the file it is about. */
  PROGRAM_UNSAFE: { readonly reason: 'owner' | 'writable-by-others'; readonly program: AbsPath };
  /** A configuration file on disk that the engine, or we, cannot take as it is. */
  FILE_REFUSED: { readonly reason: TextProblem['code']; readonly detail: Readonly<Record<string, string>> };
  FILE_UNREADABLE: { readonly error: string };
  /** The target is a directory, a device, has several hard links, is a mount point … */
  TARGET_REFUSED: { readonly reason: TargetReason; readonly detail?: string };
  NO_PERMISSION: { readonly error: string };
  /** --user names nobody whose engines could be set up. */
  USER_REFUSED: {
    readonly asked: string;
    readonly reason: 'unknown' | 'root' | 'no-home' | 'program' | 'lookup';
  };
  /** --user names somebody else, and we are not root. */
  USER_FORBIDDEN: { readonly asked: string };
  /** The user's own systemd does not run, so neither does what it would start. */
  NO_USER_MANAGER: { readonly name: string };
  NO_ENGINE: Record<never, never>;
  ENGINE_NOT_FOUND: { readonly asked: string };
  /** An engine that was not named reads the files of one that was: it changes with it. */
  SHARES_FILES: { readonly with: string };
  /** Two engines read one file, and each would need something else in it. */
  SHARED_FILE_DISPUTED: { readonly with: string };
  ENGINE_UNKNOWN: { readonly asked: string; readonly known: readonly string[] };
  /** A flag that this engine cannot use: info when the engine was found by `auto`, error when it was named. */
  FLAG_NOT_FOR_ENGINE: {
    readonly flag: string;
    readonly reason:
      | 'not-supported'
      | 'upstream-not-docker-io'
      | 'cidr'
      | 'path-of-docker'
      | 'path-of-podman'
      | 'no-login-command';
  };
  /** A mirror with a path means something else to each engine: one engine at a time. */
  PATH_FOR_ONE_ENGINE: { readonly url: string };
  /** `remove`: what is named is there, but somebody else wrote it. */
  NOT_OURS: { readonly flag: string };
  /** `remove`: what is named is not there. */
  NOT_THERE: { readonly flag: string };
  /** The installed engine refuses a candidate file, or the files as they are with it; `error` is for people only. */
  CANDIDATE_REFUSED: { readonly error: string };
  /** The candidate could not be judged by the installed engine; our own checks stand in for it. */
  CANDIDATE_UNCHECKED: {
    readonly reason: 'not-running' | 'timeout' | 'blind' | 'failed';
    readonly error: string;
  };
  NOT_ACTIVATED: { readonly reason: NotActivatedReason };
  /** `about`: what `why` says it about; see RestartReason. */
  RESTART_NEEDED: {
    readonly why: RestartReason;
    readonly about?: string;
    readonly containers: readonly string[];
  };
  /** A reload or restart is needed and there is no systemd to do it with. */
  RESTART_BY_HAND: { readonly command: string };
  /** What the engine has loaded differs from the files. */
  NOT_LOADED: {
    readonly what: string;
    readonly expected: readonly string[];
    readonly loaded: readonly string[];
  };
  /** The engine could not be asked what it has loaded. */
  LOADED_UNKNOWN: { readonly reason: string };
  /** An entry that we hold is no longer in the file. */
  ENTRY_MISSING: { readonly kind: string; readonly value: string };
  MIRROR_PLAIN_HTTP: { readonly url: string };
  /** `status` without the rights to read all of it. */
  NOT_VISIBLE: { readonly what: string; readonly error: string };
  /** cloud-init: a URL with a query, which may be a signature or a token, stands in the document. */
  SECRET_IN_URL: { readonly option: string };
  /**
   * The words of the command line that does what has been asked for by questions. `file`: where the CA stands that was
   * taken from the server; '' for none.
   */
  WITHOUT_QUESTIONS: { readonly words: readonly string[]; readonly file: string };
  HOSTS_CONFLICT: { readonly name: string; readonly wanted: string; readonly there: string };
  HOSTS_BY_CLOUD_INIT: Record<never, never>;
}

/** Why a configuration file is no JSON5, where it is not for the parser to say. */
export type ConfigFault = 'not-utf8' | 'too-deep';

export type UsageReason =
  | 'unknown-option'
  | 'unknown-command'
  | 'unknown-key'
  | 'wrong-type'
  | 'twice-key'
  | 'not-a-hash'
  | 'not-a-package'
  | 'missing-argument'
  | 'excess-argument'
  | 'nothing-asked'
  | 'not-a-mirror-url'
  | 'scheme-missing'
  | 'userinfo'
  | 'query'
  | 'not-a-host'
  | 'scheme-not-wanted'
  | 'path-not-wanted'
  | 'port-out-of-range'
  | 'not-a-cidr'
  | 'not-an-address'
  | 'not-a-name'
  | 'not-a-duration'
  | 'not-an-id'
  | 'not-one-of'
  | 'empty'
  | 'needs-host'
  | 'needs-option'
  | 'needs-checksum'
  | 'no-login-there'
  | 'not-an-image'
  | 'conflicts-with'
  | 'twice-different'
  | 'other';

/** `at-creation`: what exists already keeps what it was created with. */
export type NotActivatedReason = 'not-running' | 'apply-none' | 'root' | 'at-creation';

/** Why a reload would not do. */
export type RestartReason =
  | 'directive-stays' // about: the directives that a reload does not change
  | 'flag-stays' // about: the flag
  | 'mirrors-not-reloaded' // about: the version of Docker
  | 'insecure-lost' // about: the same
  | 'service-ends' // about: the version of Podman; '' where it is not known
  | 'builds-end' // about: the unit
  | 'read-at-start'; // about: the file

export type TargetReason =
  | 'not-a-file' // detail: what it is, a NodeKind
  | 'not-a-directory' // the same
  | 'hard-links'
  | 'mount-point'
  | 'writable-by-others'
  | 'symlink-loop'
  | 'read-only'
  | 'immutable'
  | 'changed-meanwhile';
