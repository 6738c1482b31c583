// Completions for bash. They need no package beside bash itself.

import { type CommandNode, type OptionNode, type ValueKind, valueKindOf } from '../model/command-tree.ts';

export function bashCompletions(program: CommandNode): string {
  const commands = [...program.commands.map((command) => command.name), 'help'];
  const everywhere = wordsOf(program.options);
  const options = uniqueOptions([program, ...program.commands]);
  return `# Completions of registry-client for bash, made by: registry-client completion bash

_registry_client() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command='' at
  # --option=VALUE comes as three words, because "=" separates words here.
  if [[ $word == = ]]; then word=''; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  COMPREPLY=()
  case $before in
${valueCases(options)}
  esac
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${commands.join('|')}) command=\${COMP_WORDS[at]}; break ;;
    esac
  done
  case $command in
    '') mapfile -t COMPREPLY < <(compgen -W '${[...commands, ...everywhere].join(' ')}' -- "$word") ;;
    help) mapfile -t COMPREPLY < <(compgen -W '${commands.join(' ')}' -- "$word") ;;
${program.commands.map((command) => commandCase(command, everywhere)).join('\n')}
  esac
}

complete -F _registry_client registry-client
`;
}

/** Behind an option with a value only its values are offered: none where they cannot be known. */
function valueCases(options: readonly OptionNode[]): string {
  return options
    .filter((option) => option.value !== undefined)
    .map((option) => {
      const names = option.short === undefined ? option.long : `${option.short}|${option.long}`;
      return `    ${names}) ${valueReply(valueKindOf(option.value?.placeholder ?? ''))}return ;;`;
    })
    .join('\n');
}

function valueReply(kind: ValueKind): string {
  switch (kind.kind) {
    case 'file':
      return `compopt -o filenames; ${reply('-f')}; `;
    case 'directory':
      return `compopt -o filenames; ${reply('-d')}; `;
    case 'one-of':
      return `${reply(`-W '${kind.words.join(' ')}'`)}; `;
    case 'other':
      return '';
  }
}

function commandCase(command: CommandNode, everywhere: readonly string[]): string {
  const operands = [
    ...command.commands.map((inner) => inner.name),
    ...command.arguments.flatMap((argument) => {
      const kind = valueKindOf(argument.description);
      return kind.kind === 'one-of' ? kind.words : [];
    }),
  ];
  return `    ${command.name}) ${reply(`-W '${[...operands, ...wordsOf(command.options), ...everywhere].join(' ')}'`)} ;;`;
}

function reply(what: string): string {
  return `mapfile -t COMPREPLY < <(compgen ${what} -- "$word")`;
}

function wordsOf(options: readonly OptionNode[]): readonly string[] {
  return options.map((option) => option.long);
}

/** Options of the same name mean the same in every command. */
function uniqueOptions(commands: readonly CommandNode[]): readonly OptionNode[] {
  return [
    ...new Map(
      commands.flatMap((command) => command.options.map((option) => [option.long, option] as const)),
    ).values(),
  ];
}
