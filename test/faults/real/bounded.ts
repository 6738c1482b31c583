// Child processes of the campaigns: bounded in time, nothing of them left behind, a few at once.

import { spawn } from 'node:child_process';

export interface Ended {
  /** undefined: it ended by a signal. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** It did not end in time and was killed. */
  readonly hung: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** No run takes more than a second or two: one that is not over by then never ends. */
const LIMIT = 60_000;

export interface Bounds {
  readonly directory?: string;
  readonly milliseconds?: number;
}

/** Runs a program to its end, with all that it starts in its process group. */
export function runBounded(command: readonly string[], bounds: Bounds = {}): Promise<Ended> {
  const [program = '', ...args] = command;
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: bounds.directory ?? '/',
      detached: true,
      env: { PATH: process.env.PATH, HOME: '/root', LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let hung = false;
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const timer = setTimeout(() => {
      hung = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, bounds.milliseconds ?? LIMIT);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        hung,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        milliseconds: performance.now() - begun,
      });
    });
  });
}

/** Runs a program that has to succeed. */
export async function must(...command: readonly string[]): Promise<string> {
  const ended = await runBounded(command, { milliseconds: 300_000 });
  if (ended.code !== 0) throw new Error(`${command.join(' ')}: ${ended.stderr}${ended.stdout}`);
  return ended.stdout;
}

/** The cores of the smallest machine that the campaigns are meant for. */
const AT_ONCE = 2;

/** The answers of `work` in the order of the items, a few being worked on at once. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) answers[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}
