// The commands and options as plain data: for completions, the manual page and the documents.

import type { Command, Option } from 'commander';
import { buildProgram, optionName } from './cli.ts';
import type { CommandNode, OptionNode } from './model/command-tree.ts';
import type { HelpTexts } from './report/languages/help-texts.ts';

/** All commands with what they say of themselves in a language. */
export function commandTree(texts: HelpTexts): CommandNode {
  const nothing = () => undefined;
  const program = nodeOf(buildProgram(texts, nothing, nothing));
  const help = { long: '--help', short: '-h', description: texts.help };
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
