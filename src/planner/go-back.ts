// What it takes to be again as before a generation: the way of every rollback.

import type { IoProblem, ReadHost } from '../host/ports.ts';
import { type AbsPath, type FileChange, type FileState, sameFile } from '../model/file.ts';
import { byNumber, type FileRecord, type Generation } from '../model/generation.ts';
import { type Managed, NOTHING_MANAGED } from '../model/managed.ts';
import { err, ok, type Result } from '../model/result.ts';
import { inPlaceOf, isImage, readImage, type State } from '../transaction/store.ts';

export type GoBackProblem =
  | { readonly kind: 'unknown'; readonly id: string }
  /** A generation in between is no longer kept. */
  | { readonly kind: 'pruned'; readonly id: string }
  | { readonly kind: 'damaged'; readonly path: AbsPath; readonly id: string }
  | { readonly kind: 'unreadable'; readonly path: AbsPath; readonly problem: IoProblem };

/** A file on its way back, and what it should hold now if nobody has edited it. */
export interface WayBack {
  readonly change: FileChange;
  readonly engine: string | null;
  readonly expected: FileState | undefined;
  readonly edited: boolean;
}

export interface Return {
  readonly files: readonly WayBack[];
  readonly managed: Managed;
  readonly stack: readonly string[];
}

/**
 * The state before generation `id`: each file as the oldest generation from `id` on found it. Everything newer goes
 * with it, whatever it was; the ID of a rollback therefore redoes what that rollback undid.
 */
export function returnBefore(id: string, state: State, host: ReadHost): Result<Return, GoBackProblem> {
  const inPlace = inPlaceOf(state);
  const target = inPlace.find((one) => one.id === id);
  if (target === undefined) return err({ kind: 'unknown', id });
  const gap = firstGap(id, state);
  if (gap !== undefined) return err({ kind: 'pruned', id: gap });
  const newer = inPlace.filter((one) => byNumber(one.id, id) >= 0);
  const files = waysBack(newer, state, host);
  if (!files.ok) return files;
  return ok({ files: files.value, managed: target.intent.managedBefore, stack: target.intent.stackBefore });
}

/** The state before the first change of each file. */
export function returnToOriginal(state: State, host: ReadHost): Result<Return, GoBackProblem> {
  const files = waysBack(inPlaceOf(state), state, host);
  return files.ok ? ok({ files: files.value, managed: NOTHING_MANAGED, stack: [] }) : files;
}

/** Numbers are given without gaps: one that is missing was pruned. */
function firstGap(id: string, state: State): string | undefined {
  const ids = state.found.map((one) => (one.kind === 'generation' ? one.generation.id : one.id));
  const start = ids.indexOf(id);
  const next = ids.slice(start).findIndex((one, index) => Number(one) !== Number(id) + index);
  return next < 0 ? undefined : String(Number(id) + next);
}

interface Span {
  readonly oldest: { readonly id: string; readonly record: FileRecord };
  readonly newest: { readonly id: string; readonly record: FileRecord };
}

function waysBack(
  generations: readonly Generation[],
  state: State,
  host: ReadHost,
): Result<readonly WayBack[], GoBackProblem> {
  const spans = new Map<AbsPath, Span>();
  for (const { id, intent } of generations) {
    for (const record of intent.files) {
      const here = { id, record };
      spans.set(record.path, { oldest: spans.get(record.path)?.oldest ?? here, newest: here });
    }
  }
  const ways: WayBack[] = [];
  for (const [path, span] of [...spans].toReversed()) {
    const way = wayBack(path, span, state, host);
    if (!way.ok) return way;
    if (!sameFile(way.value.change.before, way.value.change.after)) ways.push(way.value);
  }
  return ok(ways);
}

function wayBack(path: AbsPath, span: Span, state: State, host: ReadHost): Result<WayBack, GoBackProblem> {
  const { oldest, newest } = span;
  const now = host.read(path);
  if (now.kind === 'unreadable') return err({ kind: 'unreadable', path, problem: now.problem });
  const after = readImage(host, state, oldest.id, oldest.record.before);
  if (after === undefined) return err({ kind: 'damaged', path, id: oldest.id });
  const expected = readImage(host, state, newest.id, newest.record.after);
  const edited = !isImage(now, newest.record.after);
  return ok({ change: { path, before: now, after }, engine: oldest.record.engine, expected, edited });
}
