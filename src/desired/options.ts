// The options that say how a command is done: --engine, --apply, and those of every command.

import { posix } from 'node:path';
import { type Finding, finding } from '../model/finding.ts';
import type { UsageForm } from '../model/findings/forms.ts';
import { LANGUAGE_NAMES } from '../model/language.ts';
import type { ApplyMode } from '../model/plan.ts';
import { DEFAULT_STATE_DIR } from '../model/session.ts';
import { DURATION_FORM, parseDuration } from './duration.ts';
import { type Flags, singleValue, usage, valuesOf } from './flags.ts';
import type { EngineChoice, GlobalOptions } from './invocation.ts';

const ID_FORM = 'ID' satisfies UsageForm;
const DEFAULT_TIMEOUT = '30s';
const APPLY_MODES = ['auto', 'reload', 'restart', 'none'] as const satisfies readonly ApplyMode[];

/** Takes a finding about the command line. */
export type Say = (finding: Finding) => void;

/**
 * @param directory where relative paths start from. The state of another system is inside that system, so there
 * --state-dir starts at its top.
 */
export function parseGlobal(flags: Flags, directory: string, say: Say): GlobalOptions {
  const root = oneOf(flags, '--root', 'DIR', say);
  const user = oneOf(flags, '--user', 'NAME', say);
  const stateDir = oneOf(flags, '--state-dir', 'DIR', say);
  const start = root === undefined ? directory : '/';
  const quiet = flags.switches.has('--quiet');
  const verbose = flags.switches.has('--verbose');
  const languages = LANGUAGE_NAMES.join(', ');
  const language = oneOf(flags, '--lang', languages, say);
  if (language !== undefined && !LANGUAGE_NAMES.some((name) => name === language)) {
    say(usage('--lang', language, 'not-one-of', languages));
  }
  if (quiet && verbose) say(usage('--quiet', '', 'conflicts-with', '--verbose'));
  return {
    ...(root === undefined ? {} : { root: posix.resolve(directory, root) }),
    ...(user === undefined ? {} : { user }),
    stateDir:
      stateDir === undefined && user !== undefined ? '' : posix.resolve(start, stateDir ?? DEFAULT_STATE_DIR),
    json: flags.switches.has('--json'),
    quiet,
    verbose,
    color: !flags.switches.has('--no-color'),
    timeout: parseLimit(flags, '--timeout', DEFAULT_TIMEOUT, 1, say),
    wait: parseLimit(flags, '--wait', '0s', 0, say),
  };
}

/** The engines named, each once, in the order given; `auto` is every engine that is found. */
export function parseEngines(flags: Flags, known: readonly string[], say: Say): EngineChoice {
  const given = valuesOf(flags, '--engine').flatMap((list) => list.split(',').map((name) => name.trim()));
  const ids = [...new Set(given)];
  for (const asked of ids) {
    if (asked !== 'auto' && !known.includes(asked)) say(finding('error', 'ENGINE_UNKNOWN', { asked, known }));
  }
  if (!ids.includes('auto')) return ids.length === 0 ? { kind: 'auto' } : { kind: 'named', ids };
  if (ids.length > 1) say(usage('--engine', ids.join(','), 'conflicts-with', 'auto'));
  return { kind: 'auto' };
}

export function parseApply(flags: Flags, say: Say): ApplyMode {
  const expected = APPLY_MODES.join(', ');
  const text = oneOf(flags, '--apply', expected, say) ?? 'auto';
  const mode = APPLY_MODES.find((known) => known === text);
  if (mode === undefined) say(usage('--apply', text, 'not-one-of', expected));
  return mode ?? 'auto';
}

/** The name of a generation is the name of a directory, too: nothing else may come in here. */
export function parseGenerationId(text: string, say: Say): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text)) say(usage('ID', text, 'not-an-id', ID_FORM));
  return text;
}

/**
 * A duration, milliseconds.
 * @param least the smallest that makes sense here, milliseconds
 */
export function parseLimit(flags: Flags, option: string, otherwise: string, least: number, say: Say): number {
  const text = oneOf(flags, option, DURATION_FORM, say) ?? otherwise;
  const milliseconds = parseDuration(text, least);
  if (milliseconds.ok) return milliseconds.value;
  say(usage(option, text, milliseconds.error, DURATION_FORM));
  return least;
}

/** The name of a file as it was given; '' when none was. */
export function parseFile(flags: Flags, option: string, say: Say): string {
  return oneOf(flags, option, 'FILE', say) ?? '';
}

/** The value of an option that makes sense only once; undefined when it was not given or is wrong. */
function oneOf(flags: Flags, option: string, expected: string, say: Say): string | undefined {
  const value = singleValue(flags, option, expected);
  if (value.ok) return value.value;
  say(value.error);
  return undefined;
}
