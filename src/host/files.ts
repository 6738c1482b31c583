// What a host reads of its files: five questions over a disk, so that they are the same for a disk that is played.

import type { AbsPath } from '../model/file.ts';
import { err, ok, type Result } from '../model/result.ts';
import { below, errnoOf, foundInstead, lstatThrough, NotRegularError, resolvePath } from './paths.ts';
import type { Disk, IoProblem, Looked, ReadHost, ReadResult } from './ports.ts';
import { PROGRAM_FOLDERS } from './run-command.ts';

/** The questions about files; see ReadHost. */
export type Files = Pick<ReadHost, 'read' | 'look' | 'writable' | 'list' | 'listing' | 'program' | 'unseen'>;

/** Kernel interfaces: what a process shows of itself comes and goes. */
const PASSING = /^\/(?:proc|sys)\//;

/** Answers about what stands there, not failures: absence, something else than was looked for. */
const ANSWERS: ReadonlySet<string> = new Set([
  ...['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOTSUP', 'EFBIG'],
]);

/** @param root '' for the running system; symlinks are followed inside it */
export function filesOf(disk: Disk, root: string): Files {
  const unseen: IoProblem[] = [];
  const note = (failed: IoProblem) => {
    if (!ANSWERS.has(failed.errno) && !PASSING.test(failed.path)) unseen.push(failed);
  };
  const look = (path: AbsPath) => lookAt(disk, root, path, note);
  const list = (path: AbsPath) => {
    const listed = listing(disk, root, path);
    if (!listed.ok) note(listed.error);
    return listed;
  };
  return {
    unseen: () => unseen,
    read: (path) => {
      const state = read(disk, root, path);
      if (state.kind === 'unreadable') note(state.problem);
      return state;
    },
    look,
    writable: (path) => writable(disk, root, path),
    list: (path) => {
      const listed = list(path);
      return listed.ok ? listed.value : [];
    },
    listing: list,
    program: (name) =>
      (name.startsWith('/') ? [name] : PROGRAM_FOLDERS.map((folder) => `${folder}/${name}`)).find((path) => {
        const found = look(path);
        return found.kind === 'file' && (found.mode & 0o111) !== 0;
      }),
  };
}

function problem(operation: string, path: AbsPath, error: unknown): IoProblem {
  const found = foundInstead(error);
  return { operation, path, errno: errnoOf(error), ...(found === undefined ? {} : { found }) };
}

function read(disk: Disk, root: string, path: AbsPath): ReadResult {
  try {
    const resolved = resolvePath(disk, root, path);
    if (resolved.kind === 'loop')
      return { kind: 'unreadable', problem: { operation: 'open', path, errno: 'ELOOP' } };
    const place = below(root, resolved.real);
    const stat = disk.lstat(place);
    if (stat === undefined) return { kind: 'absent' };
    if (stat.kind !== 'file') throw new NotRegularError(path, stat.kind);
    return { kind: 'file', bytes: disk.readFile(place), mode: stat.mode, uid: stat.uid, gid: stat.gid };
  } catch (error) {
    const failed = problem('read', path, error);
    return failed.errno === 'ENOENT' || failed.errno === 'ENOTDIR'
      ? { kind: 'absent' }
      : { kind: 'unreadable', problem: failed };
  }
}

function lookAt(disk: Disk, root: string, path: AbsPath, note: (failed: IoProblem) => void): Looked {
  const nothing = { real: path, links: 0, mode: 0, uid: 0, gid: 0, size: 0, modified: 0 };
  try {
    const resolved = resolvePath(disk, root, path);
    if (resolved.kind === 'loop') return { kind: 'symlink-loop', ...nothing };
    const stat = lstatThrough(disk, below(root, resolved.real));
    if (stat === undefined) return { kind: 'absent', ...nothing, real: resolved.real };
    const { kind, links, mode, uid, gid, size, modified } = stat;
    return { kind, real: resolved.real, links, mode, uid, gid, size, modified };
  } catch (error) {
    const failed = problem('stat', path, error);
    note(failed);
    return { kind: failed.errno === 'ENOENT' ? 'absent' : 'unreadable', ...nothing };
  }
}

function writable(disk: Disk, root: string, path: AbsPath): IoProblem | undefined {
  try {
    disk.checkWritable(below(root, path));
    return undefined;
  } catch (error) {
    return problem('access', path, error);
  }
}

function listing(disk: Disk, root: string, path: AbsPath): Result<readonly string[], IoProblem> {
  try {
    const resolved = resolvePath(disk, root, path);
    if (resolved.kind === 'loop') return err({ operation: 'list', path, errno: 'ELOOP' });
    const names = disk.readDirectory(below(root, resolved.real));
    return ok([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  } catch (error) {
    const failed = problem('list', path, error);
    return failed.errno === 'ENOENT' ? ok([]) : err(failed);
  }
}
