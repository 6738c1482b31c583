// The real world behind the ports: the running system, or under --root the files of one that does not run.

import { randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AbsPath } from '../model/file.ts';
import type { Result } from '../model/result.ts';
import { type Session, SYSTEM_SESSION } from '../model/session.ts';
import { withAnonymousFile } from './anonymous-file.ts';
import { copyAttributes } from './attributes.ts';
import { readBoot } from './boot.ts';
import { filesOf } from './files.ts';
import { lockDescriptor } from './lock-descriptor.ts';
import { nodeDisk } from './node-disk.ts';
import { commandOutside, isConfinedRoot } from './outside.ts';
import { below } from './paths.ts';
import type { Command, CommandResult, IoProblem, WriteHost } from './ports.ts';
import { runCommand, scrubbedEnvironment } from './run-command.ts';
import { withScratch } from './scratch.ts';
import { selfCommand } from './self.ts';
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

/** @throws ErrnoException when the folder of --root is not there, is no folder, or may not be searched */
export function createHost(options: HostOptions): WriteHost {
  const root = options.root === undefined ? '' : realFolder(options.root).replace(/\/$/, '');
  const live = options.root === undefined;
  const session = options.session ?? SYSTEM_SESSION;
  const variable = (name: string) => options.environment[name];
  const files = filesOf(nodeDisk, root);
  const { program } = files;
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
      // A host that does not run is in no boot: ours says nothing of how long it has been off.
      boot: () => (live ? readBoot() : { ...readBoot(), age: 0 }),
      sleep: (milliseconds) => sleep(milliseconds),
    },
    session,
    user: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
    timeout: options.timeout,
    variable,
    ...files,
    query: run,
    get: (socket, path, timeout) => getOnSocket(socket, path, timeout ?? options.timeout),
    follow: (socket, path) => followOnSocket(socket, path, options.timeout),
    scratch: (files, use) => withScratch(session, files, use),
    anonymous: (bytes, use) => withUnnamed(session, bytes, use),
    disk: nodeDisk,
    root,
    locate: (path) => below(root, path),
    copyAttributes: (from, to) => copyAttributes(from, to, session, scrubbedEnvironment(variable, session)),
    lockDescriptor: (fd) => lockDescriptor(fd, scrubbedEnvironment(variable, session)),
    execute: run,
    signal: (pid, name) => process.kill(pid, name),
    self: selfCommand(),
    randomName: () => randomBytes(8).toString('hex'),
    interruption: options.interruption,
  };
}

/** The real path of a folder. The kernel is asked for `FOLDER/.`: realpathSync takes the dot off before it looks. */
function realFolder(folder: string): AbsPath {
  const real = realpathSync(folder);
  statSync(`${real}/.`);
  return real;
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
