// Runs command lines of the real program, from main() on, on a played machine.

import type { Io, Output } from '../../../src/io.ts';
import { main } from '../../../src/main.ts';
import { err, ok } from '../../../src/model/result.ts';
import { NO_NETWORK } from '../../support/no-network.ts';
import { type Said, saidBy } from '../said.ts';
import { createModelHost } from './host.ts';
import type { Machine } from './machine.ts';
import { type Call, Crash, type Hook, Tap } from './tap.ts';

export interface Ran {
  readonly said: Said;
  readonly killed: boolean;
  /** How many calls it made. */
  readonly calls: number;
}

/** What a hook can do besides what it returns. */
export interface Lever {
  readonly machine: Machine;
  /** From now on the run is told that this signal has come. */
  interrupt(signal: string): void;
}

/** Makes the hook of one run. */
export type HookMaker = (lever: Lever) => Hook;

/**
 * Runs one command line with --json. The machine changes as the program changes it.
 * @param inputs the caller's files, by the word that names them
 * @param manner how it is to say what it did; without --json there is no document to hold against the host
 */
export async function runOn(
  machine: Machine,
  words: readonly string[],
  inputs: Readonly<Record<string, string>>,
  makeHook: HookMaker = () => () => undefined,
  manner: readonly string[] = ['--json'],
): Promise<Ran> {
  let signal: string | undefined;
  const hook = makeHook({
    machine,
    interrupt: (name) => {
      signal ??= name;
    },
  });
  const tap = new Tap(hook);
  const stdout: string[] = [];
  const stderr: string[] = [];
  const outputTo = (lines: string[]): Output => ({
    isTerminal: false,
    width: Number.POSITIVE_INFINITY,
    write: (text) => {
      if (!tap.dead) lines.push(text);
    },
  });
  const io: Io = {
    stdout: outputTo(stdout),
    stderr: outputTo(stderr),
    environment: {},
    directory: () => '/root',
    readInput: (path) => {
      const text = inputs[path] ?? machine.text(path);
      return text === undefined
        ? err({ reason: 'absent', error: 'ENOENT' })
        : ok(new TextEncoder().encode(text));
    },
    now: () => machine.now,
    readStandardInput: async () => undefined,
    watchSignals: () => () => signal,
    becomeUser: async () => err('unknown'),
    createHost: async ({ timeout, interruption }) => createModelHost({ machine, tap, timeout, interruption }),
    network: NO_NETWORK,
    every: () => () => undefined,
  };
  const code = await main([...words, ...manner, '--timeout', '1s'], io);
  const said = saidBy(words.join(' '), tap.dead ? undefined : code, stdout.join(''), stderr.join(''));
  return { said, killed: tap.dead, calls: tap.count };
}

/** Every call of a run, for campaigns that go through them one by one. */
export async function callsOf(
  machine: Machine,
  words: readonly string[],
  inputs: Readonly<Record<string, string>>,
): Promise<readonly Call[]> {
  const calls: Call[] = [];
  await runOn(machine.copy(), words, inputs, () => (call) => {
    calls.push(call);
    return undefined;
  });
  return calls;
}

export function killAt(index: number): HookMaker {
  return () => (call) => {
    if (call.index === index) throw new Crash(call.name);
    return undefined;
  };
}
