// `setup --config [FILE]`: which file, and what must not stand on the command line beside it.

import { posix } from 'node:path';
import { finding } from '../model/finding.ts';
import type { ReadInput } from './ca.ts';
import { type FileDesired, parseConfig } from './config.ts';
import { type Flags, isGiven, singleValue, usage } from './flags.ts';
import { DEFAULT_CONFIG, type GlobalOptions } from './invocation.ts';
import type { Say } from './options.ts';
import type { ParseContext } from './parse.ts';
import { REQUEST_OPTIONS } from './requests.ts';

/** The file is the whole of what it asks for; only how that is done may be said beside it. */
const NOT_BESIDE_CONFIG = [
  ...REQUEST_OPTIONS,
  '--engine',
  '--replace',
  '--adopt',
  '--drop-in',
  '--convert',
] as const;

/**
 * Reads the file of --config; without a name it is the one that the agent keeps the host as, and with --root the one
 * in that root. A file that is named is one of the caller's, like that of --ca.
 * @returns undefined when it cannot be used; what is wrong has been said then
 */
export function readSetupFile(
  flags: Flags,
  { root }: GlobalOptions,
  context: ParseContext,
  say: Say,
): FileDesired | undefined {
  for (const option of NOT_BESIDE_CONFIG) {
    if (isGiven(flags, option)) say(usage('--config', '', 'conflicts-with', option));
  }
  const named = singleValue(flags, '--config', 'FILE');
  if (!named.ok) {
    say(named.error);
    return undefined;
  }
  const within = named.value === undefined ? root : undefined;
  const path = named.value === undefined ? DEFAULT_CONFIG : posix.resolve(context.directory, named.value);
  const readInput: ReadInput = (file) => context.readInput(file, within);
  const bytes = readInput(path);
  if (!bytes.ok) {
    const place = { path: posix.join(within ?? '/', path) };
    const isToMake = named.value === undefined && bytes.error.reason === 'absent';
    const problem = isToMake ? ({ reason: 'not-made' } as const) : bytes.error;
    say(finding('error', 'INPUT_FILE', { option: '--config', ...problem }, place));
    return undefined;
  }
  const { now, engines } = context;
  const understood = parseConfig(bytes.value, { path, readInput, now, engines });
  for (const each of understood.ok ? understood.value.findings : understood.error) say(each);
  return understood.ok ? understood.value.desired : undefined;
}
