// Puts a mutant in place of the source while a test run loads it; the files stay as they are.

import path from 'node:path';
import type { Plugin } from 'vitest/config';
import { MUTANTS, type Mutant } from './list.ts';

/** The variable that names the mutant of a run. */
export const MUTANT = 'REGISTRY_CLIENT_MUTANT';

const SOURCES = path.resolve(import.meta.dirname, '../../../src');

/** No plugin where no mutant is named. */
export function mutantPlugins(): Plugin[] {
  const name = process.env[MUTANT];
  if (name === undefined) return [];
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant "${name}"`);
  return [
    {
      name: 'mutant',
      enforce: 'pre',
      transform: (code, id) => (id === path.join(SOURCES, mutant.file) ? mutate(code, mutant) : undefined),
    },
  ];
}

/** @throws Error when the source no longer has the place exactly once: the mutant is out of date */
export function mutate(code: string, { name, file, from, to }: Mutant): string {
  const parts = code.split(from);
  if (parts.length !== 2) throw new Error(`"${name}": its place stands ${parts.length - 1} times in ${file}`);
  return parts.join(to);
}
