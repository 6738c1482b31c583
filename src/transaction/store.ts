// Where the state is kept, and reading it: the generations, their images, the journal of each.

import { posix } from 'node:path';
import type { IoProblem, ReadHost } from '../host/ports.ts';
import type { Moment } from '../model/deadline.ts';
import type { AbsPath, FileState } from '../model/file.ts';
import {
  byNumber,
  type Generation,
  type GenerationOutcome,
  hasLapsed,
  type ImageRecord,
  type Intent,
} from '../model/generation.ts';
import { type Managed, NOTHING_MANAGED } from '../model/managed.ts';
import { err, ok, type Result } from '../model/result.ts';
import { decodeRecord, sha256 } from './record.ts';

export interface StatePlaces {
  readonly folder: AbsPath;
  readonly lock: AbsPath;
  readonly summary: AbsPath;
  readonly generations: AbsPath;
}

export function statePlaces(folder: AbsPath): StatePlaces {
  return {
    folder,
    lock: posix.join(folder, 'lock'),
    summary: posix.join(folder, 'summary.json'),
    generations: posix.join(folder, 'generations'),
  };
}

/** A directory below `generations` as it was found. */
export type Found =
  | { readonly kind: 'generation'; readonly generation: Generation; readonly damage: readonly string[] }
  /** Nothing was touched yet when it was left. */
  | { readonly kind: 'unbegun'; readonly id: string }
  /** It had begun, and neither copy of the intent can be read; `outcome` undefined: it did not end. */
  | {
      readonly kind: 'unreadable';
      readonly id: string;
      readonly outcome: Journal['outcome'];
      /** False: something else stands where its folder was. */
      readonly isFolder: boolean;
    };

/** What the state folder says. */
export interface State {
  readonly places: StatePlaces;
  /** Why it cannot be read (without root, or by an error): it is not known what there is. */
  readonly hidden: IoProblem | undefined;
  readonly found: readonly Found[];
}

export function readState(host: ReadHost, folder: AbsPath): State {
  const places = statePlaces(folder);
  const names = listGenerations(host, places.generations);
  if (!names.ok) return { places, hidden: names.error, found: [] };
  const ids = names.value.filter((name) => /^[1-9][0-9]{0,8}$/.test(name));
  const older = [...ids].sort(byNumber);
  const newest = older.pop();
  const recording = recordFailures(host);
  const found = [
    ...older.map((id) => readGeneration(host, places, id)),
    ...(newest === undefined ? [] : [readGeneration(recording.host, places, newest)]),
  ];
  const [hidden] = recording.failures;
  if (hidden !== undefined) return { places, hidden, found: [] };
  return { places, hidden, found: found.map((one, index) => settled(one, found[index + 1])) };
}

/** Damage that stays: the file is there and is none of ours, or no longer. */
const DAMAGE: ReadonlySet<string> = new Set(['ELOOP', 'ENOTSUP', 'EFBIG']);

interface Recording {
  readonly host: ReadHost;
  readonly failures: readonly IoProblem[];
}

/**
 * Notes which files could not be read by an error. In the newest generation that is another thing than damage: taken
 * for absent, its journal would turn a change that was kept into one that recovery takes back.
 */
function recordFailures(host: ReadHost): Recording {
  const failures: IoProblem[] = [];
  const read: ReadHost['read'] = (path) => {
    const state = host.read(path);
    if (state.kind === 'unreadable' && !DAMAGE.has(state.problem.errno)) failures.push(state.problem);
    return state;
  };
  return { host: { ...host, read }, failures };
}

/** Taken for empty, a folder that cannot be read just now would be filled anew, over the records that are in it. */
function listGenerations(host: ReadHost, path: AbsPath): Result<readonly string[], IoProblem> {
  if (isClosed(host, path)) return err({ operation: 'list', path, errno: 'EACCES' });
  const listed = host.listing(path);
  // Something else than a folder is there: what to do about it is said by makeStateFolders.
  return !listed.ok && listed.error.errno === 'ENOTDIR' ? ok([]) : listed;
}

/**
 * A change begins only after the one before it has ended: where the end of an older one can no longer be read, the
 * younger one tells by what it found as ours.
 */
function settled(found: Found, next: Found | undefined): Found {
  if (found.kind !== 'generation' || hasEnded(found.generation.outcome)) return found;
  if (next?.kind !== 'generation') return found;
  const { intent } = found.generation;
  const kept = JSON.stringify(next.generation.intent.managedBefore) === JSON.stringify(intent.managedAfter);
  return { ...found, generation: { ...found.generation, outcome: kept ? 'committed' : 'rolled-back' } };
}

/** A directory of root's that we may look at from outside only. */
function isClosed(host: ReadHost, path: AbsPath): boolean {
  const looked = host.look(path);
  return looked.kind === 'directory' && looked.uid !== host.user.uid && host.user.uid !== 0;
}

function readGeneration(host: ReadHost, places: StatePlaces, id: string): Found {
  const folder = posix.join(places.generations, id);
  if (!isFolderOrUnknown(host, folder)) {
    return { kind: 'unreadable', id, outcome: undefined, isFolder: false };
  }
  const copies = readIntents(host, folder);
  const intent = copies.find((copy) => copy !== undefined);
  const journal = readJournal(host, folder);
  // The images are on disk before the intent, the intent before the journal, the journal before the first file.
  if (intent === undefined) {
    const isBegun = journal.lines.length > 0 || journal.damaged;
    if (!isBegun) return { kind: 'unbegun', id };
    return { kind: 'unreadable', id, outcome: journal.outcome, isFolder: true };
  }
  const damage = [...(copies.includes(undefined) ? ['intent'] : []), ...(journal.damaged ? ['journal'] : [])];
  const { outcome = 'pending', awaited } = journal;
  const generation: Generation = { id, intent, outcome, ...(awaited === undefined ? {} : { awaited }) };
  return { kind: 'generation', generation, damage };
}

/** Whether nothing else is known to stand where a folder should be. */
export function isFolderOrUnknown(host: ReadHost, path: AbsPath): boolean {
  return ['directory', 'absent', 'unreadable'].includes(host.look(path).kind);
}

/** Both copies are looked at; where they are the same, as they should be, once is enough to understand them. */
function readIntents(host: ReadHost, folder: AbsPath): readonly (Intent | undefined)[] {
  const [first, second] = ['intent.a', 'intent.b'].map((name) => readText(host, posix.join(folder, name)));
  const intent = readIntent(first);
  return [intent, second === first ? intent : readIntent(second)];
}

function readIntent(text: string | undefined): Intent | undefined {
  const record = text === undefined ? undefined : decodeRecord(text.trimEnd());
  return record === undefined ? undefined : intentOf(record.value);
}

/** The hash says that we wrote it; what is left to check is that this version of the program did. */
function intentOf(value: unknown): Intent | undefined {
  return isIntent(value) ? value : undefined;
}

function isIntent(value: unknown): value is Intent {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
}

export type JournalStep =
  | 'begun'
  | 'applied'
  | 'activating'
  | 'awaiting'
  | 'undoing'
  | 'committed'
  | 'rolled-back';

/** A journal line: the step, and the engine that it is about. */
export interface JournalLine {
  readonly step: JournalStep;
  readonly time: number;
  readonly engine?: string;
  readonly activation?: unknown;
  /** Of a change that waits to be confirmed, or did: when that began. */
  readonly since?: Moment;
}

export interface Journal {
  readonly lines: readonly JournalLine[];
  /** undefined: it was cut off in the middle. */
  readonly outcome: 'committed' | 'rolled-back' | 'awaiting' | undefined;
  readonly awaited: Moment | undefined;
  /** What the separate record of the outcome says. */
  readonly guard: JournalStep | undefined;
  /** A line in the middle, or the separate record of the outcome, does not match its hash. */
  readonly damaged: boolean;
}

/**
 * The end is written twice, as the journal's last line and as a file of its own, so that one damaged byte cannot
 * turn a change that was confirmed into one that recovery takes back.
 */
export function readJournal(host: ReadHost, folder: AbsPath): Journal {
  const raw = (readText(host, posix.join(folder, 'journal')) ?? '').split('\n');
  const torn = raw.pop() ?? '';
  const decoded = raw.map(decodeRecord);
  const lines = decoded.flatMap((record) =>
    record !== undefined && isLine(record.value) ? [record.value] : [],
  );
  const separate = readText(host, posix.join(folder, 'outcome'));
  const outcome = separate === undefined ? undefined : decodeRecord(separate.trimEnd());
  const guard = outcome !== undefined && isLine(outcome.value) ? outcome.value : undefined;
  // The journal's last word counts; the separate record stands in for it.
  const words = guard === undefined ? lines : [guard, ...lines];
  const ended = guard !== undefined && hasEnded(guard.step);
  const damaged =
    decoded.includes(undefined) ||
    (separate !== undefined && outcome === undefined) ||
    (ended && torn !== '');
  return {
    lines,
    outcome: outcomeIn(
      lines.map(({ step }) => step),
      guard?.step,
    ),
    awaited: words.findLast(({ since }) => since !== undefined)?.since,
    guard: guard?.step,
    damaged,
  };
}

/**
 * The journal's last end counts, and the separate record of it stands in for one that can no longer be read. What is
 * being undone has no end until it is undone: also where "committed" was written and could not be synced before, and
 * where it waited to be confirmed.
 */
function outcomeIn(steps: readonly JournalStep[], guard: JournalStep | undefined): Journal['outcome'] {
  const last = steps.findLast((step) => hasEnded(step) || step === 'undoing');
  if (last !== undefined && hasEnded(last)) return last;
  if (guard !== undefined && hasEnded(guard)) return guard;
  if (last === 'undoing') return undefined;
  return [guard, ...steps].includes('awaiting') ? 'awaiting' : undefined;
}

function hasEnded(step: JournalStep | GenerationOutcome): step is 'committed' | 'rolled-back' {
  return step === 'committed' || step === 'rolled-back';
}

function isLine(value: unknown): value is JournalLine {
  return typeof value === 'object' && value !== null && 'step' in value && typeof value.step === 'string';
}

function readText(host: ReadHost, path: AbsPath): string | undefined {
  const state = host.read(path);
  // What is there and cannot be read is as a line that does not match its hash.
  if (state.kind === 'unreadable') return '\n';
  return state.kind === 'file' ? new TextDecoder().decode(state.bytes) : undefined;
}

/** The bytes of a recorded image; `damaged` when its file is gone or another; an error may pass. */
export type ImageRead =
  | { readonly kind: 'image'; readonly state: FileState }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'unreadable'; readonly problem: IoProblem };

export function readImageAt(host: ReadHost, path: AbsPath, image: ImageRecord): ImageRead {
  if (image.kind === 'absent') return { kind: 'image', state: { kind: 'absent' } };
  const stored = host.read(path);
  if (stored.kind === 'unreadable' && !DAMAGE.has(stored.problem.errno)) return stored;
  if (stored.kind !== 'file' || sha256(stored.bytes) !== image.sha256) return { kind: 'damaged' };
  const { mode, uid, gid } = image;
  return { kind: 'image', state: { kind: 'file', bytes: stored.bytes, mode, uid, gid } };
}

/** Where an image is kept; one of an absent file has no place. */
export function imagePath(state: State, id: string, image: ImageRecord): AbsPath {
  return posix.join(state.places.generations, id, image.kind === 'file' ? image.name : '');
}

/** The bytes of a recorded image; undefined when they cannot be had. */
export function readImage(
  host: ReadHost,
  state: State,
  id: string,
  image: ImageRecord,
): FileState | undefined {
  const read = readImageAt(host, imagePath(state, id, image), image);
  return read.kind === 'image' ? read.state : undefined;
}

/** Whether a file holds the content of a recorded image; told by the hash, so that the image may be damaged. */
export function holdsImage(state: FileState, image: ImageRecord): boolean {
  if (state.kind === 'absent' || image.kind === 'absent') return state.kind === image.kind;
  return sha256(state.bytes) === image.sha256;
}

/** Whether a file is a recorded image, in content and in metadata. */
export function isImage(state: FileState, image: ImageRecord): boolean {
  if (state.kind === 'absent' || image.kind === 'absent') return state.kind === image.kind;
  const sameOwner = state.uid === image.uid && state.gid === image.gid;
  return sameOwner && state.mode === image.mode && holdsImage(state, image);
}

/** The images of a generation that can no longer be read, by their names. */
export function damagedImages(host: ReadHost, state: State, { id, intent }: Generation): readonly string[] {
  return intent.files
    .flatMap(({ before, after }) => [before, after])
    .flatMap((image) =>
      image.kind === 'file' && readImage(host, state, id, image) === undefined ? [image.name] : [],
    );
}

/** The generations that can be read, oldest first. */
export function generationsOf(state: State): readonly Generation[] {
  return state.found.flatMap((found) => (found.kind === 'generation' ? [found.generation] : []));
}

export function committedOf(state: State): readonly Generation[] {
  return generationsOf(state).filter((generation) => generation.outcome === 'committed');
}

/** The changes whose files are in place: those that are committed, and one that waits to be confirmed. */
export function inPlaceOf(state: State): readonly Generation[] {
  return generationsOf(state).filter(({ outcome }) => outcome === 'committed' || outcome === 'awaiting');
}

/** The changes that somebody decided on, one way or the other: those that stand, and those that nobody confirmed. */
export function decidedOf(state: State): readonly Generation[] {
  return generationsOf(state).filter((one) => one.outcome === 'committed' || hasLapsed(one));
}

/** What is ours now. */
export function managedOf(state: State): Managed {
  return inPlaceOf(state).at(-1)?.intent.managedAfter ?? NOTHING_MANAGED;
}

/** The setups and removes that are not undone, oldest first. */
export function stackOf(state: State): readonly string[] {
  return inPlaceOf(state).at(-1)?.intent.stackAfter ?? [];
}
