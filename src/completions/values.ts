// What the completions of all shells have in common: how they ask the program what a host has.

import type { CommandNode, HostValueKind } from '../model/command-tree.ts';

/** Which host is meant; what stands behind them on the line is handed on to the program that is asked. */
export const WHICH_HOST = ['--root', '--user', '--state-dir'] as const;

/** The command that is asked, without the kind. It prints nothing that a shell would have to take care of. */
export const ASK = 'registry-client completion --values';

/** The names of all options that are followed by a value: a word behind them is no command. */
export function optionsWithValue(
  program: CommandNode,
): Readonly<Record<'always' | 'perhaps', readonly string[]>> {
  const all = [program, ...program.commands].flatMap(({ options }) => options);
  const named = (isOptional: boolean) =>
    all.flatMap(({ long, value }) => (value?.optional === isOptional ? [long] : []));
  const perhaps = new Set(named(true));
  return { always: [...new Set(named(false))].filter((name) => !perhaps.has(name)), perhaps: [...perhaps] };
}

/** As the functions of the scripts take it; zsh would look for a command behind a bare =. */
export function wordsOfHost({ values, end }: HostValueKind): string {
  return end === '' ? values : `${values} "${end}"`;
}
