// The command line of `completion`: the script of a shell, or the values that such a script asks for.

import { HOST_VALUES, type HostValues } from '../model/command-tree.ts';
import { type Flags, isGiven, singleValue, usage } from './flags.ts';
import { type CompletionWanted, SHELLS, type Shell } from './invocation.ts';
import type { Say } from './options.ts';

/**
 * @param line its operands are the name of a shell, or nothing beside --values
 * @param say takes what is wrong with it
 */
export function parseCompletion(
  { operands, flags }: { readonly operands: readonly string[]; readonly flags: Flags },
  say: Say,
): CompletionWanted {
  const [shell] = operands;
  const adopt = flags.switches.has('--adopt');
  if (!isGiven(flags, '--values')) {
    if (adopt) say(usage('--adopt', '', 'needs-option', '--values'));
    return { kind: 'script', shell: parseShell(shell, say) };
  }
  if (shell !== undefined) say(usage('--values', '', 'conflicts-with', shell));
  return { kind: 'values', values: parseValues(flags, say), adopt };
}

function parseShell(word: string | undefined, say: Say): Shell {
  const expected = SHELLS.join(', ');
  const shell = SHELLS.find((known) => known === word);
  if (word === undefined) say(usage('SHELL', '', 'missing-argument', expected));
  else if (shell === undefined) say(usage('SHELL', word, 'not-one-of', expected));
  return shell ?? 'bash';
}

function parseValues(flags: Flags, say: Say): HostValues {
  const expected = HOST_VALUES.join(', ');
  const asked = singleValue(flags, '--values', expected);
  if (!asked.ok) say(asked.error);
  const text = asked.ok ? asked.value : undefined;
  const values = HOST_VALUES.find((known) => known === text);
  if (text !== undefined && values === undefined) say(usage('--values', text, 'not-one-of', expected));
  return values ?? 'engines';
}
