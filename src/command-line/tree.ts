// The commands and options as plain data: for completions, the manual page and the documents.

import type { Command, Option } from 'commander';
import {
  type ArgumentNode,
  type CommandNode,
  HOST_VALUES,
  type HostValueKind,
  type HostValues,
  type OptionNode,
  type ValueKind,
  valueKindOf,
} from '../model/command-tree.ts';
import { COMMANDS } from '../model/outcome.ts';
import type { HelpTexts } from '../report/languages/help-texts.ts';
import { buildProgram, optionName } from './cli.ts';

/** All commands, `help` among them, with what they say of themselves in a language. */
export function commandTree(texts: HelpTexts): CommandNode {
  const nothing = () => undefined;
  const program = nodeOf(buildProgram(texts, nothing, nothing), '', texts);
  const help = { long: '--help', short: '-h', description: texts.help };
  return {
    ...program,
    options: [help, ...program.options],
    commands: [...program.commands, helpNode(texts)],
    notes: texts.programExamples,
  };
}

function helpNode({ commands }: HelpTexts): CommandNode {
  const kind = { kind: 'one-of', words: COMMANDS } as const;
  const argument = { name: 'COMMAND', description: '', required: false, isEndless: false, kind };
  return {
    name: 'help',
    description: commands.help,
    options: [],
    arguments: [argument],
    commands: [],
    notes: '',
  };
}

function nodeOf(command: Command, parent: string, texts: HelpTexts): CommandNode {
  const path = command.parent === null ? '' : `${parent} ${command.name()}`.trim();
  const known = COMMANDS.find((name) => name === path);
  return {
    name: command.name(),
    description: command.description(),
    options: command.options.map((option) => optionNode(option, path)),
    arguments: command.registeredArguments.map(
      (argument): ArgumentNode => ({
        name: argument.name(),
        description: argument.description,
        required: argument.required,
        isEndless: argument.variadic,
        kind: hostValueOf(path, argument.name()) ?? valueKindOf(argument.description),
      }),
    ),
    commands: command.commands.map((inner) => nodeOf(inner, path, texts)),
    notes: known === undefined ? '' : texts.examples[known],
  };
}

function optionNode(option: Option, command: string): OptionNode {
  const placeholder = /[<[](.*)[>\]]$/.exec(option.flags)?.[1];
  const long = optionName(option);
  return {
    long,
    description: option.description,
    ...(option.short === undefined ? {} : { short: option.short }),
    ...(option.helpGroupHeading === undefined ? {} : { group: option.helpGroupHeading }),
    ...(placeholder === undefined
      ? {}
      : { value: { placeholder, optional: !option.required, kind: kindOf(command, long, placeholder) } }),
  };
}

function kindOf(command: string, option: string, placeholder: string): ValueKind {
  if (option === '--values') return { kind: 'one-of', words: HOST_VALUES };
  return hostValueOf(command, option) ?? valueKindOf(placeholder);
}

/** Which values of the host complete what, by command and by option or argument. */
const FROM_HOST: Readonly<Record<string, Readonly<Record<string, HostValueKind>>>> = {
  setup: {
    '--registry': fromHost('registries'),
    '--insecure': fromHost('registries'),
    '--search': fromHost('registries'),
    '--ca': { ...fromHost('registries'), end: '=', orFile: true },
  },
  remove: {
    '--mirror': fromHost('mirror'),
    '--registry': fromHost('registry'),
    '--insecure': fromHost('insecure'),
    '--search': fromHost('search'),
    '--ca': { ...fromHost('ca'), orFile: true },
    '--host-alias': fromHost('host-alias'),
  },
  rollback: { ID: fromHost('changes') },
  'history show': { ID: fromHost('generations') },
  doctor: { 'URL|HOST[:PORT]': fromHost('registries') },
  explain: { IMAGE: { ...fromHost('registries'), end: '/' } },
};

/** Wherever the option is. */
const ENGINES: HostValueKind = { ...fromHost('engines'), isList: true };

function fromHost(values: HostValues): HostValueKind {
  return { kind: 'host', values, end: '', isList: false, orFile: false };
}

function hostValueOf(command: string, name: string): HostValueKind | undefined {
  return name === '--engine' ? ENGINES : FROM_HOST[command]?.[name];
}
