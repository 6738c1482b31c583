// Whose engines and files a run is about: the system's, or the rootless ones of one user.

import type { AbsPath } from './file.ts';

export interface UserSession {
  readonly kind: 'user';
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: AbsPath;
  /** $XDG_RUNTIME_DIR; undefined when he is not logged in and does not linger: then his systemd does not run. */
  readonly runtime: AbsPath | undefined;
}

export type Session = { readonly kind: 'system' } | UserSession;

export const SYSTEM_SESSION: Session = { kind: 'system' };

/** The words of a systemctl command for the manager that runs the session's engines (systemctl(1), --user). */
export function systemctlWords(session: Session, words: readonly string[]): readonly string[] {
  return session.kind === 'user' ? ['--user', ...words] : words;
}

/** Where the state of the system's engines is kept. */
export const DEFAULT_STATE_DIR: AbsPath = '/var/lib/registry-client';

/**
 * Where the state of a user is kept. $XDG_STATE_HOME does not count: it is set in some of his shells and not where
 * root acts for him, and the same files must not have two histories.
 */
export function userStateDir(home: AbsPath): AbsPath {
  return `${home}/.local/state/registry-client`;
}
