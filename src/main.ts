// The program: argv in, one report and an exit code out. Whatever is thrown below ends here.

import { mentions, optionValue, readCommandLine, withWords } from './command-line/read.ts';
import type { Invocation } from './desired/invocation.ts';
import type { CommandLine, Understood } from './desired/parse.ts';
import { findUnsafeFile } from './host/own-files.ts';
import { type CommandIo, type Conversation, type Io, type Output, processIo } from './io.ts';
import { type Finding, finding } from './model/finding.ts';
import type { LanguageName } from './model/language.ts';
import { COMMANDS, type ExitCode, exitCodeOf, failedReport, type Report } from './model/outcome.ts';
import { err, ok, type Result } from './model/result.ts';
import type { Interview } from './questions/interview.ts';
import { chooseLanguage, loadHelp, loadLanguage } from './report/languages/index.ts';
import type { Look } from './report/look.ts';

/** Runs a command to its end. Expected failures are in its report; what it throws is a bug. */
export type RunCommand = (invocation: Invocation, io: CommandIo) => Promise<Report>;

const runInstalled: RunCommand = async (invocation, io) =>
  (await import('./dispatch.ts')).runCommand(invocation, io);

/** How a report is to be shown, whatever it is shown on. */
interface Manner extends Pick<Look, 'quiet' | 'verbose'> {
  readonly json: boolean;
  /** No colours, not even on a terminal. */
  readonly plain: boolean;
  readonly language: LanguageName;
}

/**
 * Runs one command line, without the program's name, and shows its report.
 * @param distrust says why nothing must be done; help and version are given all the same
 * @returns the exit code
 */
export async function main(
  argv: readonly string[],
  io: Io,
  run: RunCommand = runInstalled,
  distrust: () => Finding | undefined = () => undefined,
): Promise<ExitCode> {
  try {
    const manner = mannerOf(argv, io);
    const line = readCommandLine(argv, await loadHelp(manner.language), io.stdout.width);
    const report = line.ok
      ? (refuse(line.value, distrust()) ?? (await obey(argv, line.value, manner, io, run)))
      : line.error;
    return await show(report, manner, io);
  } catch (cause) {
    return showBug(cause, argv, io);
  }
}

/** Runs the process: nothing is cut off, because it ends by itself when all is written. */
export async function start(): Promise<void> {
  const io = processIo(process);
  const argv = process.argv.slice(2);
  let shown = false;
  process.on('uncaughtException', (cause) => {
    const told = shown ? Promise.resolve(io.stderr.write(`${String(cause)}\n`)) : showBug(cause, argv, io);
    told.finally(() => process.exit(70));
  });
  process.exitCode = await main(argv, io, runInstalled, distrustOwnFiles);
  shown = true;
  await Promise.all([process.stdout, process.stderr].map(flushed));
  // A name server that does not answer keeps the process, though nobody waits for it any more.
  setTimeout(() => process.exit(), LINGER).unref();
}

/** Milliseconds for what is under way when all has been said. */
const LINGER = 200;

/** Resolves when all that was written has gone, or cannot go any more. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

function refuse({ command }: CommandLine, reason: Finding | undefined): Report | undefined {
  return reason === undefined ? undefined : failedReport(command, [reason]);
}

function distrustOwnFiles(): Finding | undefined {
  const unsafe = findUnsafeFile(process.argv[1]);
  if (unsafe === undefined) return undefined;
  const { path, ...rest } = unsafe;
  return finding('error', 'PROGRAM_UNSAFE', rest, { path });
}

async function obey(
  argv: readonly string[],
  line: CommandLine,
  manner: Manner,
  io: Io,
  run: RunCommand,
): Promise<Report> {
  const { readStandardInput, watchSignals, createHost, network } = io;
  const canAsk = isConversation(line, manner, io);
  const understood = await understand(line, canAsk, io);
  if (!understood.ok) return failedReport(line.command, understood.error);
  const { findings } = understood.value;
  const { enterSession } = await import('./commands/enter-session.ts');
  const entered = await enterSession(understood.value.invocation, io.environment, io.becomeUser);
  if (!entered.ok) return failedReport(line.command, [entered.error]);
  const { invocation, session, environment } = entered.value;
  const { createProgress } = await import('./report/progress.ts');
  const language = await loadLanguage(manner.language);
  const progress = createProgress(io, { ...manner, language, color: !manner.plain });
  try {
    const report = await run(invocation, {
      environment,
      session,
      watchSignals,
      createHost,
      network,
      readStandardInput,
      progress: progress.step,
      show: async (shown) => {
        progress.end();
        await show(shown, manner, io);
      },
      commandTree: async () =>
        (await import('./command-line/tree.ts')).commandTree(await loadHelp(manner.language)),
      sentence: async (each) => {
        const { discreet } = await import('./report/discreet.ts');
        const { sentenceOf } = await import('./report/languages/sentence.ts');
        return sentenceOf(discreet(each), language).message;
      },
      ...(canAsk ? { conversation: conversationOn(argv, io, { ...manner, language }, progress.end) } : {}),
    });
    const told = session.kind === 'user' ? report.findings.map(withUser(session.name)) : report.findings;
    return { ...report, findings: [...findings, ...told] };
  } finally {
    progress.end();
  }
}

async function understand(
  line: CommandLine,
  canAsk: boolean,
  io: Io,
): Promise<Result<Understood, readonly Finding[]>> {
  const { parseInvocation } = await import('./desired/parse.ts');
  const engines = namesEngines(line) ? await engineNames() : [];
  const { readInput } = io;
  return parseInvocation(line, { directory: io.directory(), engines, readInput, now: io.now(), canAsk });
}

/** Whether there is somebody to ask, and nothing that says not to. */
function isConversation({ command, flags }: CommandLine, { json, quiet }: Manner, io: Io): boolean {
  const isChange = command === 'setup' || command === 'remove' || command === 'rollback';
  return isChange && !json && !quiet && !flags.switches.has('--yes') && io.openTerminal !== undefined;
}

/** Nothing of it is loaded before something is asked. */
function conversationOn(
  argv: readonly string[],
  io: Io,
  manner: Omit<Manner, 'language'> & Pick<Look, 'language'>,
  clear: () => void,
): Conversation {
  let interview: Promise<Interview> | undefined;
  const open = async () => (await import('./interview.ts')).holdInterview(io, { look, clear });
  const look = () => ({ ...manner, color: !manner.plain, width: io.stderr.width });
  const commandLine = (words: readonly string[]) => withWords(argv, words);
  return {
    interview: () => {
      interview ??= open();
      return interview;
    },
    commandLine,
    understand: async (words, supplied) => {
      const line = readCommandLine(commandLine(words), await loadHelp(manner.language.name));
      if (!line.ok) return err(line.error.findings);
      const readInput: Io['readInput'] = (path, root) => {
        const bytes = supplied.get(path);
        return bytes === undefined ? io.readInput(path, root) : ok(bytes);
      };
      return understand(line.value, false, { ...io, readInput });
    },
  };
}

const withUser =
  (user: string) =>
  (each: Finding): Finding => ({ ...each, user });

/** Whether engines are named by --engine, or may be in a configuration file. */
function namesEngines({ flags }: CommandLine): boolean {
  return ['--engine', '--config'].some((option) => flags.values.has(option) || flags.switches.has(option));
}

/** The names that --engine takes; looked up only where they may be needed, because that loads every engine. */
async function engineNames(): Promise<readonly string[]> {
  const { ENGINES } = await import('./engines/index.ts');
  return ENGINES.map((engine) => engine.id);
}

/** Read off the words themselves, so that it holds for a line that could not be understood, too. */
function mannerOf(argv: readonly string[], io: Io): Manner {
  return {
    json: mentions(argv, '--json'),
    quiet: mentions(argv, '--quiet'),
    verbose: mentions(argv, '--verbose'),
    plain: mentions(argv, '--no-color') || (io.environment.NO_COLOR ?? '') !== '',
    language: chooseLanguage(optionValue(argv, '--lang'), io.environment),
  };
}

/**
 * Like any program: what kept the command from being run at all (exit codes from 64 on) is for stderr, and so is what
 * there is to say about a text that was asked for.
 */
async function show(whole: Report, manner: Manner, io: Io): Promise<ExitCode> {
  const { discreet } = await import('./report/discreet.ts');
  const { text, ...rest } = whole;
  // A text that was asked for is meant to be used as it is.
  const report: Report = { ...discreet(rest), ...(text === undefined ? {} : { text }) };
  const code = exitCodeOf(report);
  if (manner.json) {
    const { toJson } = await import('./report/json.ts');
    io.stdout.write(toJson(report, await loadLanguage(manner.language)));
    return code;
  }
  const output = code >= 64 ? io.stderr : io.stdout;
  if (text !== undefined) output.write(text);
  if (text !== undefined && report.findings.length === 0) return code;
  const { findingsToText, toText } = await import('./report/text.ts');
  if (text === undefined) output.write(toText(report, await lookOn(output, manner)));
  else io.stderr.write(findingsToText(report, await lookOn(io.stderr, manner)));
  return code;
}

async function lookOn({ isTerminal, width }: Output, manner: Manner): Promise<Look> {
  const language = await loadLanguage(manner.language);
  return { ...manner, language, color: !manner.plain && isTerminal, width };
}

async function showBug(cause: unknown, argv: readonly string[], io: Io): Promise<ExitCode> {
  const manner = mannerOf(argv, io);
  const error = cause instanceof Error ? cause : new Error(String(cause));
  if (manner.verbose) io.stderr.write(`${error.stack ?? error.message}\n`);
  const command = COMMANDS.find((name) => argv.includes(name)) ?? null;
  return show(failedReport(command, [finding('error', 'BUG', { error: error.message })]), manner, io);
}
