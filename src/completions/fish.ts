// Completions for fish.

import type { ArgumentNode, CommandNode, OptionNode, ValueKind } from '../model/command-tree.ts';
import { ASK, optionsWithValue, WHICH_HOST, wordsOfHost } from './values.ts';

function functionsFor(program: CommandNode): string {
  return `# The words before the cursor without options and their values.
function __registry_client_operands
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case ${optionsWithValue(program).always.join(' ')}
                set -e words[1]
            case '-*'
            case '*'
                echo $words[1]
        end
        set -e words[1]
    end
end

# Whether exactly these words stand there; with -m, whether they stand there and perhaps more.
function __registry_client_at
    set -l operands (__registry_client_operands)
    if test "$argv[1]" = -m
        set -e argv[1]
        set operands $operands[1..(count $argv)] 2>/dev/null
    end
    test "$operands" = "$argv"
end

# KIND [END]: what this host has, each followed by END.
function __registry_client_host
    set -l words (commandline -opc)
    set -l host
    for at in (seq (count $words))
        switch $words[$at]
            case ${WHICH_HOST.join(' ')}
                set -q words[(math $at + 1)]; and set -a host $words[$at]=$words[(math $at + 1)]
            case ${WHICH_HOST.map((name) => `'${name}=*'`).join(' ')} --adopt
                set -a host $words[$at]
        end
    end
    set -l answer (command ${ASK} $argv[1] $host 2>/dev/null); or return
    string replace \\t "$argv[2]"\\t -- $answer
end
`;
}

export function fishCompletions(program: CommandNode): string {
  const lines = [
    '# Completions of registry-client for fish, made by: registry-client completion fish',
    '',
    functionsFor(program),
    'complete -c registry-client -f',
    ...program.options.map((option) => `complete -c registry-client${optionWords(option)}`),
    ...program.commands.flatMap((command) => commandLines(command, [])),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: CommandNode, parents: readonly string[]): readonly string[] {
  const path = [...parents, command.name];
  return [
    line(at(parents), ` -a ${command.name} -d ${quote(command.description)}`),
    ...command.arguments.flatMap((argument) => argumentLines(argument, path)),
    ...command.options.map((option) => line(at(['-m', ...path]), optionWords(option))),
    ...command.commands.flatMap((inner) => commandLines(inner, path)),
  ];
}

function argumentLines({ kind, isEndless }: ArgumentNode, path: readonly string[]): readonly string[] {
  const words = valueWords(kind);
  return words === '' ? [] : [line(at(isEndless ? ['-m', ...path] : path), words)];
}

function at(words: readonly string[]): string {
  return ['__registry_client_at', ...words].join(' ');
}

function line(condition: string, words: string): string {
  return `complete -c registry-client -n ${quote(condition)}${words}`;
}

function optionWords(option: OptionNode): string {
  const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
  const names = `${short} -l ${option.long.slice(2)} -d ${quote(option.description)}`;
  const { value } = option;
  if (value === undefined) return names;
  const isFile = value.kind.kind === 'file' || (value.kind.kind === 'host' && value.kind.orFile);
  return `${names} ${isFile ? '-r -F' : '-x'}${valueWords(value.kind)}`;
}

function valueWords(kind: ValueKind): string {
  switch (kind.kind) {
    case 'directory':
      return ` -a ${quote('(__fish_complete_directories)')}`;
    case 'one-of':
      return ` -a ${quote(kind.words.join(' '))}`;
    case 'host': {
      const ask = `__registry_client_host ${wordsOfHost(kind)}`;
      return ` -k -a ${quote(kind.isList ? `(__fish_complete_list , '${ask}')` : `(${ask})`)}`;
    }
    default:
      return '';
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
