// Durable changes of single files and directories: all or nothing, also through a power cut.
//
// Node has no openat(2); a path through /proc/self/fd/<directory>/ does the same: once a directory is open and
// checked, renaming or swapping one of its parents cannot redirect what is written.

import { posix } from 'node:path';
import { errnoOf, foundInstead } from '../host/paths.ts';
import type { Disk, IoProblem, WriteHost } from '../host/ports.ts';
import { dangerOf } from '../model/directory-danger.ts';
import { type AbsPath, type FileState, sameFile } from '../model/file.ts';
import { err, ok, type Result } from '../model/result.ts';

export type WriteProblem =
  | { readonly kind: 'io'; readonly problem: IoProblem }
  /** The target is not what the plan read. */
  | { readonly kind: 'changed' }
  | {
      readonly kind: 'unsafe';
      readonly reason: 'writable-by-others' | 'not-a-file' | 'not-a-directory' | 'hard-links';
      readonly detail: string;
    };

/** Temporary files end in this, so that no engine takes one for a `.conf`, `.crt` or `.json`. */
const TEMPORARY = /^\.registry-client\.[0-9a-f]{16}\.tmp$/;

export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}

/** Runs file system calls; an error of the operating system comes back as a value, anything else is a bug. */
export function attempt<T>(path: AbsPath, body: () => Result<T, WriteProblem>): Result<T, WriteProblem> {
  try {
    return body();
  } catch (error) {
    const found = foundInstead(error);
    if (found !== undefined) return err({ kind: 'unsafe', reason: 'not-a-file', detail: found });
    const errno = errnoOf(error);
    const operation = error instanceof Error && 'syscall' in error ? String(error.syscall) : 'write';
    return err({ kind: 'io', problem: { operation, path, errno } });
  }
}

/**
 * Opens the directory of a real path (one without symlinks), component by component, refusing one that others can
 * write to: whoever can rename our file in it can put his own in its place.
 */
export function withDirectory<T>(
  host: WriteHost,
  directory: AbsPath,
  body: (fd: number) => Result<T, WriteProblem>,
): Result<T, WriteProblem> {
  const opened = openChecked(host, directory);
  if (!opened.ok) return opened;
  try {
    return body(opened.value);
  } finally {
    host.disk.close(opened.value);
  }
}

function openChecked(host: WriteHost, directory: AbsPath): Result<number, WriteProblem> {
  const { disk } = host;
  let fd = disk.openDirectory(host.locate('/'));
  let danger: string | undefined;
  try {
    for (const part of directory.split('/').filter((piece) => piece !== '')) {
      const next = disk.openDirectory(disk.within(fd, part));
      disk.close(fd);
      fd = next;
      danger ??= dangerOf(disk.fstat(fd), host.user.uid, host.live);
    }
  } catch (error) {
    disk.close(fd);
    throw error;
  }
  if (danger === undefined) return ok(fd);
  disk.close(fd);
  return err({ kind: 'unsafe', reason: 'writable-by-others', detail: `${directory} (${danger})` });
}

/** Works on one real path through its directory, opened and checked. */
export function throughDirectory<T>(
  host: WriteHost,
  real: AbsPath,
  body: (place: AbsPath, directory: number) => Result<T, WriteProblem>,
): Result<T, WriteProblem> {
  return attempt(real, () =>
    withDirectory(host, posix.dirname(real), (fd) => body(host.disk.within(fd, posix.basename(real)), fd)),
  );
}

/** What a real path holds now. */
function current(disk: Disk, place: AbsPath): Result<FileState, WriteProblem> {
  const stat = disk.lstat(place);
  if (stat === undefined) return ok({ kind: 'absent' });
  if (stat.kind !== 'file') return err({ kind: 'unsafe', reason: 'not-a-file', detail: stat.kind });
  if (stat.links > 1) return err({ kind: 'unsafe', reason: 'hard-links', detail: String(stat.links) });
  return ok({ kind: 'file', bytes: disk.readFile(place), mode: stat.mode, uid: stat.uid, gid: stat.gid });
}

/** What a real path holds now, as a value; below something that is no directory there is nothing. */
export function readReal(host: WriteHost, real: AbsPath): Result<FileState, WriteProblem> {
  const read = attempt(real, () => current(host.disk, host.locate(real)));
  const isBelowNone = !read.ok && read.error.kind === 'io' && read.error.problem.errno === 'ENOTDIR';
  return isBelowNone ? ok({ kind: 'absent' }) : read;
}

/**
 * Takes a file from the state `expected` to the state `image`: temporary file, fsync, rename, fsync of the
 * directory, read back. The attributes that Node cannot see (extended ones, ACLs, SELinux label) come from the file
 * that is replaced, else from `attributes`, a file in the state folder.
 * @param real a path without symlinks, as the host sees it
 */
export async function replaceFile(
  host: WriteHost,
  real: AbsPath,
  expected: FileState,
  image: FileState,
  attributes: AbsPath | undefined,
): Promise<Result<void, WriteProblem>> {
  if (image.kind === 'absent') return removeFile(host, real, expected);
  const name = `.registry-client.${host.randomName()}.tmp`;
  const directory = posix.dirname(real);
  const prepared = attempt(real, () =>
    withDirectory(host, directory, (fd) => writeTemporary(host, host.disk.within(fd, name), image.bytes)),
  );
  if (!prepared.ok) return prepared;
  const source = expected.kind === 'file' ? host.locate(real) : attributes;
  if (source !== undefined) {
    const temporary = posix.join(directory, name);
    const copied = await keepAttributes(host, source, temporary, real);
    if (!copied.ok) {
      const gone = throughDirectory(host, temporary, (place) => ok(host.disk.unlink(place)));
      return gone.ok ? copied : gone;
    }
  }
  return attempt(real, () =>
    withDirectory(host, directory, (fd) => putInPlace(host, fd, name, posix.basename(real), expected, image)),
  );
}

/**
 * Where the system has no program that copies attributes (BusyBox), files do without.
 * @param from for `disk`
 * @param to a path without symlinks, as the host sees it; cp(1) would make a file of it that is not there, wherever a
 * swapped directory leads
 * @param path what a problem is about
 */
export async function keepAttributes(
  host: WriteHost,
  from: AbsPath,
  to: AbsPath,
  path: AbsPath,
): Promise<Result<void, WriteProblem>> {
  const opened = attempt(to, () => openChecked(host, posix.dirname(to)));
  if (!opened.ok) return opened;
  const copied = await host.copyAttributes(from, host.disk.within(opened.value, posix.basename(to)));
  const closed = attempt(to, () => ok(host.disk.close(opened.value)));
  if (!closed.ok) return closed;
  if (copied.kind === 'absent' || (copied.kind === 'ended' && copied.code === 0)) return ok(undefined);
  const errno = copied.kind === 'ended' ? copied.stderr.trim() : copied.kind;
  return err({ kind: 'io', problem: { operation: 'copy attributes', path, errno } });
}

function writeTemporary(host: WriteHost, place: AbsPath, bytes: Uint8Array): Result<void, WriteProblem> {
  const { disk } = host;
  const fd = disk.createExclusive(place, 0o600);
  try {
    writeWhole(disk, fd, bytes);
  } catch (error) {
    disk.close(fd);
    disk.unlink(place);
    throw error;
  }
  disk.close(fd);
  return ok(undefined);
}

/** write(2) may write less than it was given; on a nearly full disk it does. */
export function writeWhole(disk: Disk, fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += disk.write(fd, bytes, written);
  }
}

function putInPlace(
  host: WriteHost,
  directory: number,
  temporary: string,
  name: string,
  expected: FileState,
  image: FileState & { readonly kind: 'file' },
): Result<void, WriteProblem> {
  const { disk } = host;
  const from = disk.within(directory, temporary);
  const to = disk.within(directory, name);
  try {
    const fd = disk.openRead(from);
    try {
      const stat = disk.fstat(fd);
      if (stat.uid !== image.uid || stat.gid !== image.gid) disk.chown(fd, image.uid, image.gid);
      disk.chmod(fd, image.mode);
      disk.fsync(fd);
    } finally {
      disk.close(fd);
    }
    const found = current(disk, to);
    if (!found.ok) return withoutTemporary(disk, from, found);
    if (!sameFile(found.value, expected)) return withoutTemporary(disk, from, err({ kind: 'changed' }));
    disk.rename(from, to);
  } catch (error) {
    if (disk.lstat(from) !== undefined) disk.unlink(from);
    throw error;
  }
  disk.fsync(directory);
  const back = current(disk, to);
  if (!back.ok) return back;
  return sameFile(back.value, image) ? ok(undefined) : err({ kind: 'changed' });
}

function withoutTemporary<T>(disk: Disk, temporary: AbsPath, result: T): T {
  disk.unlink(temporary);
  return result;
}

function removeFile(host: WriteHost, real: AbsPath, expected: FileState): Result<void, WriteProblem> {
  const { disk } = host;
  return attempt(real, () =>
    withDirectory(host, posix.dirname(real), (fd) => {
      const place = disk.within(fd, posix.basename(real));
      const found = current(disk, place);
      if (!found.ok) return found;
      if (!sameFile(found.value, expected)) return err({ kind: 'changed' });
      if (found.value.kind === 'absent') return ok(undefined);
      disk.unlink(place);
      disk.fsync(fd);
      return ok(undefined);
    }),
  );
}

/** Makes one directory, 0755 whatever the umask says; that it is there already is fine. */
export function makeDirectory(host: WriteHost, path: AbsPath, mode = 0o755): Result<void, WriteProblem> {
  const { disk } = host;
  return attempt(path, () =>
    withDirectory(host, posix.dirname(path), (parent) => {
      const place = disk.within(parent, posix.basename(path));
      const there = disk.lstat(place)?.kind;
      if (there === 'directory') return ok(undefined);
      if (there !== undefined) return err({ kind: 'unsafe', reason: 'not-a-directory', detail: there });
      if (!makeOrFind(disk, place, mode)) return ok(undefined);
      const fd = disk.openDirectory(place);
      try {
        disk.chmod(fd, mode);
        disk.fsync(fd);
      } finally {
        disk.close(fd);
      }
      disk.fsync(parent);
      return ok(undefined);
    }),
  );
}

/** Removes one directory if it is empty; one that is gone, or in which somebody put something, is left. */
export function removeDirectory(host: WriteHost, path: AbsPath): Result<'removed' | 'left', WriteProblem> {
  const { disk } = host;
  return attempt(path, () => {
    if (disk.lstat(host.locate(path))?.kind !== 'directory') return ok('left');
    return withDirectory(host, posix.dirname(path), (parent) => {
      const place = disk.within(parent, posix.basename(path));
      if (disk.readDirectory(place).length > 0) return ok('left');
      disk.removeDirectory(place);
      disk.fsync(parent);
      return ok('removed');
    });
  });
}

/** Deletes what a run that was killed has left half written in a directory. */
export function sweepTemporaries(host: WriteHost, directory: AbsPath): Result<void, WriteProblem> {
  const { disk } = host;
  return attempt(directory, () => {
    if (disk.lstat(host.locate(directory))?.kind !== 'directory') return ok(undefined);
    return withDirectory(host, directory, (fd) => {
      const stray = disk.readDirectory(disk.within(fd, '.')).filter(isTemporaryName);
      for (const name of stray) disk.unlink(disk.within(fd, name));
      if (stray.length > 0) disk.fsync(fd);
      return ok(undefined);
    });
  });
}

/** @returns false where another run made it at the same moment: several begin before one has the lock */
function makeOrFind(disk: Disk, place: AbsPath, mode: number): boolean {
  try {
    disk.makeDirectory(place, mode);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && disk.lstat(place)?.kind === 'directory') return false;
    throw error;
  }
}
