// A file without a name, in memory: for programs that want to open by name what they are given.

import { accessSync, closeSync, constants, openSync, writeSync } from 'node:fs';
import type { AbsPath } from '../model/file.ts';
import { err, ok, type Result } from '../model/result.ts';
import { errnoOf } from './paths.ts';
import type { IoProblem } from './ports.ts';

/** linux/fcntl.h: __O_TMPFILE, the same on x86 and arm64; Node.js does not export it. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/** In memory on every Linux (shm_overview(7)); a container may lack the first. */
const FOLDERS = ['/dev/shm', '/run', '/tmp'] as const;

/**
 * Lets `use` have a file that no directory lists and that is gone with our descriptor. Its path leads through our
 * descriptors (proc(5)); a child of ours can open it as often as it likes. Standard input would not do: the pipes of
 * Node.js are sockets, which cannot be opened as /dev/stdin (ENXIO).
 */
export async function withAnonymousFile<T>(
  bytes: Uint8Array,
  use: (path: AbsPath) => Promise<T>,
): Promise<Result<T, IoProblem>> {
  const opened = open(bytes);
  if (!opened.ok) return opened;
  try {
    return ok(await use(`/proc/${process.pid}/fd/${opened.value}`));
  } finally {
    closeSync(opened.value);
  }
}

function open(bytes: Uint8Array): Result<number, IoProblem> {
  try {
    const fd = openFirst();
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
    return ok(fd);
  } catch (error) {
    return err({ operation: 'open', path: FOLDERS[0], errno: errnoOf(error) });
  }
}

function openFirst(): number {
  const folder = FOLDERS.find((path) => isWritable(path)) ?? FOLDERS[0];
  return openSync(folder, O_TMPFILE | constants.O_RDWR, 0o600);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    errnoOf(error);
    return false;
  }
}
