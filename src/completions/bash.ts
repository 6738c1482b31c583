// Completions for bash. They need no package beside bash itself.

import type { ArgumentNode, CommandNode, OptionNode, ValueKind } from '../model/command-tree.ts';
import { ASK, optionsWithValue, WHICH_HOST, wordsOfHost } from './values.ts';

/**
 * readline takes the last piece of a word, as COMP_WORDBREAKS cuts it, for what is completed: of `--apply=re` it is
 * `re`, of `host:50` it is `50`. So the words are read off COMP_LINE, and of each reply that part is left out.
 */
const FUNCTIONS = `# The words before the cursor without their quotes; the last one is where it stands.
_registry_client_words() {
  local line=\${COMP_LINE:0:COMP_POINT} quote='' letter at
  words=('')
  for ((at = 0; at < \${#line}; at++)); do
    letter=\${line:at:1}
    case $quote$letter in
      "''" | '""') quote='' ;;
      "'"? ) words[\${#words[@]} - 1]+=$letter ;;
      \\\\ | '"'\\\\) ((at += 1)); words[\${#words[@]} - 1]+=\${line:at:1} ;;
      '"'? ) words[\${#words[@]} - 1]+=$letter ;;
      "'" | '"') quote=$letter ;;
      [[:space:]]) [[ \${words[\${#words[@]} - 1]} == '' ]] || words+=('') ;;
      *) words[\${#words[@]} - 1]+=$letter ;;
    esac
  done
}

# Those of the words that begin as the one at the cursor does.
_registry_client_offer() {
  local each
  for each; do
    if [[ $each == "$word"* ]]; then COMPREPLY+=("\${each#"$cut"}"); fi
  done
}

# KIND [END]: what this host has, each followed by END.
_registry_client_host() {
  local answer value
  answer=$(command ${ASK} "$1" \${host[@]+"\${host[@]}"} 2>/dev/null) || return 0
  while IFS=$'\\t' read -r value _; do
    if [[ $value ]]; then _registry_client_offer "$before$value\${2-}"; fi
  done <<<"$answer"
  compopt -o nosort 2>/dev/null
  if [[ \${2-} ]]; then compopt -o nospace; fi
}

# Several with commas between them: those before the cursor stay.
_registry_client_list() {
  if [[ $word == *,* ]]; then before=\${word%,*},; fi
}

# -f or -d: files or folders, also behind HOST=.
_registry_client_files() {
  local path=\${word#"$before"} each
  if [[ $path == *=* ]]; then before+=\${path%=*}= path=\${path##*=}; fi
  while IFS= read -r each; do
    compopt -o filenames
    _registry_client_offer "$before$each"
  done < <(compgen "$1" -- "$path")
}
`;

export function bashCompletions(program: CommandNode): string {
  const { always, perhaps } = optionsWithValue(program);
  return `# Completions of registry-client for bash, made by: registry-client completion bash

${FUNCTIONS}
_registry_client() {
  local words=() host=() operands=() option='' before='' word cut at
  _registry_client_words
  word=\${words[\${#words[@]} - 1]}
  for ((at = 1; at < \${#words[@]} - 1; at++)); do
    option=''
    case \${words[at]} in
      ${WHICH_HOST.map((name) => `${name}=*`).join(' | ')}) host+=("\${words[at]/=\\~\\//=$HOME/}") ;;
      --adopt) host+=(--adopt) ;;
      ${perhaps.join(' | ')}) if [[ \${words[at + 1]} != -* ]]; then option=\${words[at]}; fi ;;
      ${always.join(' | ')}) option=\${words[at]} ;;
      -*) ;;
      *) operands+=("\${words[at]}") ;;
    esac
    if [[ $option ]]; then
      ((at += 1))
      if ((at == \${#words[@]} - 1)); then break; fi
      case $option in
        ${WHICH_HOST.join(' | ')}) host+=("$option=\${words[at]/#\\~\\//$HOME/}") ;;
      esac
      option=''
    fi
  done
  if [[ ! $option && $word == --*=* ]]; then option=\${word%%=*} before=\${word%%=*}=; fi
  cut=''
  if [[ $word == *"$2" ]]; then cut=\${word%"$2"}; fi
  COMPREPLY=()
  case \${operands[0]-}:$option in
    *:) ;;
${program.options.map((option) => valueCase('*', option)).join('')}${program.commands.map((command) => command.options.map((option) => valueCase(command.name, option)).join('')).join('')}    *) return ;;
  esac
  if [[ $word != -* ]]; then
    case \${operands[*]-} in
      '') _registry_client_offer ${program.commands.map(({ name }) => name).join(' ')} ;;
${program.commands.map((command) => operandCases(command, command.name)).join('')}    esac
  fi
  if ((\${#COMPREPLY[@]} > 0)); then return; fi
  case \${operands[0]-} in
    '') _registry_client_offer ${namesOf(program.options)} ;;
${program.commands.map((command) => `    ${command.name}) _registry_client_offer ${namesOf([...command.options, ...program.options])} ;;\n`).join('')}  esac
}

complete -F _registry_client registry-client
`;
}

function namesOf(options: readonly OptionNode[]): string {
  return options.map((option) => option.long).join(' ');
}

/** Behind an option with a value only its values are offered: none where they cannot be known. */
function valueCase(command: string, { long, value }: OptionNode): string {
  if (value === undefined) return '';
  const offer = offerOf(value.kind, '"$before"');
  return offer === '' ? '' : `    ${command}:${long}) ${offer}; return ;;\n`;
}

/** @param before what the shell puts before each word, quoted */
function offerOf(kind: ValueKind, before = ''): string {
  switch (kind.kind) {
    case 'file':
      return '_registry_client_files -f';
    case 'directory':
      return '_registry_client_files -d';
    case 'one-of':
      return `_registry_client_offer ${kind.words.map((word) => before + word).join(' ')}`;
    case 'host': {
      const list = kind.isList ? '_registry_client_list; ' : '';
      const file = kind.orFile ? '; _registry_client_files -f' : '';
      return `${list}_registry_client_host ${wordsOfHost(kind)}${file}`;
    }
    case 'other':
      return '';
  }
}

/** What may stand behind a command, and behind the commands within it. */
function operandCases(command: CommandNode, path: string): string {
  const names = command.commands.map(({ name }) => name);
  const inner = names.length === 0 ? '' : operandCase(path, `_registry_client_offer ${names.join(' ')}`);
  return [
    inner,
    ...command.arguments.map((argument) => operandOf(path, argument)),
    ...command.commands.map((each) => operandCases(each, `${path} ${each.name}`)),
  ].join('');
}

function operandOf(path: string, { kind, isEndless }: ArgumentNode): string {
  const offer = offerOf(kind);
  return offer === '' ? '' : operandCase(path, offer, isEndless);
}

function operandCase(path: string, offer: string, isEndless = false): string {
  const pattern = isEndless ? `'${path}' | '${path} '*` : `'${path}'`;
  return `      ${pattern}) ${offer} ;;\n`;
}
