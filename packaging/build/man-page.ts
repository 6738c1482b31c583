// The manual page registry-client(1), made from the same commands and options as the help (man-pages(7), groff_man(7)).

import { foldNotes } from '../../src/command-line/help-layout.ts';
import { commandTree } from '../../src/command-line/tree.ts';
import type { CommandNode, OptionNode } from '../../src/model/command-tree.ts';
import type { HelpTexts, ManualTexts } from '../../src/report/languages/help-texts.ts';

/**
 * @param texts of the language that it is in
 * @param version of the program
 * @param date of what is built, seconds since 1970
 * @returns the page in UTF-8
 */
export function manPage(texts: HelpTexts, version: string, date: number): string {
  const program = commandTree(texts);
  const day = new Date(date * 1000).toISOString().slice(0, 10);
  const { headings, purpose, macros, section, files, environment, examples } = texts.manual;
  return [
    '\'\\" -*- coding: UTF-8 -*-',
    ...(macros === '' ? [] : [`.mso ${macros}`]),
    `.TH REGISTRY\\-CLIENT 1 ${day} "registry\\-client ${roff(version)}" "${roff(section)}"`,
    // Where no spaces are, none can be made wider.
    ...(macros === '' ? [] : ['.na']),
    `.SH ${headings.name}`,
    `registry\\-client \\- ${roff(purpose)}`,
    `.SH ${headings.synopsis}`,
    ...program.commands.flatMap((command) => synopsis(command)).slice(1),
    `.SH ${headings.description}`,
    roff(program.description),
    `.SH ${headings.commands}`,
    ...program.commands.flatMap((command) => commandSection(command)),
    `.SH ${headings.options}`,
    ...program.options.flatMap(optionEntry),
    `.SH ${headings.exitStatus}`,
    ...[...texts.exitCodes.matchAll(/^ *(\d+) {2}(.+)$/gm)].flatMap(([, code = '', meaning = '']) =>
      entry(`.B ${code}`, meaning),
    ),
    `.SH ${headings.files}`,
    ...FILES.flatMap(([key, path]) => entry(`.I ${roff(path)}`, files[key])),
    `.SH ${headings.environment}`,
    ...ENVIRONMENT.flatMap(([key, names]) => entry(`.B ${names}`, environment[key])),
    `.SH ${headings.examples}`,
    ...EXAMPLES.flatMap(([key, line]) => entry(`.B ${roff(line)}`, examples[key])),
    `.SH ${headings.seeAlso}`,
    '.BR dockerd (8),',
    '.BR containers\\-registries.conf (5),',
    '.BR containers\\-certs.d (5)',
    '',
  ].join('\n');
}

type Listed<Key extends keyof ManualTexts> = readonly (readonly [keyof ManualTexts[Key], string])[];

const FILES: Listed<'files'> = [
  ['config', '/etc/registry-client/config.json5'],
  ['unitOptions', '/etc/default/registry-client'],
  ['state', '/var/lib/registry-client'],
  ['daemonJson', '/etc/docker/daemon.json'],
  ['registriesConf', '/etc/containers/registries.conf'],
  ['hostsToml', '/etc/containerd/certs.d, /etc/docker/certs.d/docker.io'],
  ['registriesYaml', '/etc/rancher/k3s/registries.yaml, /etc/rancher/rke2/registries.yaml'],
  ['buildkitd', '/etc/buildkit/buildkitd.toml'],
  ['certificates', '/etc/docker/certs.d, /etc/containers/certs.d, /etc/containerd/certs.d'],
  ['hosts', '/etc/hosts'],
  ['confirm', '/etc/systemd/system/registry-client-confirm.*'],
];

const ENVIRONMENT: Listed<'environment'> = [
  ['locale', 'LC_ALL, LC_MESSAGES, LANG'],
  ['color', 'NO_COLOR'],
  ['runtime', 'BUN_OPTIONS, BUN_BE_BUN'],
];

const EXAMPLES: Listed<'examples'> = [
  ['dryRun', 'registry-client setup --mirror http://nexushub.com:8001 --dry-run'],
  ['setup', 'registry-client setup --mirror http://nexushub.com:8001'],
  ['status', 'registry-client status'],
  ['rollback', 'registry-client rollback'],
  ['confirm', 'registry-client remove --all --confirm-within 10m'],
  ['original', 'registry-client rollback --original'],
];

/** @param words what stands before it */
function synopsis(command: CommandNode, words = 'registry\\-client'): readonly string[] {
  const name = `${words} ${roff(command.name)}`;
  const operands = command.arguments.map(({ name: operand, required, isEndless }) => {
    const shown = `\\fI${roff(operand)}\\fR${isEndless ? '...' : ''}`;
    return required ? shown : `[${shown}]`;
  });
  const options = command.options.length > 0 ? ['[\\fIOPTION\\fR]...'] : [];
  return [
    '.br',
    [`\\fB${name}\\fR`, ...options, ...operands].join(' '),
    ...command.commands.flatMap((inner) => synopsis(inner, name)),
  ];
}

function commandSection(command: CommandNode): readonly string[] {
  return [
    `.SS ${roff(command.name)}`,
    sentence(command.description),
    ...command.arguments.flatMap((argument) =>
      argument.description === '' ? [] : entry(`.I ${roff(argument.name)}`, argument.description),
    ),
    ...command.options.flatMap(optionEntry),
    ...command.commands.flatMap((inner) =>
      entry(
        `.B ${roff([inner.name, ...inner.arguments.map((argument) => argument.name)].join(' '))}`,
        inner.description,
      ),
    ),
    ...notes(command.notes),
  ];
}

/** Examples, which are indented, as they are; everything else is a paragraph. */
function notes(text: string): readonly string[] {
  const blocks = foldNotes(text, Number.POSITIVE_INFINITY).match(/^ .*(\n .*)*|^\S.*/gm) ?? [];
  return blocks.flatMap((block) =>
    block.startsWith(' ')
      ? ['.PP', '.RS 4', '.EX', roff(block.replace(/^ {2}/gm, '')), '.EE', '.RE']
      : ['.PP', roff(block)],
  );
}

function optionEntry(option: OptionNode): readonly string[] {
  const names = option.short === undefined ? [option.long] : [option.short, option.long];
  const words = names.map((name) => `\\fB${roff(name)}\\fR`).join(', ');
  const { value } = option;
  const shown = value === undefined ? '' : ` \\fI${roff(value.placeholder)}\\fR`;
  return entry(
    value?.optional === true ? `${words} [${shown.trim()}]` : `${words}${shown}`,
    option.description,
  );
}

function entry(tag: string, meaning: string): readonly string[] {
  return ['.TP', tag, roff(meaning)];
}

function sentence(text: string): string {
  const begun = roff(text.charAt(0).toUpperCase() + text.slice(1));
  return /[.。]$/.test(text) ? begun : `${begun}${/\p{Script=Han}/u.test(text) ? '。' : '.'}`;
}

/** In roff a backslash, a hyphen and a dot or quote at the start of a line mean something. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}
