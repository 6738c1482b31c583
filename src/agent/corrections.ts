// Corrections: a file that somebody changes back and again is fought over, and the agent does not fight on.

import type { AbsPath, FileChange } from '../model/file.ts';
import type { Managed } from '../model/managed.ts';
import type { Correction } from './record.ts';

/** Three within an hour: a person repeats a mistake once; what comes back three times is a program (issue 3). */
const AT_MOST = 3;
const WITHIN = 60 * 60 * 1000;

/**
 * The files of a change that had held something of ours: somebody else must have changed them. What is new for an
 * engine that has just come, or after an edit of the configuration, is none.
 */
export function correctedPaths(changes: readonly FileChange[], before: Managed): readonly AbsPath[] {
  const held = [before.hosts, ...Object.values(before.engines)].flatMap(({ entries }) => entries);
  const ours = new Set(held.map(({ path }) => path));
  return changes.map(({ path }) => path).filter((path) => ours.has(path));
}

/** The corrections to remember: those of the last hour, and the new ones. */
export function withCorrections(
  earlier: readonly Correction[],
  paths: readonly AbsPath[],
  now: number,
): readonly Correction[] {
  const recent = earlier.filter(({ time }) => Math.abs(now - time) < WITHIN);
  return [...recent, ...paths.map((path) => ({ path, time: now }))];
}

/** The first of these files that was corrected as often as it may be. */
export function foughtOver(
  corrections: readonly Correction[],
  paths: readonly AbsPath[],
): AbsPath | undefined {
  return paths.find((path) => corrections.filter((one) => one.path === path).length >= AT_MOST);
}
