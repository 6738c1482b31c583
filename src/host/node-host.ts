// The real world behind the ports: the running system, or under --root the files of one that does not run.

import { randomBytes } from 'node:crypto';
import { accessSync, constants, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AbsPath } from '../model/file.ts';
import type { Result } from '../model/result.ts';
import { type Session, SYSTEM_SESSION } from '../model/session.ts';
import { withAnonymousFile } from './anonymous-file.ts';
import { copyAttributes } from './attributes.ts';
import { lockDescriptor } from './lock-descriptor.ts';
import { nodeDisk } from './node-disk.ts';
import { commandOutside, isConfinedRoot } from './outside.ts';
import { below, errnoOf, resolvePath } from './paths.ts';
import type { Command, CommandResult, IoProblem, Looked, ReadResult, WriteHost } from './ports.ts';
import { PROGRAM_FOLDERS, runCommand, scrubbedEnvironment } from './run-command.ts';
import { withScratch } from './scratch.ts';
import { followOnSocket, getOnSocket } from './socket.ts';

export interface HostOptions {
  /** The folder of --root; undefined for the running system. */
  readonly root: string | undefined;
  /** Milliseconds (--timeout). */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The system's when not given; of a user the process has to be his already (becomeUser). */
  readonly session?: Session;
  readonly interruption: () => string | undefined;
}

/** @throws ErrnoException when the folder of --root is not there or may not be searched */
export function createHost(options: HostOptions): WriteHost {
  const root = options.root === undefined ? '' : realpathSync(`${options.root}/.`).replace(/\/$/, '');
  const live = options.root === undefined;
  const session = options.session ?? SYSTEM_SESSION;
  const variable = (name: string) => options.environment[name];
  const program = (name: string): AbsPath | undefined =>
    (name.startsWith('/') ? [name] : PROGRAM_FOLDERS.map((folder) => `${folder}/${name}`)).find((path) => {
      const found = look(root, path);
      return found.kind === 'file' && (found.mode & 0o111) !== 0;
    });
  const run = async (command: Command): Promise<CommandResult> => {
    if (!live) throw new Error(`${command.program} must not be run under --root`);
    const path = program(command.program);
    if (path === undefined) return { kind: 'absent' };
    const environment = scrubbedEnvironment(variable, session);
    const starter = command.outside === true && isConfinedRoot() ? program('systemd-run') : undefined;
    if (starter === undefined) return runCommand(path, command, environment);
    const outside = commandOutside(path, command, { ...environment, ...command.environment });
    return runCommand(starter, outside, environment);
  };
  return {
    live,
    clock: {
      now: Date.now,
      monotonic: () => performance.now(),
      sleep: (milliseconds) => sleep(milliseconds),
    },
    session,
    user: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
    timeout: options.timeout,
    variable,
    read: (path) => read(root, path),
    look: (path) => look(root, path),
    writable: (path) => writable(root, path),
    list: (path) => list(root, path),
    program,
    query: run,
    get: (socket, path, timeout) => getOnSocket(socket, path, timeout ?? options.timeout),
    follow: (socket, path) => followOnSocket(socket, path, options.timeout),
    scratch: (files, use) => withScratch(session, files, use),
    anonymous: (bytes, use) => withUnnamed(session, bytes, use),
    disk: nodeDisk,
    root,
    locate: (path) => below(root, path),
    copyAttributes: (from, to) => copyAttributes(from, to, scrubbedEnvironment(variable, session)),
    lockDescriptor: (fd) => lockDescriptor(fd, scrubbedEnvironment(variable, session)),
    execute: run,
    signal: (pid, name) => process.kill(pid, name),
    randomName: () => randomBytes(8).toString('hex'),
    interruption: options.interruption,
  };
}

/**
 * A process that was root keeps its descriptors from everybody, its own children too (PR_SET_DUMPABLE in prctl(2)): in
 * a user's session the file gets a name, in a folder that nobody else may enter.
 */
async function withUnnamed<T>(
  session: Session,
  bytes: Uint8Array,
  use: (path: AbsPath) => Promise<T>,
): Promise<Result<T, IoProblem>> {
  if (session.kind === 'system') return withAnonymousFile(bytes, use);
  return withScratch(session, { candidate: bytes }, (folder) => use(`${folder}/candidate`));
}

function problem(operation: string, path: AbsPath, error: unknown): IoProblem {
  return { operation, path, errno: errnoOf(error) };
}

function read(root: string, path: AbsPath): ReadResult {
  try {
    const resolved = resolvePath(nodeDisk, root, path);
    if (resolved.kind === 'loop')
      return { kind: 'unreadable', problem: { operation: 'open', path, errno: 'ELOOP' } };
    const place = below(root, resolved.real);
    const stat = nodeDisk.lstat(place);
    if (stat === undefined) return { kind: 'absent' };
    // A FIFO or a device would block or never end: only regular files are read.
    if (stat.kind !== 'file')
      return { kind: 'unreadable', problem: { operation: 'read', path, errno: 'EISDIR' } };
    return { kind: 'file', bytes: nodeDisk.readFile(place), mode: stat.mode, uid: stat.uid, gid: stat.gid };
  } catch (error) {
    const failed = problem('read', path, error);
    return failed.errno === 'ENOENT' || failed.errno === 'ENOTDIR'
      ? { kind: 'absent' }
      : { kind: 'unreadable', problem: failed };
  }
}

function look(root: string, path: AbsPath): Looked {
  const nothing = { real: path, links: 0, mode: 0, uid: 0, gid: 0, size: 0, modified: 0 };
  try {
    const resolved = resolvePath(nodeDisk, root, path);
    if (resolved.kind === 'loop') return { kind: 'symlink-loop', ...nothing };
    const stat = nodeDisk.lstat(below(root, resolved.real));
    if (stat === undefined) return { kind: 'absent', ...nothing, real: resolved.real };
    const { links, mode, uid, gid, size, modified } = stat;
    const kind = stat.kind === 'symlink' ? 'other' : stat.kind;
    return { kind, real: resolved.real, links, mode, uid, gid, size, modified };
  } catch (error) {
    const { errno } = problem('stat', path, error);
    return { kind: errno === 'ENOENT' || errno === 'ENOTDIR' ? 'absent' : 'unreadable', ...nothing };
  }
}

function writable(root: string, path: AbsPath): IoProblem | undefined {
  try {
    accessSync(below(root, path), constants.W_OK);
    return undefined;
  } catch (error) {
    return problem('access', path, error);
  }
}

function list(root: string, path: AbsPath): readonly string[] {
  try {
    const resolved = resolvePath(nodeDisk, root, path);
    if (resolved.kind === 'loop') return [];
    const names = nodeDisk.readDirectory(below(root, resolved.real));
    return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  } catch (error) {
    errnoOf(error);
    return [];
  }
}
