// Child processes: absolute program, argument array, no shell, scrubbed environment, bounded time.

import type { Session } from '../model/session.ts';
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

/**
 * Runs one program to its end. The child has its own session, so a Ctrl-C at the terminal reaches us and not it.
 * @param path absolute path of the program
 */
export async function runCommand(
  path: string,
  command: Command,
  environment: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const { execa } = await import('execa');
  const ended = await execa(path, [...command.arguments], {
    env: { ...environment, ...command.environment },
    extendEnv: false,
    stdin: 'ignore',
    // Ours may be a folder that the child's user cannot enter, or one that is gone.
    cwd: '/',
    timeout: command.timeout,
    forceKillAfterDelay: 500,
    maxBuffer: OUTPUT_AT_MOST,
    stripFinalNewline: false,
    detached: true,
    reject: false,
  });
  if (ended.timedOut) return { kind: 'timeout' };
  if (ended.exitCode === undefined) {
    return ended.code === 'ENOENT'
      ? { kind: 'absent' }
      : { kind: 'failed', error: ended.shortMessage ?? 'unknown' };
  }
  return { kind: 'ended', code: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr };
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
 * Runs a program that gets one of our open descriptors as its descriptor 3.
 * @returns its exit code, or undefined when there is no such program
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
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
