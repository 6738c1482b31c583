// Flags for tests, as the command line leaves them.

import type { Flags } from '../../../src/desired/flags.ts';

/** What `flagsOf` takes. */
export type Words = readonly (readonly [option: string, value?: string])[];

/** `--name value` with a value each, or a switch alone. */
export function flagsOf(...words: Words): Flags {
  const values = new Map<string, readonly string[]>();
  const switches = new Set<string>();
  for (const [option, value] of words) {
    if (value === undefined) switches.add(option);
    else values.set(option, [...(values.get(option) ?? []), value]);
  }
  return { values, switches };
}
