// Runs programs on the outer machine, each with a time limit.

import { spawn } from 'node:child_process';

export interface Completed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The program is killed after so many seconds; its exit code is then 137. */
  readonly seconds?: number;
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly directory?: string;
}

const DEFAULT_SECONDS = 60;

/** Runs a program to its end; a program that cannot be started counts as exit code 127. */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Completed> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env: options.environment ?? process.env, cwd: options.directory });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const limit = setTimeout(() => child.kill('SIGKILL'), (options.seconds ?? DEFAULT_SECONDS) * 1000);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const end = (code: number, added = ''): void => {
      clearTimeout(limit);
      resolve({ code, stdout: decode(stdout), stderr: decode(stderr) + added });
    };
    child.on('error', (error) => end(127, error.message));
    child.on('close', (code) => end(code ?? 137));
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(options.input ?? '');
  });
}

const decode = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');

/** Runs a program that has to succeed and gives its standard output; the lab is broken when it fails. */
export async function must(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const done = await run(file, args, options);
  if (done.code !== 0) throw new Error(describeFailure([file, ...args], done));
  return done.stdout;
}

/** What was run, how it ended and the last lines it said, for an error message. */
export function describeFailure(command: readonly string[], done: Completed): string {
  const said = `${done.stdout}\n${done.stderr}`.trim().split('\n').slice(-15).join('\n');
  return `${command.join(' ').slice(0, 400)}: exit code ${done.code}\n${said}`;
}

/** Asks again every tenth of a second until the answer is there; throws with `what` after the time limit. */
export async function waitFor<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
