// Completions for zsh, on its function _arguments.

import type { ArgumentNode, CommandNode, OptionNode, ValueKind } from '../model/command-tree.ts';
import { ASK, WHICH_HOST, wordsOfHost } from './values.ts';

/**
 * Which host is meant is read first, because _arguments takes away what stands before the command. Behind the command
 * every option is that command's: "(-)" in the specifications says so.
 */
const FUNCTIONS = `# Which host is meant, by the words before the cursor.
_registry_client_which() {
  local at
  for ((at = 2; at < CURRENT; at++)); do
    case $words[at] in
      ${WHICH_HOST.join('|')}) ((at + 1 < CURRENT)) && which+=("$words[at]=\${\${(Q)words[at+1]}/#\\~\\//$HOME/}") ;;
      ${WHICH_HOST.map((name) => `${name}=*`).join('|')}) which+=("\${\${(Q)words[at]}/=\\~\\//=$HOME/}") ;;
      --adopt) which+=(--adopt) ;;
    esac
  done
}

# KIND [END]: what this host has, each followed by END.
_registry_client_host() {
  local answer line value
  local -a values=() suffix=()
  answer=$(command ${ASK} $1 $which 2>/dev/null) || return 1
  for line in \${(f)answer}; do
    value=\${\${line%%$'\\t'*}//:/\\\\:}
    values+=("$value\${\${line#*$'\\t'}:+:\${line#*$'\\t'}}")
  done
  (($# > 1)) && suffix=(-S "$2")
  _describe -V $1 values $suffix
}

# The same, with commas between them.
_registry_client_list() {
  compset -P '*,'
  _registry_client_host $1
}

# The same or a file; behind HOST= a file alone.
_registry_client_or_file() {
  if compset -P '*='; then _files; return; fi
  _registry_client_host "$@"
  _files
}
`;

export function zshCompletions(program: CommandNode): string {
  return `#compdef registry-client
# Completions of registry-client for zsh, made by: registry-client completion zsh

${FUNCTIONS}
_registry_client() {
  local curcontext=$curcontext state line
  local -a which=()
  typeset -A opt_args
  _registry_client_which
  _arguments -C \\
${program.options.map(optionLine).join('')}    '(-)1:command:->command' \\
    '(-)*::argument:->argument'
  case $state in
    command)
      local -a commands=(
${program.commands.map(describeLine).join('')}      )
      _describe command commands ;;
    argument)
      case $line[1] in
${program.commands.map((command) => commandCase(command, program.options)).join('')}      esac ;;
  esac
}

_registry_client "$@"
`;
}

function describeLine({ name, description }: CommandNode): string {
  return `        ${quote(`${name}:${description}`)}\n`;
}

function commandCase(command: CommandNode, everywhere: readonly OptionNode[]): string {
  const [inner] = command.commands;
  const operands = inner === undefined ? command.arguments.map(argumentLine) : innerLines(inner);
  const lines = [...[...command.options, ...everywhere].map(optionLine), ...operands].join('');
  return `        ${command.name}) _arguments \\\n${lines.replace(/ \\\n$/, '')} ;;\n`;
}

/** Only one command has a command within it, and that has one. */
function innerLines({ name, arguments: [argument] }: CommandNode): readonly string[] {
  const action = argument === undefined ? ' ' : actionOf(argument.kind);
  return [
    `    ${quote(`1:command:(${name})`)} \\\n`,
    `    ${quote(`2:${argument?.name ?? name}:${action}`)} \\\n`,
  ];
}

/** Options with a value may be repeated; a switch is offered once. */
function optionLine(option: OptionNode): string {
  const text = `[${masked(option.description)}]`;
  if (option.value === undefined) return `    ${quote(`${option.long}${text}`)} \\\n`;
  const separator = option.value.optional ? '::' : ':';
  const message = masked(option.value.placeholder);
  const action = actionOf(option.value.kind);
  return `    ${quote(`*${option.long}=${text}${separator}${message}:${action}`)} \\\n`;
}

function argumentLine(argument: ArgumentNode): string {
  const at = argument.isEndless ? '*:' : argument.required ? '1:' : '1::';
  return `    ${quote(`${at}${masked(argument.name)}:${actionOf(argument.kind)}`)} \\\n`;
}

/** An action that begins with a space is called as it is written. */
function actionOf(kind: ValueKind): string {
  switch (kind.kind) {
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'one-of':
      return `(${kind.words.join(' ')})`;
    case 'host':
      if (kind.isList) return ` _registry_client_list ${kind.values}`;
      return ` _registry_client_${kind.orFile ? 'or_file' : 'host'} ${wordsOfHost(kind)}`;
    case 'other':
      return ' ';
  }
}

function masked(text: string): string {
  return text.replace(/[[\]:]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
