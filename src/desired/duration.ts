// Durations as people type them.

import type { UsageForm } from '../model/findings/forms.ts';
import { err, ok, type Result } from '../model/result.ts';

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Timers of Node take at most 2^31 - 1 milliseconds; what is longer would fire at once. */
const LONGEST = 24 * 24 * 3_600_000;

export const DURATION_FORM = 'DURATION' satisfies UsageForm;

/**
 * `500ms`, `30s`, `2m`, `1h`, `1m30s`; a number without a unit is seconds, as systemd.time(7) has it.
 * @param least the smallest duration that makes sense here, milliseconds
 * @returns whole milliseconds
 */
export function parseDuration(text: string, least: number): Result<number, 'not-a-duration'> {
  const parts = [...text.matchAll(/([0-9]{1,12}(?:\.[0-9]{1,3})?)(ms|s|m|h)/g)];
  const bare = /^[0-9]{1,12}(?:\.[0-9]{1,3})?$/.test(text);
  if (!bare && (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text))
    return err('not-a-duration');
  const sum = bare ? Number(text) * 1000 : parts.reduce((total, part) => total + lengthOf(part), 0);
  const milliseconds = Math.round(sum);
  return milliseconds < least || milliseconds > LONGEST ? err('not-a-duration') : ok(milliseconds);
}

function lengthOf([, number = '0', unit = 's']: RegExpMatchArray): number {
  const factor = Object.entries(MILLISECONDS).find(([name]) => name === unit)?.[1] ?? 0;
  return Number(number) * factor;
}
