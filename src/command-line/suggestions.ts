// What somebody probably meant who typed an option or a command that there is not.

import { hideSecrets } from '../desired/flags.ts';
import { nearestName } from '../model/nearest.ts';
import { COMMANDS, type CommandName } from '../model/outcome.ts';
import { shellWord } from '../model/shell-word.ts';
import { OPTIONS_EVERYWHERE, optionsOf } from './cli.ts';

/** Words of other programs for what ours does. */
const OTHER_WORDS: ReadonlyMap<string, CommandName> = new Map([
  ['add', 'setup'],
  ['apply', 'setup'],
  ['configure', 'setup'],
  ['install', 'setup'],
  ['set', 'setup'],
  ['undo', 'rollback'],
  ['restore', 'rollback'],
  ['revert', 'rollback'],
  ['delete', 'remove'],
  ['rm', 'remove'],
  ['uninstall', 'remove'],
  ['unset', 'remove'],
  ['info', 'status'],
  ['list', 'status'],
  ['ls', 'status'],
  ['show', 'status'],
  ['check', 'doctor'],
  ['diagnose', 'doctor'],
  ['test', 'doctor'],
  ['verify', 'doctor'],
  ['log', 'history'],
  ['which', 'explain'],
  ['why', 'explain'],
  ['keep', 'confirm'],
]);

/**
 * @param name the option as it was typed, without a value
 * @param argv the whole command line
 * @returns an option; the commands that have this one, with commas between them; a command line, where there is no
 * command; or undefined
 */
export function suggestOption(name: string, argv: readonly string[]): string | undefined {
  const command = COMMANDS.find((known) => argv.includes(known));
  const owners = ownersOf(name);
  if (command === undefined) return suggestLine(name, owners[0], argv);
  // Its own, before the command.
  if (owners.includes(command)) return lineOf([command, ...without(argv, command)]);
  if (owners.length > 0) return owners.join(', ');
  return nearestOption(name, [...OPTIONS_EVERYWHERE, ...optionsOf(command)]);
}

/** The command was forgotten. */
function suggestLine(
  name: string,
  owner: CommandName | undefined,
  argv: readonly string[],
): string | undefined {
  if (owner !== undefined) return lineOf([owner, ...argv]);
  return nearestOption(name, OPTIONS_EVERYWHERE) ?? withCommand(nearestOption(name, OPTIONS_OF_COMMANDS));
}

function withCommand(option: string | undefined): string | undefined {
  return option === undefined ? undefined : `${ownersOf(option)[0]} ${option}`;
}

const OPTIONS_OF_COMMANDS = COMMANDS.flatMap(optionsOf);

function without(argv: readonly string[], word: string): readonly string[] {
  const at = argv.indexOf(word);
  return argv.filter((_, index) => index !== at);
}

/** An address, a name with a dot and a port, or one without a dot and a port as registries have them. */
const REGISTRY = /^(?:\d+(?:\.\d+){3}(?::\d+)?|[^\s/:]+\.[^\s/:]+:\d+|[^\s/:]+:\d{4,5})$/;
const IMAGE = /^[a-z0-9][a-z0-9._/-]*:\w[\w.-]*$/;

/**
 * @param word what stands in place of a command
 * @param argv the whole command line
 * @returns a command, a command line, or all commands with commas between them
 */
export function suggestCommand(word: string, argv: readonly string[]): string {
  if (/^https?:\/\//.test(word)) return lineOf(['setup', '--mirror', ...argv]);
  if (REGISTRY.test(word)) return lineOf(['setup', '--registry', ...argv]);
  if (IMAGE.test(word)) return lineOf(['explain', ...argv]);
  const command = OTHER_WORDS.get(word.toLowerCase()) ?? beginning(word) ?? nearestName(word, COMMANDS);
  if (command !== '') return command;
  return withCommand(nearestOption(word, OPTIONS_OF_COMMANDS)) ?? COMMANDS.join(', ');
}

/** The commands that have an option. */
function ownersOf(option: string): readonly CommandName[] {
  return COMMANDS.filter((command) => optionsOf(command).includes(option));
}

/** The one command that a word is the beginning of. */
function beginning(word: string): CommandName | undefined {
  const [first, ...others] = word.length < 2 ? [] : COMMANDS.filter((command) => command.startsWith(word));
  return others.length === 0 ? first : undefined;
}

function nearestOption(name: string, options: readonly string[]): string | undefined {
  const near = nearestName(
    name,
    options.filter((option) => option.startsWith('--')),
  );
  return near === '' ? undefined : near;
}

/** As it can be pasted behind the name of the program. */
function lineOf(words: readonly string[]): string {
  return words.map((word) => shellWord(hideSecrets(word))).join(' ');
}
