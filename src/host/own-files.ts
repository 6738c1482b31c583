// The files that this program runs from: whether somebody else than root could put other ones in their place.

import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AbsPath } from '../model/file.ts';
import { errnoOf } from './paths.ts';

/** `owner`: it belongs to somebody else; in a folder that others may write they can put another file in its place. */
export interface UnsafeFile {
  readonly path: AbsPath;
  readonly reason: 'owner' | 'writable-by-others';
  /** The file that it is about: the path itself, or one below it. */
  readonly program: AbsPath;
}

/**
 * What speaks against running as root from where this program is: each of its files and every folder above them is
 * looked at. An ordinary user runs with no rights that others could get in this way: nothing is looked at then.
 * @param script the file that Node.js was started with; the executable has all in itself
 */
export function findUnsafeFile(script: string | undefined): UnsafeFile | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  return firstUnsafe(ownFiles(script));
}

/** @returns the first of these files, or of the folders above them, that is not root's alone */
export function firstUnsafe(files: readonly AbsPath[]): UnsafeFile | undefined {
  const seen = new Set<AbsPath>();
  for (const program of files) {
    for (const path of [...foldersAbove(program), program]) {
      if (seen.has(path)) continue;
      seen.add(path);
      const reason = reasonAgainst(path);
      if (reason !== undefined) return { path, reason, program };
    }
  }
  return undefined;
}

/** The real paths: a link may stand anywhere, and whoever starts root through it decides what root runs anyway. */
function ownFiles(script: string | undefined): readonly AbsPath[] {
  const folder = import.meta.dirname;
  if (folder.startsWith('/$bunfs') || script === undefined) return [realpathSync(process.execPath)];
  const parts = readdirSync(folder).map((name) => join(folder, name));
  return [realpathSync(script), ...parts];
}

function foldersAbove(path: AbsPath): readonly AbsPath[] {
  const parent = dirname(path);
  return parent === path ? [] : [...foldersAbove(parent), parent];
}

/** In a sticky folder (/tmp) nobody can replace what belongs to root. Who is in root's group is not taken for somebody else. */
function reasonAgainst(path: AbsPath): UnsafeFile['reason'] | undefined {
  const stat = statOf(path);
  if (stat === undefined) return undefined;
  if (stat.uid !== 0) return 'owner';
  const isWritable = (stat.mode & 0o002) !== 0 || ((stat.mode & 0o020) !== 0 && stat.gid !== 0);
  const isSticky = stat.isDirectory() && (stat.mode & 0o1000) !== 0;
  return isWritable && !isSticky && !stat.isSymbolicLink() ? 'writable-by-others' : undefined;
}

/** undefined: it is gone, because a package was updated while the program ran. */
function statOf(path: AbsPath) {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
