// The commander tree: which commands and options there are. It gives back what stood on the command line.

import { Command, CommanderError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { type UsageFinding, usage } from './desired/flags.ts';
import type { CommandLine } from './desired/parse.ts';
import { COMMANDS, type CommandName, failedReport, type Report } from './model/outcome.ts';
import { err, ok, type Result } from './model/result.ts';
import { helpEpilogue, PROGRAM_EPILOGUE, SUMMARY } from './report/help.ts';

const ASKED = 'What to ask for:';
const HOW = 'How it is done:';

/**
 * Reads a command line without the program's name.
 * @returns the command, its options and operands; or the report that ends the run: help, version, wrong usage
 */
export function readCommandLine(argv: readonly string[]): Result<CommandLine, Report> {
  const written: string[] = [];
  const lines: CommandLine[] = [];
  const program = buildProgram(
    (line) => lines.push(line),
    (text) => written.push(text),
  );
  try {
    program.parse([...argv], { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    return err(endReport(cause, argv, written.join('')));
  }
  const [line] = lines;
  if (line === undefined) throw new Error('no command was dispatched');
  return ok(line);
}

/** Whether a switch stands on the command line, for lines that could not be understood as a whole. */
export function mentions(argv: readonly string[], option: string): boolean {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  return options.some((word) => word === option || word.startsWith(`${option}=`));
}

type Take = (line: CommandLine) => void;

function buildProgram(take: Take, write: (text: string) => void): Command {
  const program = new Command('registry-client')
    .description(SUMMARY)
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [COMMAND]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', PROGRAM_EPILOGUE);
  for (const option of globalOptions()) program.addOption(option);
  addSetup(program, take);
  addRollback(program, take);
  addStatus(program, take);
  addHistory(program, take);
  addRemove(program, take);
  addRecover(program, take);
  return program;
}

function addSetup(program: Command, take: Take): void {
  const setup = addCommand(program, 'setup', 'make this host use the registries that are named', take);
  for (const option of [...requestOptions(), engineOption()]) setup.addOption(option);
  setup
    .addOption(toggle('--replace', 'of the kinds named, take out what is ours and not named').helpGroup(HOW))
    .addOption(toggle('--adopt', 'with --replace: also what others wrote').helpGroup(HOW))
    .addOption(toggle('--drop-in', 'Podman: a file of our own in registries.conf.d').helpGroup(HOW))
    .addOption(toggle('--convert', 'Podman: turn a v1 file into v2 first').helpGroup(HOW));
  for (const option of changeOptions()) setup.addOption(option);
}

function addRemove(program: Command, take: Take): void {
  const remove = addCommand(
    program,
    'remove',
    'take out what is named, or with --all everything that is ours',
    take,
  );
  for (const option of [...requestOptions(), engineOption()]) remove.addOption(option);
  remove
    .addOption(toggle('--all', 'everything that is ours').helpGroup(ASKED))
    .addOption(toggle('--adopt', 'also what others wrote').helpGroup(HOW));
  for (const option of changeOptions()) remove.addOption(option);
}

function addRollback(program: Command, take: Take): void {
  const rollback = addCommand(program, 'rollback', 'put back what a setup or remove changed', take)
    .argument('[ID]', 'undo this change and everything newer; without it, the newest change')
    .addOption(toggle('--original', 'back to before the first change').helpGroup(ASKED))
    .addOption(
      toggle('--force', 'also over files that were edited since; the edits are kept').helpGroup(HOW),
    );
  for (const option of changeOptions()) rollback.addOption(option);
}

function addStatus(program: Command, take: Take): void {
  const text = 'what is configured, what the engines have loaded, whether they agree';
  addCommand(program, 'status', text, take).addOption(engineOption());
}

function addHistory(program: Command, take: Take): void {
  const history = addCommand(program, 'history', 'the changes of this host, newest first', take);
  finish(history.command('show').argument('<ID>'), 'history', 'the differences that a change made', take);
}

function addRecover(program: Command, take: Take): void {
  addCommand(program, 'recover', 'finish a change that was interrupted', take);
}

function addCommand(program: Command, name: CommandName, description: string, take: Take): Command {
  return finish(program.command(name), name, description, take);
}

/** Operands that a command does not know are handed on as they are: parsing says what is wrong with them. */
function finish(command: Command, name: CommandName, description: string, take: Take): Command {
  return command
    .description(description)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', helpEpilogue(name))
    .allowExcessArguments()
    .action(() => take(lineOf(name, command)));
}

function lineOf(name: CommandName, command: Command): CommandLine {
  const values = new Map<string, readonly string[]>();
  const switches = new Set<string>();
  for (let owner: Command | null = command; owner !== null; owner = owner.parent) {
    for (const option of owner.options) {
      const value: unknown = owner.getOptionValue(option.attributeName());
      if (Array.isArray(value)) values.set(optionName(option), value.map(String));
      else if (value === !option.negate) switches.add(optionName(option));
    }
  }
  const operands = command.args.slice(0, command.registeredArguments.length);
  const excess = command.args.slice(command.registeredArguments.length);
  return { command: name, flags: { values, switches }, operands, excess };
}

function optionName(option: Option): string {
  return option.long ?? option.flags;
}

/** An option with a value. Every value is kept: whether it may come twice is for parsing to say. */
function valued(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, previous: readonly string[] = []) => [
    ...previous,
    value,
  ]);
}

function toggle(flags: string, description: string): Option {
  return new Option(flags, description);
}

function requestOptions(): readonly Option[] {
  return [
    valued('--mirror <[UPSTREAM=]URL>', 'a mirror of UPSTREAM (default docker.io); repeat for several'),
    valued('--registry <HOST[:PORT]>', 'a private registry that is used by its own name; repeatable'),
    valued('--insecure <HOST[:PORT]|CIDR>', 'plain HTTP, or TLS without verification; repeatable'),
    valued('--search <HOST[:PORT]>', 'Podman: searched first for short names; repeatable'),
    valued('--ca <[HOST[:PORT]=]FILE>', 'the CA of that registry, or of all that are named; repeatable'),
    valued('--host-alias <NAME=IP>', 'a marked line in /etc/hosts; repeatable'),
  ].map((option) => option.helpGroup(ASKED));
}

function engineOption(): Option {
  return valued(
    '--engine <NAME[,NAME]>',
    'only these engines (default: every engine that is found)',
  ).helpGroup(HOW);
}

function changeOptions(): readonly Option[] {
  return [
    valued('--apply <auto|reload|restart|none>', 'what may be done to an engine (default: auto)'),
    toggle('--dry-run', 'show the differences, change nothing'),
    toggle('-y, --yes', 'ask nothing'),
  ].map((option) => option.helpGroup(HOW));
}

function globalOptions(): readonly Option[] {
  return [
    valued('--root <DIR>', 'work on the files of a system that is not running'),
    valued('--state-dir <DIR>', 'where the state is kept (default: /var/lib/registry-client)'),
    toggle('--json', 'print one JSON document'),
    toggle('--quiet', 'print only warnings and errors'),
    toggle('--verbose', 'print more'),
    toggle('--no-color', 'print no colours (also: NO_COLOR in the environment)'),
    valued('--timeout <DURATION>', 'limit for one question to an engine (default: 30s)'),
    valued('--wait <DURATION>', 'wait so long for another run to end (default: not at all)'),
  ];
}

/** What commander ended with, as a report: help and version are a success, the rest is wrong usage. */
function endReport(error: CommanderError, argv: readonly string[], text: string): Report {
  const command = COMMANDS.find((name) => argv.includes(name)) ?? null;
  if (error.exitCode === 0) {
    return { ...failedReport(command, []), outcome: 'unchanged', text };
  }
  return failedReport(command, [usageOf(error)]);
}

/** Commander says what is wrong in a sentence of a known form; the words in quotes are what was typed. */
function usageOf(error: CommanderError): UsageFinding {
  const [, word = ''] = /'(.*)'/s.exec(error.message) ?? [];
  const [, suggestion] = /\(Did you mean (?:one of )?(.*)\?\)/.exec(error.message) ?? [];
  switch (error.code) {
    case 'commander.unknownOption':
      return usage(optionOf(word), '', 'unknown-option', suggestion);
    case 'commander.unknownCommand':
      return usage('COMMAND', word, 'unknown-command', suggestion ?? COMMANDS.join(', '));
    case 'commander.optionMissingArgument':
      return usage(optionOf(word), '', 'missing-argument', word);
    case 'commander.missingArgument':
      return usage(word, '', 'missing-argument', `an ID as \`registry-client history\` lists it`);
    case 'commander.help':
      return usage('COMMAND', '', 'missing-argument', COMMANDS.join(', '));
    default:
      return usage('', error.message.replace(/^error: /, ''), 'other');
  }
}

/** The name alone of `--name=value` or of `--name <VALUE>`. */
function optionOf(words: string): string {
  return words.split(/[= ]/, 1)[0] ?? words;
}
