// Whether the agent may act: not while it is paused, and not after an administrator took things into his own hands.

import type { AbsPath } from '../model/file.ts';
import { byNumber, type FileOrigin, type Generation, hasLapsed } from '../model/generation.ts';
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
 * @param decided the changes of this host that stand, and those that nobody confirmed; oldest first
 * @param now milliseconds since 1970
 */
export function standingOf(
  record: AgentRecord | undefined,
  content: Content,
  decided: readonly Generation[],
  now: number,
): Standing {
  if (record === undefined) return { kind: 'held', hold: { kind: 'damaged' } };
  if (record.pausedUntil !== null && now < record.pausedUntil) {
    return { kind: 'paused', until: record.pausedUntil };
  }
  const tried = triedInVain(record, content, decided);
  if (tried !== undefined) return { kind: 'held', hold: holdOf(tried) };
  const committed = decided.filter((one) => !hasLapsed(one));
  const accepted = acceptedOf(record, content.path, committed);
  if (accepted?.sha256 !== content.sha256) return { kind: 'free', isNew: true };
  if (record.hold?.kind === 'corrections' && isNoted(record, content))
    return { kind: 'held', hold: record.hold };
  const since = accepted.generation ?? '0';
  const holder = decided.findLast((one) => byNumber(one.id, since) > 0 && !isOfFile(one, content.path));
  return holder === undefined
    ? { kind: 'free', isNew: !isNoted(record, content) }
    : { kind: 'held', hold: holdOf(holder) };
}

/** This very content was put in force to be confirmed, and nobody did: it does not come back by itself. */
function triedInVain(
  record: AgentRecord,
  content: Content,
  decided: readonly Generation[],
): Generation | undefined {
  const last = decided.findLast((one) => isOfFile(one, content.path));
  const origin = last?.intent.origin;
  if (last === undefined || !hasLapsed(last)) return undefined;
  if (origin?.kind !== 'file' || origin.sha256 !== content.sha256) return undefined;
  const since = isNoted(record, content) ? (record.accepted?.generation ?? '0') : '0';
  return byNumber(since, last.id) < 0 ? last : undefined;
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

function holdOf(generation: Generation): Hold {
  const { id, intent } = generation;
  const lapsed = hasLapsed(generation) ? { lapsed: true as const } : {};
  return { kind: 'change', id, command: intent.command, time: intent.time, ...lapsed };
}
