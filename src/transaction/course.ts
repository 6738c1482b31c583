// The one way in which files change and engines take them up: there, back, and in recovery.

import type { Loaded } from '../engines/engine.ts';
import type { WriteHost } from '../host/ports.ts';
import { type AbsPath, type FileState, sameFile } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Activation } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import type { Progress } from '../model/step.ts';
import { activate, type Subject, verify } from './activate.ts';
import { makeDirectory, readReal, removeDirectory, replaceFile, type WriteProblem } from './durable.ts';
import { writeFinding } from './problems.ts';

/** One file on its way: `via` is what it holds while its engine is activated, where that is not yet `to`. */
export interface Move {
  readonly path: AbsPath;
  readonly real: AbsPath;
  readonly from: FileState;
  readonly via: FileState | undefined;
  readonly to: FileState;
  /** Where extended attributes are remembered while the file does not exist. */
  readonly attributes: AbsPath | undefined;
}

export interface Course {
  readonly make: readonly AbsPath[];
  readonly moves: readonly Move[];
  readonly remove: readonly AbsPath[];
  /** Whom to activate, and to ask what they have loaded. */
  readonly activations: readonly { readonly subject: Subject; readonly activation: Activation }[];
}

export interface Arrival {
  /** What the engines that were asked have loaded at the end. */
  readonly loaded: ReadonlyMap<string, Loaded>;
  readonly findings: readonly Finding[];
}

export interface CourseWatch {
  readonly progress: Progress;
  /** Written down before and after the engines are touched. */
  note(step: 'applied' | 'activating', engine?: string, activation?: Activation): Result<void, WriteProblem>;
  /** What stops the course before its next step (a signal), if anything does. */
  stop(): Finding | undefined;
}

/**
 * Follows a course. `onwards` stops at the first error: whoever called goes back. `back` does whatever can still be
 * done and collects what could not.
 */
export async function followCourse(
  course: Course,
  manner: 'onwards' | 'back',
  host: WriteHost,
  watch: CourseWatch,
): Promise<Arrival> {
  const loaded = new Map<string, Loaded>();
  const findings: Finding[] = [];
  for (const step of stepsOf(course, host, watch, loaded)) {
    const stopped = manner === 'onwards' ? watch.stop() : undefined;
    findings.push(...(stopped === undefined ? await step() : [stopped]));
    if (manner === 'onwards' && findings.length > 0) break;
  }
  return { loaded, findings };
}

type CourseStep = () => Promise<readonly Finding[]>;

function* stepsOf(
  course: Course,
  host: WriteHost,
  watch: CourseWatch,
  loaded: Map<string, Loaded>,
): Generator<CourseStep> {
  for (const path of course.make) yield async () => problemsOf(makeDirectory(host, path), path);
  for (const move of course.moves) {
    yield async () => {
      watch.progress({ step: 'write', path: move.path });
      return problemsOf(
        await replaceFile(host, move.real, move.from, move.via ?? move.to, move.attributes),
        move.path,
      );
    };
  }
  yield async () => problemsOf(watch.note('applied'), '/');
  for (const { subject, activation } of course.activations) {
    yield () => activateOne(subject, activation, course.moves, host, watch, loaded);
  }
  const passing = course.moves.filter((move) => move.via !== undefined);
  for (const move of passing) {
    yield async () =>
      problemsOf(await replaceFile(host, move.real, move.via ?? move.to, move.to, undefined), move.path);
  }
  for (const path of course.remove) yield async () => problemsOf(removeDirectory(host, path), path);
  const read = course.activations.filter(({ subject }) =>
    passing.some(({ path }) => subject.observed.files.has(path)),
  );
  for (const { subject } of read) yield () => verifyOne(subject, host, watch, loaded);
}

function problemsOf(result: Result<unknown, WriteProblem>, path: AbsPath): readonly Finding[] {
  return result.ok ? [] : [writeFinding(result.error, path)];
}

async function activateOne(
  subject: Subject,
  activation: Activation,
  moves: readonly Move[],
  host: WriteHost,
  watch: CourseWatch,
  loaded: Map<string, Loaded>,
): Promise<readonly Finding[]> {
  const { engine } = subject;
  if (activation.kind !== 'none') {
    const noted = watch.note('activating', engine.id, activation);
    if (!noted.ok) return [writeFinding(noted.error, '/')];
    watch.progress({ step: 'activate', engine: engine.id, by: activation.kind });
  }
  const observed = (await engine.inspect(host, { expected: true })) ?? subject.observed;
  const result = await activate(
    { engine, observed },
    activation,
    host,
    () => disturbed(moves, host).length > 0,
  );
  if (!result.ok) {
    const meanwhile = disturbed(moves, host);
    return meanwhile.length > 0 ? meanwhile : result.error;
  }
  loaded.set(engine.id, result.value);
  return [];
}

/** The files that somebody has changed since they were put in place: the engine cannot agree with them then. */
function disturbed(moves: readonly Move[], host: WriteHost): readonly Finding[] {
  return moves.flatMap(({ path, real, via, to }) => {
    const now = readReal(host, real);
    const isTheirs = now.ok && !sameFile(now.value, via ?? to);
    return isTheirs ? [finding('error', 'CHANGED_MEANWHILE', {}, { path })] : [];
  });
}

async function verifyOne(
  subject: Subject,
  host: WriteHost,
  watch: CourseWatch,
  loaded: Map<string, Loaded>,
): Promise<readonly Finding[]> {
  const { engine } = subject;
  watch.progress({ step: 'verify', engine: engine.id });
  const observed = (await engine.inspect(host, { expected: true })) ?? subject.observed;
  const result = verify({ engine, observed });
  if (!result.ok) return result.error;
  loaded.set(engine.id, result.value);
  return [];
}
