// The commander tree: which commands and options there are. It gives back what stood on the command line.

import { Command, CommanderError, Option } from 'commander';
import { type UsageFinding, usage } from './desired/flags.ts';
import { DEFAULT_CONFIG, SHELLS } from './desired/invocation.ts';
import type { CommandLine } from './desired/parse.ts';
import type { CommandNode, OptionNode } from './model/command-tree.ts';
import { COMMANDS, type CommandName, failedReport, type Report } from './model/outcome.ts';
import { err, ok, type Result } from './model/result.ts';
import { helpEpilogue, PROGRAM_EPILOGUE, SUMMARY } from './report/help.ts';
import { VERSION_TEXT } from './version.ts';

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

/** The commands and options as plain data. */
export function commandTree(): CommandNode {
  const nothing = () => undefined;
  const program = nodeOf(buildProgram(nothing, nothing));
  const help = { long: '--help', short: '-h', description: 'print the help' };
  return { ...program, options: [help, ...program.options] };
}

function nodeOf(command: Command): CommandNode {
  return {
    name: command.name(),
    description: command.description(),
    options: command.options.map(optionNode),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      required: argument.required,
    })),
    commands: command.commands.map(nodeOf),
  };
}

function optionNode(option: Option): OptionNode {
  const placeholder = /[<[](.*)[>\]]$/.exec(option.flags)?.[1];
  return {
    long: optionName(option),
    description: option.description,
    ...(option.short === undefined ? {} : { short: option.short }),
    ...(option.helpGroupHeading === undefined ? {} : { group: option.helpGroupHeading }),
    ...(placeholder === undefined ? {} : { value: { placeholder, optional: !option.required } }),
  };
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
    .version(VERSION_TEXT, '-V, --version', 'print the version and the commit')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [COMMAND]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', PROGRAM_EPILOGUE);
  for (const option of globalOptions()) program.addOption(option);
  addSetup(program, take);
  addRollback(program, take);
  addConfirm(program, take);
  addStatus(program, take);
  addHistory(program, take);
  addRemove(program, take);
  addRecover(program, take);
  addDoctor(program, take);
  addExplain(program, take);
  addCloudInit(program, take);
  addAgent(program, take);
  addCompletion(program, take);
  return program;
}

function addSetup(program: Command, take: Take): void {
  const setup = addCommand(program, 'setup', 'make this host use the registries that are named', take);
  for (const option of [...requestOptions(), engineOption()]) setup.addOption(option);
  setup
    .addOption(
      valued('--config [FILE]', `what a JSON5 file asks for (default: ${DEFAULT_CONFIG})`).helpGroup(ASKED),
    )
    .addOption(toggle('--replace', 'of the kinds named, take out what is ours and not named').helpGroup(HOW))
    .addOption(toggle('--adopt', 'with --replace: also what others wrote').helpGroup(HOW))
    .addOption(dropInOption())
    .addOption(convertOption());
  for (const option of [...changeOptions(), ...tryOutOptions()]) setup.addOption(option);
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

function addConfirm(program: Command, take: Take): void {
  addCommand(program, 'confirm', 'keep a change made with --confirm-within', take);
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

function addDoctor(program: Command, take: Take): void {
  const text = 'find out why a registry or an engine does not work, and say the cure';
  addCommand(program, 'doctor', text, take)
    .argument('[URL|HOST[:PORT]...]', 'the registries to ask; without one, all that are configured')
    .addOption(engineOption());
}

function addExplain(program: Command, take: Take): void {
  const text = 'which registry an image name will be served by, for each engine';
  addCommand(program, 'explain', text, take)
    .argument('<IMAGE...>', 'names as they are given to a pull: alpine:3.19')
    .addOption(engineOption());
}

function addCloudInit(program: Command, take: Take): void {
  const text = 'print the first-boot document for the same flags as setup';
  const cloudInit = addCommand(program, 'cloud-init', text, take);
  const options = [
    ...requestOptions(),
    engineOption(),
    dropInOption(),
    convertOption(),
    applyOption(),
    valued('--from <image|apt|npm|URL>', 'where the host gets this program from (default: image)'),
    valued('--sha256 <HEX>', 'the checksum of what --from URL or --from npm gets'),
    valued(
      '--package <NAME>',
      'a package that the same document installs, the engine for example; repeatable',
    ),
  ];
  for (const option of options) cloudInit.addOption(option.helpGroup(option.helpGroupHeading ?? HOW));
}

function addAgent(program: Command, take: Take): void {
  const agent = addCommand(program, 'agent', 'keep the host as its configuration file says', take);
  const options = [
    toggle('--once', 'look once and put right what differs'),
    valued('--pause <DURATION>', 'do nothing for so long'),
    toggle('--resume', 'go on after a pause or a hold'),
    valued('--config <FILE>', `the configuration file (default: ${DEFAULT_CONFIG})`),
    valued('--metrics <FILE>', 'write the figures for Prometheus into this file'),
    valued('--interval <DURATION>', 'look so often at least (default: 1m)'),
  ];
  for (const option of options) agent.addOption(option.helpGroup(HOW));
}

function addCompletion(program: Command, take: Take): void {
  const text = `print the completions for a shell: ${SHELLS.join(', ')}`;
  addCommand(program, 'completion', text, take).argument('<SHELL>', SHELLS.join(', '));
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
  const isEndless = command.registeredArguments.at(-1)?.variadic === true;
  const most = isEndless ? command.args.length : command.registeredArguments.length;
  const operands = command.args.slice(0, most);
  const excess = command.args.slice(most);
  return { command: name, flags: { values, switches }, operands, excess };
}

function optionName(option: Option): string {
  return option.long ?? option.flags;
}

/** An option with a value. Every value is kept: whether it may come twice is for parsing to say. */
function valued(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, previous: unknown) => [
    ...(Array.isArray(previous) ? previous.map(String) : []),
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

function dropInOption(): Option {
  return toggle('--drop-in', 'Podman: a file of our own in registries.conf.d').helpGroup(HOW);
}

function convertOption(): Option {
  return toggle('--convert', 'Podman: turn a v1 file into v2 first').helpGroup(HOW);
}

function applyOption(): Option {
  return valued('--apply <auto|reload|restart|none>', 'what may be done to an engine (default: auto)');
}

function changeOptions(): readonly Option[] {
  return [
    applyOption(),
    toggle('--dry-run', 'show the differences, change nothing'),
    valued('--confirm-within <DURATION>', 'undo it by itself unless `confirm` comes in time'),
    toggle('--skip-probe', 'do not contact the registries before the change'),
    toggle('-y, --yes', 'ask nothing'),
  ].map((option) => option.helpGroup(HOW));
}

function tryOutOptions(): readonly Option[] {
  return [
    valued('--pull <IMAGE>', 'afterwards pull it with every engine and say who served it; repeatable'),
    valued('--login <[HOST=]USER>', 'afterwards log in to the registries of --registry and --search'),
    toggle('--password-stdin', 'with --login: the password comes on the standard input'),
  ].map((option) => option.helpGroup(HOW));
}

function globalOptions(): readonly Option[] {
  return [
    valued('--root <DIR>', 'work on the files of a system that is not running'),
    valued('--user <NAME>', "that user's rootless engines and files"),
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
      return usage(word, '', 'missing-argument', MISSING[word]);
    case 'commander.help':
      return usage('COMMAND', '', 'missing-argument', COMMANDS.join(', '));
    default:
      return usage('', error.message.replace(/^error: /, ''), 'other');
  }
}

const MISSING: Readonly<Record<string, string>> = {
  ID: 'an ID as `registry-client history` lists it',
  IMAGE: 'the name of an image, such as alpine:3.19',
  SHELL: SHELLS.join(', '),
};

/** The name alone of `--name=value` or of `--name <VALUE>`. */
function optionOf(words: string): string {
  return words.split(/[= ]/, 1)[0] ?? words;
}
