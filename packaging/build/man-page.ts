// The manual page registry-client(1), made from the same commands and options as the help (man-pages(7), groff_man(7)).

import { commandTree } from '../../src/command-tree.ts';
import type { CommandNode, OptionNode } from '../../src/model/command-tree.ts';
import { help } from '../../src/report/languages/en/help.ts';

/** @param date of what is built, seconds since 1970 */
export function manPage(version: string, date: number): string {
  const program = commandTree(help);
  const day = new Date(date * 1000).toISOString().slice(0, 10);
  return [
    `.TH REGISTRY\\-CLIENT 1 ${day} "registry\\-client ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'registry\\-client \\- point container engines at private registries and mirrors, and take it back',
    '.SH SYNOPSIS',
    ...program.commands.flatMap((command) => synopsis(command)).slice(1),
    '.SH DESCRIPTION',
    roff(program.description),
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandSection(command)),
    '.SH OPTIONS OF ALL COMMANDS',
    ...program.options.flatMap(optionEntry),
    '.SH EXIT STATUS',
    ...[...help.exitCodes.matchAll(/^ *(\d+) {2}(.+)$/gm)].flatMap(([, code = '', meaning = '']) => [
      '.TP',
      `.B ${code}`,
      roff(meaning),
    ]),
    '.SH FILES',
    ...FILES.flatMap(([path, meaning]) => ['.TP', `.I ${roff(path)}`, roff(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, roff(meaning)]),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([line, meaning]) => ['.TP', `.B ${roff(line)}`, roff(meaning)]),
    '.SH SEE ALSO',
    '.BR dockerd (8),',
    '.BR containers\\-registries.conf (5),',
    '.BR containers\\-certs.d (5)',
    '',
  ].join('\n');
}

const FILES = [
  ['/etc/registry-client/config.json5', 'what the agent keeps, and the default of setup --config'],
  [
    '/etc/default/registry-client',
    'AGENT_OPTIONS= for the units (on Red Hat systems /etc/sysconfig/registry-client)',
  ],
  ['/var/lib/registry-client', 'the changes that were made, with every file as it was before'],
  ['/etc/docker/daemon.json', 'of Docker; another one where the daemon is started with --config-file'],
  ['/etc/containers/registries.conf', 'of Podman; with --drop-in a file of our own in registries.conf.d'],
  ['/etc/docker/certs.d, /etc/containers/certs.d', 'the certificates of private CAs, by registry'],
  ['/etc/hosts', 'marked lines for --host-alias'],
  [
    '/etc/systemd/system/registry-client-confirm.*',
    'while a change waits to be confirmed: what undoes it when nobody does',
  ],
] as const;

const ENVIRONMENT = [
  ['NO_COLOR', 'when set, output has no colours.'],
  [
    'BUN_OPTIONS, BUN_BE_BUN',
    'are for the runtime inside the executable, as NODE_OPTIONS is for Node.js: whoever sets them for root is root. ' +
      'sudo(8) and the units do not hand them on, and no program that is started from here gets them.',
  ],
] as const;

const EXAMPLES = [
  ['registry-client setup --mirror http://nexushub.com:8001 --dry-run', 'Show what would change.'],
  ['registry-client setup --mirror http://nexushub.com:8001', 'Change it, activate it and check it.'],
  ['registry-client status', 'Who wrote which entry, and whether the engines have it.'],
  ['registry-client rollback', 'Give every byte back.'],
  [
    'registry-client remove --all --confirm-within 10m',
    'Try it: without registry-client confirm it is undone after ten minutes.',
  ],
  ['registry-client rollback --original', 'Go back to before the first change.'],
] as const;

function synopsis(command: CommandNode, words = 'registry\\-client'): readonly string[] {
  const name = `${words} ${roff(command.name)}`;
  const operands = command.arguments.map(({ name: operand, required }) =>
    required ? operand : `[${operand}]`,
  );
  const options = command.options.length > 0 ? ['[OPTION]...'] : [];
  return [
    '.br',
    `.B ${name}`,
    ...(options.length + operands.length > 0 ? [[...options, ...operands].join(' ')] : []),
    ...command.commands.flatMap((inner) => synopsis(inner, name)),
  ];
}

function commandSection(command: CommandNode): readonly string[] {
  return [
    `.SS ${roff(command.name)}`,
    sentence(command.description),
    ...command.options.flatMap(optionEntry),
    ...command.commands.flatMap((inner) => [
      '.TP',
      `.B ${roff([inner.name, ...inner.arguments.map((argument) => argument.name)].join(' '))}`,
      roff(inner.description),
    ]),
  ];
}

function optionEntry(option: OptionNode): readonly string[] {
  const names = option.short === undefined ? [option.long] : [option.short, option.long];
  const words = names.map((name) => `\\fB${roff(name)}\\fR`).join(', ');
  const { value } = option;
  const shown = value === undefined ? '' : ` \\fI${roff(value.placeholder)}\\fR`;
  return [
    '.TP',
    value?.optional === true ? `${words} [${shown.trim()}]` : `${words}${shown}`,
    roff(option.description),
  ];
}

function sentence(text: string): string {
  return `${roff(text.charAt(0).toUpperCase() + text.slice(1))}.`;
}

/** In roff a backslash, a hyphen and a dot or quote at the start of a line mean something. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}
