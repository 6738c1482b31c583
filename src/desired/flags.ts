// The options of a command line as commander leaves them, and the findings about their values.

import { type FindingOf, finding } from '../model/finding.ts';
import type { UsageReason } from '../model/findings/general.ts';
import { err, ok, type Result } from '../model/result.ts';

/** Options under their long names, dashes included; every value of a repeated option in the order given. */
export interface Flags {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
}

export type UsageFinding = FindingOf<'USAGE'>;

/**
 * Parsing collects what is wrong instead of stopping at the first mistake: one run shows all of them.
 */
export interface Parsed<T, F> {
  readonly value: T;
  readonly findings: readonly F[];
}

export function valuesOf(flags: Flags, option: string): readonly string[] {
  return flags.values.get(option) ?? [];
}

/** Whether an option stands on the command line at all, with a value or without. */
export function isGiven(flags: Flags, option: string): boolean {
  return flags.switches.has(option) || valuesOf(flags, option).length > 0;
}

/** A finding about the value of an option; a password in the value is not repeated. */
export function usage(option: string, value: string, reason: UsageReason, expected?: string): UsageFinding {
  return finding('error', 'USAGE', {
    option,
    value: hideSecrets(value),
    reason,
    ...(expected === undefined ? {} : { expected }),
  });
}

/** What was typed, without the user information of a URL or host: it would end up in logs. In one pass. */
export function hideSecrets(text: string): string {
  const [first, last] = [text.indexOf('@'), text.lastIndexOf('@')];
  if (first === -1) return text;
  const slashes = text.indexOf('//');
  const start = slashes === -1 || slashes > first ? 0 : slashes + 2;
  return `${text.slice(0, start)}***${text.slice(last)}`;
}

/**
 * The value of an option that makes sense only once. Given twice with the same value it is taken, otherwise it
 * cannot be told which one is meant.
 */
export function singleValue(
  flags: Flags,
  option: string,
  expected: string,
): Result<string | undefined, UsageFinding> {
  const values = [...new Set(valuesOf(flags, option))];
  const [first, second] = values;
  if (second !== undefined) return err(usage(option, values.join(' '), 'twice-different', expected));
  if (first === '') return err(usage(option, first, 'empty', expected));
  return ok(first);
}
