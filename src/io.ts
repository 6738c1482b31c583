// What a run is given by the process it runs in: its streams, environment, folder, clock and the files named to it.

import { posix } from 'node:path';
import { isatty } from 'node:tty';
import type { InputProblem, ReadInput } from './desired/ca.ts';
import type { Understood } from './desired/parse.ts';
import { filesOf } from './host/files.ts';
import { letGoOfLostTerminal } from './host/lost-terminal.ts';
import { nodeDisk } from './host/node-disk.ts';
import type { HostOptions } from './host/node-host.ts';
import { below, findDangling, foundInstead, resolvePath } from './host/paths.ts';
import type { Network, WriteHost } from './host/ports.ts';
import { readNamed } from './host/regular-file.ts';
import type { BecomeUser } from './host/session.ts';
import type { OpenTerminal } from './host/terminal.ts';
import type { CommandNode } from './model/command-tree.ts';
import type { AbsPath } from './model/file.ts';
import type { Finding } from './model/finding.ts';
import type { Report } from './model/outcome.ts';
import { err, ok, type Result } from './model/result.ts';
import type { Session } from './model/session.ts';
import type { Progress } from './model/step.ts';
import type { Interview } from './questions/interview.ts';

export interface Output {
  readonly isTerminal: boolean;
  /** Columns now; Infinity where there is no terminal. */
  readonly width: number;
  write(text: string): void;
}

/** Throws ErrnoException when the folder of --root cannot be used. */
type CreateHost = (options: HostOptions) => Promise<WriteHost>;

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory; '/' when it is gone. */
  directory(): string;
  /** Reads a file that was named on the command line. */
  readonly readInput: ReadInput;
  /** See CommandIo. */
  readStandardInput(): Promise<string | undefined>;
  /** Milliseconds since 1970. */
  now(): number;
  /** See CommandIo. */
  watchSignals(heard?: Heard): () => string | undefined;
  /** See CommandIo.session. */
  readonly becomeUser: BecomeUser;
  /** See CommandIo. */
  readonly createHost: CreateHost;
  /** See CommandIo. */
  readonly network: Network;
  /** Calls back again and again, without keeping the process alive; the result ends it. */
  every(milliseconds: number, call: () => void): () => void;
  /** Where somebody can be asked: a terminal to read from and to write to. */
  readonly openTerminal?: OpenTerminal;
}

/** What a command is given. */
export interface CommandIo {
  /** Whose engines and files it is about; of a user the process is his by now. */
  readonly session: Session;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  /** The host that the command is about: the running system, or the one below --root. */
  readonly createHost: CreateHost;
  /** The registries; asked by probes alone. */
  readonly network: Network;
  /**
   * From now on SIGINT, SIGTERM and SIGHUP do not end the process: the result tells which one has come, and the
   * change that is under way ends in an orderly manner.
   */
  watchSignals(heard?: Heard): () => string | undefined;
  /** All of the standard input as text; undefined where it is more than a password can be. */
  readStandardInput(): Promise<string | undefined>;
  /** Shows a report now, for a command that goes on afterwards. */
  show(report: Report): Promise<void>;
  /** The commands and options, in the language of the run. */
  commandTree(): Promise<CommandNode>;
  /** What a finding says, for logs. */
  sentence(finding: Finding): Promise<string>;
  /** Where there is somebody to ask: on a terminal, unless --yes, --json or --quiet says not to. */
  readonly conversation?: Conversation;
}

/** Asking, and what becomes of the answers. */
export interface Conversation {
  /** Always the same one. */
  interview(): Promise<Interview>;
  /**
   * The command line with these words added to it, by the ordinary way.
   * @param supplied files that these words name and that need not exist
   */
  understand(
    words: readonly string[],
    supplied: ReadonlyMap<string, Uint8Array>,
  ): Promise<Result<Understood, readonly Finding[]>>;
  /** All the words of that command line, without the program's name. */
  commandLine(words: readonly string[]): readonly string[];
}

/** Called with each signal as it comes; `go-on`: it does not ask us to end. */
export type Heard = (signal: string) => 'end' | 'go-on';

/** Much more than any bundle of certificates; keeps /dev/zero and the like out. */
const LARGEST_INPUT = 4 * 1024 * 1024;

/**
 * The process as it is. What cannot be printed does not change the exit code, which tells how the host is: a reader
 * that went away (EPIPE) is passed over, a full disk is said on stderr.
 */
export function processIo(process: NodeJS.Process): Io {
  const stderr = outputOf(process.stderr, () => undefined);
  const complain = (errno: string) => {
    if (errno !== 'EPIPE') stderr.write(`registry-client: the output could not be written (${errno})\n`);
  };
  return {
    stdout: outputOf(process.stdout, complain),
    stderr,
    environment: process.env,
    directory: workingFolder,
    readInput: readInputFile,
    readStandardInput: () => readAll(process.stdin),
    now: () => Date.now(),
    becomeUser: async (asked, environment) =>
      (await import('./host/session.ts')).becomeUser(asked, environment),
    createHost: async (options) => (await import('./host/node-host.ts')).createHost(options),
    network: {
      shakeHands: async (question) => (await import('./host/network.ts')).network.shakeHands(question),
      ask: async (question) => (await import('./host/network.ts')).network.ask(question),
      resolve: async (name) => (await import('./host/network.ts')).network.resolve(name),
    },
    watchSignals: (heard = () => 'end') => {
      let first: string | undefined;
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => {
          if (heard(signal) === 'end') first ??= signal;
          if (signal === 'SIGHUP') process.once('exit', letGoOfLostTerminal);
        });
      }
      return () => first;
    },
    every: (milliseconds, call) => {
      const timer = setInterval(call, milliseconds).unref();
      return () => clearInterval(timer);
    },
    ...(isConversable(process.env) ? { openTerminal: openOwnTerminal } : {}),
  };
}

/** Looked at before inquirer is imported, which waits for ever on an input that is closed. */
function isConversable({ TERM }: NodeJS.ProcessEnv): boolean {
  return TERM !== 'dumb' && isatty(0) && isatty(2);
}

const openOwnTerminal: OpenTerminal = async (manner) =>
  (await import('./host/terminal.ts')).createTerminal(process.stdin, process.stderr, manner);

/** Bytes: much more than any password. */
const LONGEST_PASSWORD = 64 * 1024;

async function readAll(stream: NodeJS.ReadStream): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > LONGEST_PASSWORD) return undefined;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function outputOf(stream: NodeJS.WriteStream, complain: (errno: string) => void): Output {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    complain(error.code ?? error.message);
  });
  return {
    // One that cannot move its cursor gets what a file gets.
    isTerminal: stream.isTTY === true && process.env.TERM !== 'dumb',
    get width() {
      return stream.isTTY && stream.columns > 0 ? stream.columns : Number.POSITIVE_INFINITY;
    },
    write: (text) => {
      if (open) stream.write(text);
    },
  };
}

function workingFolder(): AbsPath {
  try {
    return process.cwd();
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return '/';
    throw cause;
  }
}

/** A regular file, or a pipe such as the shell's <(…); never a device, which may have no end. */
const readInputFile: ReadInput = (typed, root) => {
  try {
    const path = root === undefined ? typed : placeIn(root, typed);
    if (path === undefined) return err({ reason: 'unreadable', error: 'ELOOP' });
    const bytes = readNamed(path, LARGEST_INPUT);
    return bytes.length === 0 ? err({ reason: 'empty' }) : ok(bytes);
  } catch (cause) {
    return err(inputProblem(cause, typed, root));
  }
};

function inputProblem(cause: unknown, typed: string, root: AbsPath | undefined): InputProblem {
  const found = foundInstead(cause);
  if (found !== undefined) return { reason: 'not-a-file', found };
  const errno = errnoOf(cause);
  switch (errno) {
    case undefined:
      throw cause;
    case 'EFBIG':
      return { reason: 'too-large' };
    case 'ENOENT': {
      const path = posix.resolve(root === undefined ? workingFolder() : '/', typed);
      const dangling = findDangling(path, filesOf(nodeDisk, root ?? '').look);
      if (dangling === undefined) return { reason: 'absent', error: errno };
      const at = (place: AbsPath) => below(root ?? '', place);
      return { reason: 'dangling-link', link: at(dangling.link), target: at(dangling.target) };
    }
    default:
      return { reason: 'unreadable', error: errno };
  }
}

/** Where a path leads when its links are followed inside the root; undefined when they lead in a circle. */
function placeIn(root: AbsPath, path: string): AbsPath | undefined {
  const resolved = resolvePath(nodeDisk, root, path);
  return resolved.kind === 'path' ? below(root, resolved.real) : undefined;
}

function errnoOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
