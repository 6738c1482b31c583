// Where a path really leads: symlinks are followed inside the root, as the host's own programs would.

import { posix } from 'node:path';
import type { AbsPath, NodeKind } from '../model/file.ts';
import type { Disk, Looked } from './ports.ts';

/** As many as the kernel follows (path_resolution(7)). */
const LINKS_AT_MOST = 40;

/** The place of an absolute path of the host for the disk: below `root`, which is '' for the running system. */
export function below(root: string, path: AbsPath): AbsPath {
  return root === '' ? path : posix.join(root, path);
}

export type Resolved = { readonly kind: 'path'; readonly real: AbsPath } | { readonly kind: 'loop' };

/**
 * Follows every symlink of `path`, the last component's too. What does not exist is kept as it stands, so the
 * target of a dangling link comes out. `..` never leaves the root (chroot(2)).
 * @throws ErrnoException when a directory may not be searched
 */
export function resolvePath(disk: Disk, root: string, path: AbsPath): Resolved {
  let waiting = path.split('/').filter((part) => part !== '' && part !== '.');
  let real: readonly string[] = [];
  let links = 0;
  while (waiting.length > 0) {
    const [part = '', ...rest] = waiting;
    waiting = rest;
    if (part === '..') {
      real = real.slice(0, -1);
      continue;
    }
    const here = `/${[...real, part].join('/')}`;
    if (lstatThrough(disk, below(root, here))?.kind !== 'symlink') {
      real = [...real, part];
      continue;
    }
    links += 1;
    if (links > LINKS_AT_MOST) return { kind: 'loop' };
    const target = disk.readlink(below(root, here));
    if (target.startsWith('/')) real = [];
    waiting = [...target.split('/').filter((piece) => piece !== '' && piece !== '.'), ...waiting];
  }
  return { kind: 'path', real: `/${real.join('/')}` };
}

/** lstat that takes "a parent is no directory" as absence, as every open(2) for reading would fail there. */
export function lstatThrough(disk: Disk, path: AbsPath): ReturnType<Disk['lstat']> {
  try {
    return disk.lstat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A symbolic link and where it leads in the end. */
export interface Dangling {
  readonly link: AbsPath;
  readonly target: AbsPath;
}

/**
 * The symbolic link because of which nothing is found at `path`: itself or a folder above it. undefined: there is
 * something, or nothing at all.
 */
export function findDangling(
  path: AbsPath,
  look: (path: AbsPath) => Pick<Looked, 'kind' | 'real'>,
): Dangling | undefined {
  const parent = posix.dirname(path);
  if (parent === path) return undefined;
  const above = findDangling(parent, look);
  if (above !== undefined) return above;
  const { kind, real } = look(path);
  const isLink = real !== posix.join(look(parent).real, posix.basename(path));
  return kind === 'absent' && isLink ? { link: path, target: real } : undefined;
}

/** The errno name of an operating system error; anything else is a bug and is thrown on. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return error.code;
  }
  throw error;
}

/** Something that is no regular file stands at a path; thrown as the errors of node:fs are. */
export class NotRegularError extends Error {
  readonly code = 'ENOTSUP';
  readonly syscall = 'open';
  readonly found: NodeKind;

  constructor(path: AbsPath, found: NodeKind) {
    super(`${path}: ${found}`);
    this.found = found;
  }
}

/** What stands at a path in place of a regular file, if that is why opening it failed. */
export function foundInstead(error: unknown): NodeKind | undefined {
  return error instanceof NotRegularError ? error.found : undefined;
}
