// The commander tree: which commands and options there are. What each of them says is in report/languages.

import { Command, Option } from 'commander';
import type { CommandLine } from '../desired/parse.ts';
import { LANGUAGE_NAMES } from '../model/language.ts';
import type { CommandName } from '../model/outcome.ts';
import type { ArgumentKey, HelpTexts, OptionKey } from '../report/languages/help-texts.ts';
import { VERSION_TEXT } from '../version.ts';
import { foldCodes, foldLines, foldNotes, formatItem, HELP_WIDTH, widthOf } from './help-layout.ts';

/** Called with the one command line that was understood. */
type Take = (line: CommandLine) => void;

/** With a value where there are brackets, else a switch. */
const OPTIONS: Readonly<Record<OptionKey, string>> = {
  mirror: '--mirror <[UPSTREAM=]URL>',
  registry: '--registry <HOST[:PORT]>',
  insecure: '--insecure <HOST[:PORT]|CIDR>',
  search: '--search <HOST[:PORT]>',
  ca: '--ca <[HOST[:PORT]=]FILE>',
  'host-alias': '--host-alias <NAME=IP>',
  engine: '--engine <NAME[,NAME]>',
  'setup-config': '--config [FILE]',
  replace: '--replace',
  'setup-adopt': '--adopt',
  'remove-adopt': '--adopt',
  'remove-all': '--all',
  'drop-in': '--drop-in',
  convert: '--convert',
  original: '--original',
  force: '--force',
  from: '--from <image|apt|npm|URL>',
  sha256: '--sha256 <HEX>',
  package: '--package <NAME>',
  once: '--once',
  pause: '--pause <DURATION>',
  resume: '--resume',
  'agent-config': '--config <FILE>',
  metrics: '--metrics <FILE>',
  interval: '--interval <DURATION>',
  values: '--values <KIND>',
  apply: '--apply <auto|reload|restart|none>',
  'dry-run': '--dry-run',
  'confirm-within': '--confirm-within <DURATION>',
  'skip-probe': '--skip-probe',
  yes: '-y, --yes',
  pull: '--pull <IMAGE>',
  login: '--login <[HOST=]USER>',
  'password-stdin': '--password-stdin',
  root: '--root <DIR>',
  user: '--user <NAME>',
  'state-dir': '--state-dir <DIR>',
  json: '--json',
  quiet: '--quiet',
  verbose: '--verbose',
  'no-color': '--no-color',
  lang: `--lang <${LANGUAGE_NAMES.join('|')}>`,
  timeout: '--timeout <DURATION>',
  wait: '--wait <DURATION>',
};

const REQUESTS = ['mirror', 'registry', 'insecure', 'search', 'ca', 'host-alias'] as const;
const CHANGE = ['apply', 'dry-run', 'confirm-within', 'skip-probe', 'yes'] as const;
const EVERYWHERE = [
  'root',
  'user',
  'state-dir',
  'json',
  'quiet',
  'verbose',
  'no-color',
  'lang',
  'timeout',
  'wait',
] as const;

interface CommandShape {
  readonly argument?: readonly [form: string, key: ArgumentKey];
  /** The options by their headings. */
  readonly asked?: readonly OptionKey[];
  readonly how?: readonly OptionKey[];
}

/** In the order of the help. */
const COMMANDS: Readonly<Record<CommandName, CommandShape>> = {
  setup: {
    asked: [...REQUESTS, 'setup-config'],
    how: [
      'engine',
      'replace',
      'setup-adopt',
      'drop-in',
      'convert',
      ...CHANGE,
      'pull',
      'login',
      'password-stdin',
    ],
  },
  rollback: { argument: ['[ID]', 'rollback-id'], asked: ['original'], how: ['force', ...CHANGE] },
  confirm: {},
  status: { how: ['engine'] },
  history: {},
  remove: { asked: [...REQUESTS, 'remove-all'], how: ['engine', 'remove-adopt', ...CHANGE] },
  recover: {},
  doctor: { argument: ['[URL|HOST[:PORT]...]', 'registries'], how: ['engine'] },
  explain: { argument: ['<IMAGE...>', 'images'], how: ['engine'] },
  'cloud-init': {
    asked: REQUESTS,
    how: ['engine', 'drop-in', 'convert', 'apply', 'from', 'sha256', 'package'],
  },
  agent: { how: ['once', 'pause', 'resume', 'agent-config', 'metrics', 'interval'] },
  completion: { argument: ['[SHELL]', 'shell'], how: ['values', 'remove-adopt'] },
};

/**
 * The program with all its commands. It throws CommanderError where a line does not end in a command.
 * @param write takes the help and the version
 * @param width columns that the help may take
 */
export function buildProgram(
  texts: HelpTexts,
  take: Take,
  write: (text: string) => void,
  width: number = HELP_WIDTH,
): Command {
  const program = new Command('registry-client')
    .description(texts.summary)
    .version(VERSION_TEXT, '-V, --version', texts.version)
    .helpOption('-h, --help', texts.help)
    .helpCommand('help [COMMAND]', texts.commands.help)
    .configureHelp({
      showGlobalOptions: true,
      sortSubcommands: false,
      styleTitle: titlesOf(texts),
      helpWidth: width,
      displayWidth: widthOf,
      boxWrap: foldLines,
      subcommandTerm: termOf,
      formatItem: (term, termWidth, description) => formatItem(term, termWidth, description, width),
    })
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', () => foldNotes(texts.programExamples, width) + foldCodes(texts.exitCodes, width));
  for (const key of EVERYWHERE) program.addOption(optionOf(key, texts));
  for (const [name, shape] of entriesOf(COMMANDS)) addCommand(program, name, shape, { texts, take, width });
  return program;
}

/** The options that a command takes beside those of every command, as they can be typed: `-y`, `--yes`. */
export function optionsOf(name: CommandName): readonly string[] {
  const { asked = [], how = [] } = COMMANDS[name];
  return [...asked, ...how].flatMap(namesOf);
}

/** Those of every command, likewise. */
export const OPTIONS_EVERYWHERE: readonly string[] = ['--help', '--version', ...EVERYWHERE.flatMap(namesOf)];

function namesOf(key: OptionKey): readonly string[] {
  return OPTIONS[key].replace(/ [<[].*/, '').split(', ');
}

/** What there is, without the options: for whoever gave no command. */
export function shortHelp(texts: HelpTexts, width: number): string {
  const nothing = () => undefined;
  const program = buildProgram(texts, nothing, nothing, width);
  program.configureHelp({ ...program.configureHelp(), visibleOptions: () => [] });
  return program.helpInformation() + foldNotes(texts.programExamples, width);
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): readonly [Key, Value][] {
  const keys: Key[] = [];
  for (const key in record) keys.push(key);
  return keys.map((key) => [key, record[key]]);
}

/** What every command is built with. */
interface Frame {
  readonly texts: HelpTexts;
  readonly take: Take;
  readonly width: number;
}

/** That a command has options goes without saying. */
function termOf(command: Command): string {
  const operands = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...operands].join(' ');
}

/** Commander's own headings in the language of the help. */
function titlesOf({ titles }: HelpTexts): (title: string) => string {
  const own: Readonly<Record<string, string>> = {
    'Usage:': titles.usage,
    'Arguments:': titles.arguments,
    'Options:': titles.options,
    'Global Options:': titles.globalOptions,
    'Commands:': titles.commands,
  };
  return (title) => own[title] ?? title;
}

function addCommand(
  program: Command,
  name: CommandName,
  { argument, asked = [], how = [] }: CommandShape,
  frame: Frame,
): void {
  const { texts } = frame;
  const command = program.command(name).description(texts.commands[name]);
  if (argument !== undefined) command.argument(argument[0], texts.arguments[argument[1]]);
  for (const key of asked) command.addOption(optionOf(key, texts).helpGroup(texts.titles.asked));
  for (const key of how) command.addOption(optionOf(key, texts).helpGroup(texts.titles.how));
  finish(command, name, frame);
  if (name !== 'history') return;
  const show = command.command('show').description(texts.commands['history-show']);
  finish(show.argument('<ID>', texts.arguments['history-id']), name, frame);
}

/** Operands that a command does not know are handed on as they are: parsing says what is wrong with them. */
function finish(command: Command, name: CommandName, { texts, take, width }: Frame): void {
  command
    .helpOption('-h, --help', texts.help)
    .helpCommand(false)
    .addHelpText('after', () => foldNotes(texts.examples[name], width) + foldCodes(texts.exitCodes, width))
    .allowExcessArguments()
    .action(() => take(lineOf(name, command)));
}

/** Every value is kept: whether an option may come twice is for parsing to say. */
function optionOf(key: OptionKey, texts: HelpTexts): Option {
  const option = new Option(OPTIONS[key], texts.options[key]);
  if (!option.required && !option.optional) return option;
  return option.argParser((value: string, previous: unknown) => [
    ...(Array.isArray(previous) ? previous.map(String) : []),
    value,
  ]);
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

/** `--mirror` */
export function optionName(option: Option): string {
  return option.long ?? option.flags;
}
