// Lines that fit on the terminal. Two columns are taken by letters of East Asia; colours take none.

import truncatedWidth from 'fast-string-truncated-width';
import { wrapAnsi } from 'fast-wrap-ansi';

const INDENT = '  ';
/** Narrower than this nothing can be read any better by breaking lines. */
const NARROWEST = 30;

/** Breaks one line between its words; what follows is indented. Infinity: it stays as it is. */
export function wrapped(line: string, width: number): readonly string[] {
  if (width === Number.POSITIVE_INFINITY || width < NARROWEST) return [line];
  const [first = '', ...others] = wrapAnsi(line, width - INDENT.length).split('\n');
  return [first, ...others.map((other) => `${INDENT}${other}`)];
}

/** The beginning of a line, as much as fits: one that is drawn again and again must not break. */
export function shortened(line: string, width: number): string {
  if (width === Number.POSITIVE_INFINITY) return line;
  const { index, ellipsed } = truncatedWidth(line, { limit: width, ellipsis: '…', ellipsisWidth: 1 });
  return ellipsed ? `${line.slice(0, index)}…` : line.slice(0, index);
}
