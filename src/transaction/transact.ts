// One change of the host: written down, done, proved, kept; or taken back.

import { posix } from 'node:path';
import type { Loaded } from '../engines/engine.ts';
import type { WriteHost } from '../host/ports.ts';
import type { AbsPath, FileChange, FileState } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { ChangingCommand, FileRecord, Intent, IntentEngine, Origin } from '../model/generation.ts';
import type { Managed } from '../model/managed.ts';
import { type EnginePlan, isTouched, type Plan } from '../model/plan.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Progress } from '../model/step.ts';
import type { Subject } from './activate.ts';
import { beginToWait, beginWatch, confirmationOf, endWatch, settleIntoWaiting } from './awaiting.ts';
import { type Course, followCourse } from './course.ts';
import type { WriteProblem } from './durable.ts';
import { asWarning, writeFinding } from './problems.ts';
import { tidyUp } from './prune.ts';
import { generationsOf, type State, stackOf } from './store.ts';
import {
  appendJournal,
  deleteGeneration,
  guardOutcome,
  imageRecord,
  type Ledger,
  makeLedger,
  openLedger,
  writeImage,
  writeIntent,
} from './store-writer.ts';
import { takeBack } from './take-back.ts';

export interface Change {
  readonly command: ChangingCommand;
  readonly flags: readonly string[];
  readonly origin: Origin;
  readonly by?: 'agent';
  readonly plan: Plan;
  readonly subjects: readonly Subject[];
  readonly managedBefore: Managed;
  /** The setups and removes in force afterwards; undefined: the ones before and, if files change, this one. */
  readonly stackAfter: readonly string[] | undefined;
  /** It is undone unless it is confirmed within so many milliseconds; undefined: it stands by itself. */
  readonly confirmWithin?: number;
}

export type TransactionOutcome =
  | {
      /** `awaiting`: done and proved, and undone again unless it is confirmed in time. */
      readonly kind: 'committed' | 'awaiting';
      readonly id: string;
      readonly loaded: ReadonlyMap<string, Loaded>;
      readonly findings: readonly Finding[];
    }
  /** Nothing of the host was changed. */
  | { readonly kind: 'failed'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'rolled-back' | 'rollback-failed';
      readonly id: string;
      readonly findings: readonly Finding[];
    };

/**
 * Carries out a plan. The lock is held, nothing is pending, and the plan was made from the host as it is.
 * The protocol: images, intent, journal on disk → files → engines → proof → commit; on any failure back. What has to be
 * confirmed gets the units that would undo it between journal and files, and waits in place of the commit.
 */
export async function transact(
  change: Change,
  state: State,
  host: WriteHost,
  progress: Progress,
): Promise<TransactionOutcome> {
  const ledger = openLedger(host, state.places, nextId(state));
  progress({ step: 'backup' });
  const intent = intentOf(change, state, ledger.id, host);
  const begun = await begin(change, intent, ledger, state, host);
  if (!begun.ok) return { kind: 'failed', findings: [writeFinding(begun.error, ledger.folder)] };
  const back = (cause: readonly Finding[]) => goBack(change, intent, ledger, cause, state, host, progress);
  const before = change.subjects.flatMap(({ engine }) => engine.units);
  const unwatched = await beginWatch(change.confirmWithin, before, state, host);
  if (unwatched.length > 0) {
    const gone = await back(unwatched);
    return gone.kind === 'rolled-back' ? { kind: 'failed', findings: gone.findings } : gone;
  }
  const arrival = await followCourse(courseOf(change, intent, state, host), 'onwards', host, {
    progress,
    note: (step, engine, activation) =>
      appendJournal(host, ledger, step, {
        ...(engine === undefined ? {} : { engine }),
        ...(activation === undefined ? {} : { activation }),
      }),
    stop: () => interruptionOf(host),
  });
  if (arrival.findings.length > 0) return back(arrival.findings);
  const kept = await keep(intent, ledger, state, host, progress);
  return kept.ok ? { ...kept.value, id: ledger.id, loaded: arrival.loaded } : back(kept.error);
}

function nextId(state: State): string {
  const newest = state.found.at(-1);
  if (newest === undefined) return '1';
  return String(Number(newest.kind === 'generation' ? newest.generation.id : newest.id) + 1);
}

function interruptionOf(host: WriteHost): Finding | undefined {
  const signal = host.interruption();
  return signal === undefined ? undefined : finding('error', 'INTERRUPTED', { signal });
}

interface Kept {
  readonly kind: 'committed' | 'awaiting';
  readonly findings: readonly Finding[];
}

/** The journal's line decides: once it is on disk the change stands, or waits, whatever happens afterwards. */
async function keep(
  intent: Intent,
  ledger: Ledger,
  state: State,
  host: WriteHost,
  progress: Progress,
): Promise<Result<Kept, readonly Finding[]>> {
  const stopped = interruptionOf(host);
  if (stopped !== undefined) return err([stopped]);
  progress({ step: 'commit' });
  if (intent.confirm !== undefined) {
    const since = beginToWait(ledger, host);
    if (!since.ok) return err([since.error]);
    return ok({ kind: 'awaiting', findings: await settleIntoWaiting(since.value, ledger, state, host) });
  }
  const written = appendJournal(host, ledger, 'committed');
  if (!written.ok) return err([writeFinding(written.error, ledger.folder)]);
  return ok({ kind: 'committed', findings: afterCommit(ledger, state, host) });
}

function afterCommit(ledger: Ledger, state: State, host: WriteHost): readonly Finding[] {
  const guarded = guardOutcome(host, ledger, 'committed');
  const unguarded = guarded.ok ? [] : [asWarning(writeFinding(guarded.error, ledger.folder))];
  return [...unguarded, ...tidyUp(host, state.places)];
}

async function goBack(
  change: Change,
  intent: Intent,
  ledger: Ledger,
  cause: readonly Finding[],
  state: State,
  host: WriteHost,
  progress: Progress,
): Promise<TransactionOutcome> {
  progress({ step: 'undo' });
  const back = await takeBack(
    { intent, awaited: undefined, ledger, state, engines: change.subjects.map((one) => one.engine) },
    host,
    progress,
  );
  tidyUp(host, state.places);
  // The units stay: they try again.
  if (back.kind === 'failed') {
    return { kind: 'rollback-failed', id: ledger.id, findings: [...cause, ...back.findings] };
  }
  const left = await endWatch(intent, state, host);
  const touched = intent.files.length > 0 || intent.engines.length > 0;
  if (!touched) return { kind: 'failed', findings: cause };
  return { kind: 'rolled-back', id: ledger.id, findings: [...cause, ...back.findings, ...left] };
}

interface PlannedFile {
  readonly change: FileChange;
  readonly engine: string | null;
  readonly via: FileState | undefined;
  readonly undoVia: FileState | undefined;
}

function plannedFiles(plan: Plan): readonly PlannedFile[] {
  const ofNone = plan.changes.map((change) => ({ change, engine: null, via: undefined, undoVia: undefined }));
  const ofEngines = plan.engines.flatMap((engine) =>
    engine.changes.map((change) => ({
      change,
      engine: engine.engine,
      via: transitionalOf(
        sharing(plan, engine).map(({ settlement }) => settlement),
        change.path,
      ),
      undoVia: transitionalOf(
        sharing(plan, engine).map(({ undo }) => undo),
        change.path,
      ),
    })),
  );
  return [...ofNone, ...ofEngines];
}

/** The engines that take up what is changed for one of them: itself first. */
function sharing({ engines }: Plan, engine: EnginePlan): readonly EnginePlan[] {
  return [engine, ...engines.filter((one) => one !== engine && one.holder === engine.holder)];
}

/** Where several engines need one for a file it is the same: see composePlan. */
function transitionalOf(
  settlements: readonly EnginePlan['settlement'][],
  path: AbsPath,
): FileState | undefined {
  return settlements.flatMap(({ transitional }) => transitional).find((one) => one.path === path)?.image;
}

function intentOf(change: Change, state: State, id: string, host: WriteHost): Intent {
  const { plan } = change;
  const files = plannedFiles(plan).map((file, index) => fileRecord(file, index, host));
  const stackBefore = stackOf(state);
  return {
    version: 1,
    id,
    command: change.command,
    flags: change.flags,
    origin: change.origin,
    ...(change.by === undefined ? {} : { by: change.by }),
    ...confirmationOf(change.confirmWithin, host),
    time: host.clock.now(),
    files,
    directories: plan.directories,
    engines: plan.engines.filter(isTouched).map(intentEngine),
    stackBefore,
    stackAfter: change.stackAfter ?? (files.length > 0 ? [...stackBefore, id] : stackBefore),
    managedBefore: change.managedBefore,
    managedAfter: plan.managed,
  };
}

function intentEngine(plan: EnginePlan): IntentEngine {
  const { engine, running } = plan;
  return { engine, running, ...(isLeft(plan) ? { left: true } : {}) };
}

/** Its files change, and it is left with what it has loaded. */
function isLeft({ settlement }: EnginePlan): boolean {
  return settlement.findings.some((one) => one.code === 'NOT_ACTIVATED');
}

function fileRecord(file: PlannedFile, index: number, host: WriteHost): FileRecord {
  const { change, via, undoVia } = file;
  return {
    path: change.path,
    real: host.look(change.path).real,
    engine: file.engine,
    before: imageRecord(`before.${index}`, change.before),
    after: imageRecord(`after.${index}`, change.after),
    transitional: via === undefined ? null : imageRecord(`via.${index}`, via),
    undoTransitional: undoVia === undefined ? null : imageRecord(`undo-via.${index}`, undoVia),
  };
}

/** Writes down what is going to be done. Where that fails nothing was touched, and nothing of it is left. */
async function begin(
  change: Change,
  intent: Intent,
  ledger: Ledger,
  { places }: State,
  host: WriteHost,
): Promise<Result<void, WriteProblem>> {
  const made = makeLedger(host, ledger);
  if (!made.ok) return made;
  const written = await writeRecords(change, intent, ledger, host);
  // A disk that is full gets its space back; what cannot even be deleted the next recovery takes for a change to undo.
  if (!written.ok) deleteGeneration(host, places, ledger.id);
  return written;
}

async function writeRecords(
  change: Change,
  intent: Intent,
  ledger: Ledger,
  host: WriteHost,
): Promise<Result<void, WriteProblem>> {
  for (const [index, file] of plannedFiles(change.plan).entries()) {
    const record = intent.files[index];
    if (record === undefined) continue;
    const written = await writeImages(record, file, ledger, host);
    if (!written.ok) return written;
  }
  return writeIntent(host, ledger, intent);
}

async function writeImages(
  record: FileRecord,
  file: PlannedFile,
  ledger: Ledger,
  host: WriteHost,
): Promise<Result<void, WriteProblem>> {
  const images = [
    { of: record.before, image: file.change.before, like: record.real },
    { of: record.after, image: file.change.after, like: undefined },
    { of: record.transitional, image: file.via, like: undefined },
    { of: record.undoTransitional, image: file.undoVia, like: undefined },
  ];
  for (const { of, image, like } of images) {
    if (of === null || image === undefined) continue;
    const written = await writeImage(host, ledger, of, image, like);
    if (!written.ok) return err(written.error);
  }
  return ok(undefined);
}

function courseOf(change: Change, intent: Intent, state: State, host: WriteHost): Course {
  const { plan, subjects } = change;
  const planned = plannedFiles(plan);
  const moves = intent.files.flatMap((record, index) => {
    const file = planned[index];
    if (file === undefined) return [];
    const { before, after } = file.change;
    const attributes = after.kind === 'file' ? attributesOf(state, record, host) : undefined;
    return [{ path: record.path, real: record.real, from: before, via: file.via, to: after, attributes }];
  });
  return {
    make: plan.directories.filter((one) => one.kind === 'make').map((one) => one.path),
    moves,
    remove: plan.directories.filter((one) => one.kind === 'remove').map((one) => one.path),
    activations: plan.engines.flatMap((engine) => {
      const subject = subjects.find((one) => one.engine.id === engine.engine);
      const asked = engine.running && !isLeft(engine);
      return subject === undefined || !asked || !isTouched(engine)
        ? []
        : [{ subject, activation: engine.settlement.activation }];
    }),
  };
}

/** A file that comes back into being gets the attributes that the youngest older generation remembered for it. */
function attributesOf(state: State, record: FileRecord, host: WriteHost): AbsPath | undefined {
  if (record.before.kind === 'file') return undefined;
  return generationsOf(state)
    .toReversed()
    .flatMap(({ id, intent }) =>
      intent.files.flatMap(({ path, before }) =>
        path === record.path && before.kind === 'file'
          ? [posix.join(state.places.generations, id, before.name)]
          : [],
      ),
    )
    .map((path) => host.locate(path))
    .at(0);
}
