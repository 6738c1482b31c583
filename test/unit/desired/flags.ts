// Flags for tests, as the command line leaves them.

import type { Flags } from '../../../src/desired/flags.ts';

/** `--name value` with a value each, or a switch alone. */
export function flagsOf(...words: readonly (readonly [option: string, value?: string])[]): Flags {
  const values = new Map<string, readonly string[]>();
  const switches = new Set<string>();
  for (const [option, value] of words) {
    if (value === undefined) switches.add(option);
    else values.set(option, [...(values.get(option) ?? []), value]);
  }
  return { values, switches };
}
