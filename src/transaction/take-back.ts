// Taking an unfinished change back: after a failure of this run, and in recovery of one that was cut off.

import { posix } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import type { WriteHost } from '../host/ports.ts';
import type { Moment } from '../model/deadline.ts';
import { type AbsPath, type FileState, sameFile } from '../model/file.ts';
import { type Finding, finding, isBlocker } from '../model/finding.ts';
import type { FileRecord, Intent } from '../model/generation.ts';
import type { Activation } from '../model/plan.ts';
import { ok } from '../model/result.ts';
import type { Progress } from '../model/step.ts';
import type { Subject } from './activate.ts';
import { type Course, followCourse, type Move } from './course.ts';
import { readReal, sweepTemporaries } from './durable.ts';
import { asWarning, writeFinding } from './problems.ts';
import {
  holdsImage,
  type ImageRead,
  imagePath,
  isImage,
  readImageAt,
  readJournal,
  type State,
} from './store.ts';
import { appendJournal, guardOutcome, type Ledger } from './store-writer.ts';

export interface Unfinished {
  readonly intent: Intent;
  /** It was done and proved, and waited since to be confirmed; undefined: it never came so far. */
  readonly awaited: Moment | undefined;
  readonly ledger: Ledger;
  readonly state: State;
  readonly engines: readonly Engine[];
}

export type TakenBack =
  | { readonly kind: 'rolled-back' | 'rolled-forward'; readonly findings: readonly Finding[] }
  /** `findings` end with the steps that are left to do by hand. */
  | { readonly kind: 'failed'; readonly findings: readonly Finding[] };

/** One file of the unfinished change, as it is now and as it can be made. */
interface Standing {
  readonly record: FileRecord;
  readonly now: FileState;
  readonly ours: boolean;
  readonly before: FileState | undefined;
  readonly after: FileState | undefined;
}

/**
 * Puts back what the change replaced. Where a before-image is damaged and every after-image is good, it is finished
 * instead; where neither can be done nothing is touched. A file that holds none of the recorded images was edited by
 * somebody: it is kept and reported.
 */
export async function takeBack(
  unfinished: Unfinished,
  host: WriteHost,
  progress: Progress,
): Promise<TakenBack> {
  const { intent, ledger, awaited } = unfinished;
  const swept = sweepAll(intent, host);
  const standings = standingsOf(unfinished, host);
  if (!standings.ok) return giveUp(unfinished, host, [...swept, ...standings.findings]);
  const all = standings.value;
  const conflicts = all
    .filter((one) => !one.ours)
    .map((one) => finding('warning', 'RECOVERY_CONFLICT', {}, { path: one.record.path }));
  const ours = all.filter((one) => one.ours);
  const aim = ours.every((one) => one.before !== undefined)
    ? 'before'
    : ours.every((one) => one.after !== undefined)
      ? 'after'
      : undefined;
  if (aim === undefined) return giveUp(unfinished, host, conflicts);
  // A full disk must not keep the files from coming back: without an end in the journal the note is for people. Where
  // "committed" was written and could not be synced, the files stay as it says unless it is called off first.
  const noted = appendJournal(host, ledger, 'undoing');
  if (!noted.ok && readJournal(host, ledger.folder).outcome === 'committed') {
    return giveUp(unfinished, host, [...conflicts, writeFinding(noted.error, ledger.folder)]);
  }
  const arrival = await followCourse(await courseTo(aim, all, unfinished, host), 'back', host, {
    progress,
    note: () => ok(undefined),
    stop: () => undefined,
  });
  const { failures, differences } = sortOut(arrival.findings, contestedEngines(all, unfinished));
  if (failures.length > 0) return giveUp(unfinished, host, [...conflicts, ...failures]);
  const end = aim === 'before' ? 'rolled-back' : 'committed';
  const note = awaited === undefined ? {} : { since: awaited };
  const closed = appendJournal(host, ledger, end, note);
  const guarded = closed.ok ? guardOutcome(host, ledger, end, note) : closed;
  // The files are back; that it is not written down makes the next run find nothing left to do.
  const unwritten = [noted, guarded].flatMap((result) =>
    result.ok ? [] : [asWarning(writeFinding(result.error, ledger.folder))],
  );
  const damaged =
    aim === 'after'
      ? [finding('warning', 'STATE_DAMAGED', { what: `generation ${intent.id}` }, { path: ledger.folder })]
      : [];
  return {
    kind: aim === 'before' ? 'rolled-back' : 'rolled-forward',
    findings: [...conflicts, ...differences, ...damaged, ...unwritten],
  };
}

/** The engines one of whose files somebody has edited since; a file is of every engine that shares it. */
function contestedEngines(standings: readonly Standing[], { engines }: Unfinished): ReadonlySet<string> {
  const edited = standings.flatMap(({ ours, record }) => (ours ? [] : (record.engine ?? [])));
  const holders = engines.filter(({ id }) => edited.includes(id)).map(({ holder }) => holder);
  const sharing = engines.filter(({ holder }) => holders.includes(holder)).map(({ id }) => id);
  return new Set([...edited, ...sharing]);
}

/**
 * What an engine has loaded cannot agree with a file that somebody has edited since, which may not even be readable:
 * that is said, and no failure. That it does not start again is one.
 */
function sortOut(
  findings: readonly Finding[],
  contested: ReadonlySet<string>,
): { readonly failures: readonly Finding[]; readonly differences: readonly Finding[] } {
  const isTheirs = ({ code, engine = '' }: Finding) => contested.has(engine) && code !== 'ACTIVATION_FAILED';
  return {
    failures: findings.filter((one) => !isTheirs(one)),
    differences: findings
      .filter((one) => isTheirs(one) && one.code !== 'ENGINE_DID_NOT_LOAD')
      .map((one) => asWarning(one)),
  };
}

function sweepAll(intent: Intent, host: WriteHost): readonly Finding[] {
  const folders = [...new Set(intent.files.map((file) => posix.dirname(file.real)))];
  return folders.flatMap((folder) => {
    const swept = sweepTemporaries(host, folder);
    return swept.ok ? [] : [writeFinding(swept.error, folder)];
  });
}

type Standings =
  | { readonly ok: true; readonly value: readonly Standing[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

function standingsOf({ intent, state }: Unfinished, host: WriteHost): Standings {
  const value: Standing[] = [];
  for (const record of intent.files) {
    const now = readReal(host, record.real);
    if (!now.ok) return { ok: false, findings: [writeFinding(now.error, record.path)] };
    const [before, after] = [record.before, record.after].map((image) =>
      readImageAt(host, imagePath(state, intent.id, image), image),
    );
    // An image that cannot be read just now may be whole: it is not for a passing error to decide which way to go.
    for (const image of [before, after]) {
      if (image?.kind !== 'unreadable') continue;
      const { problem } = image;
      return { ok: false, findings: [writeFinding({ kind: 'io', problem }, problem.path)] };
    }
    const recorded = [record.before, record.after, record.transitional, record.undoTransitional];
    value.push({
      record,
      now: now.value,
      ours: recorded.some((image) => image !== null && holdsImage(now.value, image)),
      before: reachable(before, record.before, now.value),
      after: reachable(after, record.after, now.value),
    });
  }
  return { ok: true, value };
}

/** A file that stands as the image is already there, also when the image is lost. */
function reachable(
  read: ImageRead | undefined,
  image: FileRecord['before'],
  now: FileState,
): FileState | undefined {
  if (read?.kind === 'image') return read.state;
  return isImage(now, image) ? now : undefined;
}

async function courseTo(
  aim: 'before' | 'after',
  all: readonly Standing[],
  unfinished: Unfinished,
  host: WriteHost,
): Promise<Course> {
  const { intent } = unfinished;
  const standings = all.filter((one) => one.ours);
  const moves = standings.flatMap((standing) => moveTo(aim, standing, unfinished, host));
  const ways = await Promise.all(
    activatedEngines(unfinished, host).map((one) => wayOf(one, moves, intent, unfinished.engines, host)),
  );
  const contested = contestedEngines(all, unfinished);
  const settled = ways.flatMap((way) => (way === undefined ? [] : [unlessTheirs(way, contested)]));
  const via = new Map(
    settled.flatMap((way) => way.transitional.map((one) => [one.path, one.image] as const)),
  );
  const passing = standings.flatMap(({ record, now }): readonly Move[] =>
    via.has(record.path) && !moves.some((move) => move.path === record.path)
      ? [{ path: record.path, real: record.real, from: now, via: undefined, to: now, attributes: undefined }]
      : [],
  );
  const [make, remove] = aim === 'before' ? (['remove', 'make'] as const) : (['make', 'remove'] as const);
  const ordered = [...moves, ...passing].map((move) => ({ ...move, via: via.get(move.path) }));
  // The way back goes through all of it in reverse: what was taken away from the inside is made from the outside.
  const directories = aim === 'before' ? intent.directories.toReversed() : intent.directories;
  return {
    make: directories.filter((one) => one.kind === make).map((one) => one.path),
    moves: aim === 'before' ? ordered.toReversed() : ordered,
    remove: directories.filter((one) => one.kind === remove).map((one) => one.path),
    activations: settled.map(({ subject, activation }) => ({ subject, activation })),
  };
}

/** Whoever edited a file of it decides when the engine takes it up; one that we may have ended is started all the same. */
function unlessTheirs(way: Way, contested: ReadonlySet<string>): Way {
  if (way.activation.kind === 'restart' || !contested.has(way.subject.engine.id)) return way;
  return { ...way, activation: { kind: 'none' }, transitional: [] };
}

function moveTo(
  aim: 'before' | 'after',
  standing: Standing,
  { state, intent }: Unfinished,
  host: WriteHost,
): readonly Move[] {
  const { record, now } = standing;
  const to = standing[aim];
  if (to === undefined || sameFile(now, to)) return [];
  const image = record[aim];
  const attributes: AbsPath | undefined =
    image.kind === 'file'
      ? host.locate(posix.join(state.places.generations, intent.id, image.name))
      : undefined;
  return [{ path: record.path, real: record.real, from: now, via: undefined, to, attributes }];
}

interface Activated {
  readonly engine: string;
  /** undefined: no activation of ours had begun. */
  readonly last: unknown;
}

/**
 * The engines that may have taken up the new files. That no activation of ours had begun proves nothing: after a power
 * cut they started with the files that they found, and anybody may have reloaded them meanwhile.
 */
function activatedEngines({ ledger, intent }: Unfinished, host: WriteHost): readonly Activated[] {
  const { lines } = readJournal(host, ledger.folder);
  return intent.engines.flatMap(({ engine, running, left = false }) => {
    const line = lines.findLast((one) => one.step === 'activating' && one.engine === engine);
    // One that did not run may have been started meanwhile: what it found is all that it knows.
    const isUntouched = line === undefined && left && running;
    return isUntouched ? [] : [{ engine, last: line?.activation }];
  });
}

interface Way {
  readonly subject: Subject;
  readonly activation: Activation;
  readonly transitional: readonly { readonly path: AbsPath; readonly image: FileState }[];
}

async function wayOf(
  activated: Activated,
  moves: readonly Move[],
  intent: Intent,
  engines: readonly Engine[],
  host: WriteHost,
): Promise<Way | undefined> {
  const engine = engines.find((one) => one.id === activated.engine);
  const observed = await engine?.inspect(host, { expected: true });
  if (engine === undefined || observed === undefined) return undefined;
  const unit = unitOf(activated.last);
  const ran = intent.engines.some((one) => one.engine === engine.id && one.running);
  if (!observed.running) {
    // It ran, we touched it, and now it does not run: it is for us to bring it back.
    return ran && unit !== undefined && host.live
      ? {
          subject: { engine, observed },
          activation: { kind: 'restart', unit, interrupts: [] },
          transitional: [],
        }
      : undefined;
  }
  const owned = moves.filter((move) => observed.files.has(move.path));
  const changes = owned.map((move) => ({ path: move.path, before: move.from, after: move.to }));
  const wasRestart = isActivation(activated.last) && activated.last.kind === 'restart';
  const settlement = engine.settle(changes, observed, wasRestart ? 'restart' : 'auto');
  if (activated.last === undefined && settlement.activation.kind === 'none') return undefined;
  // What is not permitted (a restart that would stop containers) is not done: the engine is then named as left behind.
  if (settlement.findings.some(isBlocker)) {
    return { subject: { engine, observed }, activation: { kind: 'none' }, transitional: [] };
  }
  return {
    subject: { engine, observed },
    activation: settlement.activation,
    transitional: settlement.transitional,
  };
}

function isActivation(value: unknown): value is Activation {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function unitOf(value: unknown): string | undefined {
  if (!isActivation(value)) return undefined;
  if (value.kind === 'restart') return value.unit;
  return value.kind === 'reload' && value.by.kind !== 'signal' ? value.by.unit : undefined;
}

/** Ends with what is left to do by hand: files of ours that are not back yet, engines that were touched. */
function giveUp(unfinished: Unfinished, host: WriteHost, findings: readonly Finding[]): TakenBack {
  const { intent, ledger } = unfinished;
  const files = intent.files
    .filter(({ real, before, after, transitional, undoTransitional }) => {
      const now = readReal(host, real);
      if (!now.ok) return true;
      const isOurs = [after, transitional, undoTransitional].some(
        (image) => image !== null && holdsImage(now.value, image),
      );
      return isOurs && !holdsImage(now.value, before);
    })
    .map(({ real, before }) =>
      before.kind === 'absent'
        ? `rm -f ${real}`
        : `install -m ${before.mode.toString(8)} -o ${before.uid} -g ${before.gid} ${posix.join(ledger.folder, before.name)} ${real}`,
    );
  const units = activatedEngines(unfinished, host).flatMap(({ last }) => unitOf(last) ?? []);
  const engines = units.flatMap((unit) => [
    `journalctl -u ${unit} -n 50`,
    `systemctl reset-failed ${unit}; systemctl restart ${unit}`,
  ]);
  const steps = [...files, ...engines, 'registry-client recover'];
  return { kind: 'failed', findings: [...findings, finding('error', 'UNDO_FAILED', { steps })] };
}
