// Whether the agent may act: not while it is paused, and not after an administrator took things into his own hands.

import type { AbsPath } from '../model/file.ts';
import { byNumber, type FileOrigin, type Generation } from '../model/generation.ts';
import type { Accepted, AgentRecord, Hold } from './record.ts';

export type Standing =
  | { readonly kind: 'paused'; readonly until: number }
  | { readonly kind: 'held'; readonly hold: Hold }
  /** `isNew`: this content of the file has not been accepted yet. */
  | { readonly kind: 'free'; readonly isNew: boolean };

/** The configuration file as it is: its path and the SHA-256 of its bytes. */
export type Content = Pick<FileOrigin, 'path' | 'sha256'>;

/**
 * @param record undefined: it is damaged, and nobody knows what it held
 * @param committed the changes of this host that stand, oldest first
 * @param now milliseconds since 1970
 */
export function standingOf(
  record: AgentRecord | undefined,
  content: Content,
  committed: readonly Generation[],
  now: number,
): Standing {
  if (record === undefined) return { kind: 'held', hold: { kind: 'damaged' } };
  if (record.pausedUntil !== null && now < record.pausedUntil) {
    return { kind: 'paused', until: record.pausedUntil };
  }
  const accepted = acceptedOf(record, content.path, committed);
  if (accepted?.sha256 !== content.sha256) return { kind: 'free', isNew: true };
  if (record.hold?.kind === 'corrections' && isNoted(record, content))
    return { kind: 'held', hold: record.hold };
  const since = accepted.generation ?? '0';
  const holder = committed.findLast((one) => byNumber(one.id, since) > 0 && !isOfFile(one, content.path));
  return holder === undefined
    ? { kind: 'free', isNew: !isNoted(record, content) }
    : { kind: 'held', hold: holdOf(holder) };
}

function isNoted({ accepted }: AgentRecord, { path, sha256 }: Content): boolean {
  return accepted?.path === path && accepted.sha256 === sha256;
}

/**
 * The content that counts and the newest change there was when it was accepted: as the agent noted it, or as history
 * shows that the file was put in force later (`setup --config`). undefined: this file never was.
 */
function acceptedOf(
  { accepted }: AgentRecord,
  path: AbsPath,
  committed: readonly Generation[],
): Accepted | undefined {
  const noted = accepted?.path === path ? accepted : undefined;
  const done = committed.findLast((one) => isOfFile(one, path));
  if (done?.intent.origin?.kind !== 'file') return noted;
  const ofHistory = { path, sha256: done.intent.origin.sha256, generation: done.id };
  return noted !== undefined && byNumber(noted.generation ?? '0', done.id) >= 0 ? noted : ofHistory;
}

/** Whoever asked for it: what was done by this file is no reason to leave it alone. */
function isOfFile({ intent }: Generation, path: AbsPath): boolean {
  return intent.origin?.kind === 'file' && intent.origin.path === path;
}

function holdOf({ id, intent }: Generation): Hold {
  return { kind: 'change', id, command: intent.command, time: intent.time };
}
