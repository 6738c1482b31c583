// Runs one command line in this process, with fake commands behind it and its streams caught.

import type { Invocation } from '../../src/desired/invocation.ts';
import type { CommandIo, Io, Output } from '../../src/io.ts';
import { main, type RunCommand } from '../../src/main.ts';
import type { Report } from '../../src/model/outcome.ts';
import { err, ok } from '../../src/model/result.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the command was given; undefined when none was run. */
  readonly invocation: Invocation | undefined;
}

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly becomeUser?: Io['becomeUser'];
  readonly command?: (invocation: Invocation, io: CommandIo) => Promise<Report>;
}

export async function run(argv: readonly string[], world: World = {}): Promise<Ran> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  let given: Invocation | undefined;
  const outputTo = (lines: string[]): Output => ({
    isTerminal: world.terminal ?? false,
    width: Number.POSITIVE_INFINITY,
    write: (text) => lines.push(text),
  });
  const io: Io = {
    stdout: outputTo(stdout),
    stderr: outputTo(stderr),
    environment: world.environment ?? {},
    directory: () => '/home/admin',
    readInput: (path) => {
      const text = world.files?.[path];
      return text === undefined
        ? err({ reason: 'absent', error: 'ENOENT' })
        : ok(new TextEncoder().encode(text));
    },
    now: () => Date.UTC(2025, 0, 1),
    readStandardInput: async () => undefined,
    watchSignals: () => () => undefined,
    createHost: async () => {
      throw new Error('no command of these tests opens a host');
    },
    network: {
      shakeHands: async () => {
        throw new Error('no command of these tests contacts a registry');
      },
      ask: async () => {
        throw new Error('no command of these tests contacts a registry');
      },
      resolve: async () => {
        throw new Error('no command of these tests contacts a registry');
      },
    },
    becomeUser: world.becomeUser ?? (async () => err('unknown')),
    every: () => () => undefined,
  };
  const command: RunCommand = async (invocation, commandIo) => {
    given = invocation;
    return world.command === undefined ? nothingDone(invocation) : world.command(invocation, commandIo);
  };
  const code = await main(argv, io, command);
  return { code, stdout: stdout.join(''), stderr: stderr.join(''), invocation: given };
}

function nothingDone(invocation: Invocation): Report {
  return {
    command: invocation.command,
    outcome: 'unchanged',
    id: null,
    changes: [],
    engines: [],
    findings: [],
  };
}
