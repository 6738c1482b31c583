// Opening and reading regular files and nothing else: a FIFO would block, a device may have no end.

import fs from 'node:fs';
import type { AbsPath, NodeKind } from '../model/file.ts';
import { NotRegularError } from './paths.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants;

/** Bytes: more than any file that is read here should have, a hosts file with long block lists among them. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** Bytes that are asked for at once where the size tells nothing (proc(5)). */
const PIECE = 16 * 1024;

/** A file is larger than it should be; thrown as the errors of node:fs are. */
class TooLargeError extends Error {
  readonly code = 'EFBIG';
  readonly syscall = 'read';
}

export function kindOf(stats: fs.Stats): NodeKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  return stats.isSocket() ? 'socket' : 'device';
}

/**
 * Opens a regular file, without following a link and without waiting.
 * @param flags as open(2) takes them
 * @param mode of a file that O_CREAT makes
 * @throws NotRegularError, ErrnoException
 */
export function openRegular(path: AbsPath, flags: number, mode?: number): number {
  // Before it is opened: a device may do something just because of that, a FIFO without a reader gives ENXIO.
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) refuseOthers(path, stats);
  const fd = fs.openSync(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode);
  try {
    // And afterwards: whoever may write to the folder could have put something else there in between.
    refuseOthers(path, fs.fstatSync(fd));
    return fd;
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

function refuseOthers(path: AbsPath, stats: fs.Stats): void {
  if (!stats.isFile()) throw new NotRegularError(path, kindOf(stats));
}

/**
 * All bytes of a regular file.
 * @param limit bytes
 * @throws NotRegularError, ErrnoException; EFBIG beyond the limit
 */
export function readRegular(path: AbsPath, limit = LARGEST_FILE): Uint8Array {
  return readAndClose(openRegular(path, O_RDONLY), path, limit);
}

/**
 * All bytes of a file that a person or a shell has named, through symbolic links: a regular file, or a pipe that the
 * shell holds open (`<(…)`, /dev/stdin), which is waited for; no FIFO of a folder, whose other end may never be opened.
 * @param limit bytes
 * @throws NotRegularError, ErrnoException; EFBIG beyond the limit
 */
export function readNamed(path: string, limit: number): Uint8Array {
  const stats = fs.statSync(path);
  if (!stats.isFIFO()) refuseOthers(path, stats);
  const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    const own = `/proc/self/fd/${fd}`;
    // A pipe without a name in any folder (pipe(7)): opening it does not wait, reading it is to.
    const isPipe = fs.readlinkSync(own).startsWith('pipe:[');
    if (isPipe) return readAndClose(fs.openSync(own, O_RDONLY), path, limit);
    refuseOthers(path, fs.fstatSync(fd));
    return readToEnd(fd, path, limit);
  } finally {
    fs.closeSync(fd);
  }
}

function readAndClose(fd: number, path: string, limit: number): Uint8Array {
  try {
    return readToEnd(fd, path, limit);
  } finally {
    fs.closeSync(fd);
  }
}

/** A file may be longer than its size says (proc(5)), and may grow while it is read. */
function readToEnd(fd: number, path: string, limit: number): Uint8Array {
  const { size } = fs.fstatSync(fd);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    if (Math.max(size, length) > limit) throw new TooLargeError(`${path}: more than ${limit} bytes`);
    const piece = new Uint8Array(Math.max(size - length, PIECE));
    const read = fs.readSync(fd, piece);
    if (read === 0) return joined(pieces, length);
    pieces.push(piece.subarray(0, read));
    length += read;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
