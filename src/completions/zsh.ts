// Completions for zsh, on its function _arguments.

import {
  type ArgumentNode,
  type CommandNode,
  type OptionNode,
  type ValueKind,
  valueKindOf,
} from '../model/command-tree.ts';

export function zshCompletions(program: CommandNode): string {
  return `#compdef registry-client
# Completions of registry-client for zsh, made by: registry-client completion zsh

_registry_client() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \\
${program.options.map(optionLine).join('')}    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
${program.commands.map((command) => `        ${quote(`${command.name}:${command.description}`)}\n`).join('')}        'help:print the help of a command'
      )
      _describe command commands ;;
    argument)
      case $line[1] in
${program.commands.map((command) => commandCase(command, program.options)).join('')}        help) _arguments '1:command:(${program.commands.map((command) => command.name).join(' ')})' ;;
      esac ;;
  esac
}

_registry_client "$@"
`;
}

function commandCase(command: CommandNode, everywhere: readonly OptionNode[]): string {
  const inner = command.commands.map((each) => each.name);
  const first = inner.length === 0 ? [] : [`    '1:command:(${inner.join(' ')})' \\\n`];
  const operands = command.arguments.map(argumentLine);
  const lines = [...[...command.options, ...everywhere].map(optionLine), ...first, ...operands].join('');
  return `        ${command.name}) _arguments \\\n${lines.replace(/ \\\n$/, '')} ;;\n`;
}

/** Options with a value may be repeated; a switch is offered once. */
function optionLine(option: OptionNode): string {
  const text = `[${option.description.replace(/[[\]:]/g, '\\$&')}]`;
  if (option.value === undefined) return `    ${quote(`${option.long}${text}`)} \\\n`;
  const separator = option.value.optional ? '::' : ':';
  const message = option.value.placeholder.replace(/[[\]:]/g, '\\$&');
  const action = actionOf(valueKindOf(option.value.placeholder));
  return `    ${quote(`*${option.long}=${text}${separator}${message}:${action}`)} \\\n`;
}

function argumentLine(argument: ArgumentNode): string {
  const separator = argument.required ? ':' : '::';
  return `    ${quote(`1${separator}${argument.name}:${actionOf(valueKindOf(argument.description))}`)} \\\n`;
}

function actionOf(kind: ValueKind): string {
  switch (kind.kind) {
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'one-of':
      return `(${kind.words.join(' ')})`;
    case 'other':
      return ' ';
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
