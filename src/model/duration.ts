// Durations as they are shown: in the form in which they can be typed.

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** `1h30m`, `45s`, `500ms`; `0s` for nothing. What it gives, `--confirm-within` and its like take. */
export function durationText(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count}${unit}`];
  });
  return parts.length === 0 ? '0s' : parts.join('');
}
