// When the resident agent looks again: every interval, not all hosts at once, and less often while it fails.

const JITTER = 0.2;
const LONGEST = 60 * 60 * 1000;

/**
 * The time until the next look, milliseconds.
 * @param interval the wanted time between two looks
 * @param failures how many looks have failed in a row: each doubles the time, to an hour at most
 * @param random in [0, 1)
 */
export function nextLook(interval: number, failures: number, random: number): number {
  const longest = Math.max(interval, LONGEST);
  const base = Math.min(interval * 2 ** Math.min(failures, 20), longest);
  return Math.round(base * (1 - JITTER + 2 * JITTER * random));
}
