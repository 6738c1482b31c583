// Completions for fish.

import { type CommandNode, type OptionNode, valueKindOf } from '../model/command-tree.ts';

export function fishCompletions(program: CommandNode): string {
  const lines = [
    '# Completions of registry-client for fish, made by: registry-client completion fish',
    '',
    'complete -c registry-client -f',
    ...program.options.map((option) => `complete -c registry-client${optionWords(option)}`),
    ...program.commands.flatMap(commandLines),
    line('__fish_use_subcommand', ` -a help -d ${quote('print the help of a command')}`),
    line(within('help'), ` -a ${quote(program.commands.map((command) => command.name).join(' '))}`),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: CommandNode): readonly string[] {
  const words = command.arguments.flatMap((argument) => {
    const kind = valueKindOf(argument.description);
    return kind.kind === 'one-of' ? kind.words : [];
  });
  const here = within(command.name);
  return [
    line('__fish_use_subcommand', ` -a ${command.name} -d ${quote(command.description)}`),
    ...(words.length === 0 ? [] : [line(here, ` -a ${quote(words.join(' '))}`)]),
    ...command.commands.map((inner) => line(here, ` -a ${inner.name} -d ${quote(inner.description)}`)),
    ...command.options.map((option) => line(here, optionWords(option))),
  ];
}

function line(condition: string, words: string): string {
  return `complete -c registry-client -n ${quote(condition)}${words}`;
}

function within(command: string): string {
  return `__fish_seen_subcommand_from ${command}`;
}

function optionWords(option: OptionNode): string {
  const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
  const names = `${short} -l ${option.long.slice(2)} -d ${quote(option.description)}`;
  if (option.value === undefined) return names;
  const kind = valueKindOf(option.value.placeholder);
  switch (kind.kind) {
    case 'file':
      return `${names} -r -F`;
    case 'directory':
      return `${names} -x -a ${quote('(__fish_complete_directories)')}`;
    case 'one-of':
      return `${names} -x -a ${quote(kind.words.join(' '))}`;
    case 'other':
      return `${names} -x`;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
