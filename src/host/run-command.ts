// Child processes: absolute program, argument array, no shell, scrubbed environment, bounded time.

import type { Readable } from 'node:stream';
import type { Session } from '../model/session.ts';
import { errnoOf } from './paths.ts';
import type { Command, CommandResult } from './ports.ts';

/** The folders in which programs are looked for; $PATH of the caller is not trusted (sudo, cron, cloud-init differ). */
export const PROGRAM_FOLDERS = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/snap/bin',
] as const;

const OUTPUT_AT_MOST = 16 * 1024 * 1024;

/** Milliseconds for a program that has nothing to wait for: only a system that hangs keeps it so long. */
const AT_ONCE = 30_000;

/** Milliseconds between asking a process to end and ending it. */
const GRACE = 500;

/**
 * Runs one program to its end, or to that of its time: then everything that it has started goes with it. The child has
 * its own session, so a Ctrl-C at the terminal reaches us and not it.
 * @param path absolute path of the program
 */
export async function runCommand(
  path: string,
  command: Command,
  environment: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const { execa } = await import('execa');
  const child = execa(path, [...command.arguments], {
    env: { ...environment, ...command.environment },
    extendEnv: false,
    ...(command.input === undefined ? { stdin: 'ignore' as const } : { input: command.input }),
    // Ours may be a folder that the child's user cannot enter, or one that is gone.
    cwd: '/',
    maxBuffer: OUTPUT_AT_MOST,
    stripFinalNewline: false,
    detached: true,
    reject: false,
  });
  const overdue = endAfter(command.timeout, child);
  const ended = await child;
  if (overdue()) return { kind: 'timeout' };
  if (ended.exitCode === undefined) {
    return ended.code === 'ENOENT'
      ? { kind: 'absent' }
      : { kind: 'failed', error: ended.shortMessage ?? 'unknown' };
  }
  return { kind: 'ended', code: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr };
}

/**
 * Ends a child after its time together with its process group: a program that starts itself again and waits for that (a
 * rootless Podman in its namespaces) would leave the one that works behind. Whoever has left the group may still hold
 * the pipes, so nobody waits for their end.
 * @returns stops the clock and tells whether the time was over
 */
function endAfter(milliseconds: number, { pid, stdout, stderr }: Child): () => boolean {
  let isOver = false;
  const later: NodeJS.Timeout[] = [];
  const end = () => {
    isOver = true;
    signalGroup(pid, 'SIGTERM');
    const finish = () => {
      signalGroup(pid, 'SIGKILL');
      stdout.destroy();
      stderr.destroy();
    };
    later.push(setTimeout(finish, GRACE));
  };
  later.push(setTimeout(end, milliseconds));
  return () => {
    for (const timer of later) clearTimeout(timer);
    if (isOver) signalGroup(pid, 'SIGKILL');
    return isOver;
  };
}

interface Child {
  /** undefined: it could not be started. */
  readonly pid?: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** The child leads a group of its own (`detached`). */
function signalGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: nobody is left in it.
    errnoOf(error);
  }
}

const KEPT = ['HOME', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME'] as const;
/** Rootless engines ask the user's systemd for their control groups, over the user's bus. */
const KEPT_OF_USER = [...KEPT, 'DBUS_SESSION_BUS_ADDRESS', 'USER', 'LOGNAME'] as const;

/** The environment that every child gets: nothing of the caller's but where its home and runtime folders are. */
export function scrubbedEnvironment(
  variable: (name: string) => string | undefined,
  session: Session,
): Record<string, string> {
  const kept = (session.kind === 'user' ? KEPT_OF_USER : KEPT).flatMap((name) => {
    const value = variable(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { PATH: PROGRAM_FOLDERS.join(':'), LANG: 'C.UTF-8', ...Object.fromEntries(kept) };
}

/**
 * Runs a program that gets one of our open descriptors as its descriptor 3, and ends at once as a rule.
 * @param program absolute path
 * @returns its exit code, 1 when it had to be ended, or undefined when there is no such program
 */
export async function runCommandWithDescriptor(
  program: string,
  args: readonly string[],
  descriptor: number,
  environment: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      // As above: also, what runs with a user's rights must not have the terminal of root (TIOCSTI).
      detached: true,
      env: environment,
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
      cwd: '/',
      timeout: AT_ONCE,
      killSignal: 'SIGKILL',
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
