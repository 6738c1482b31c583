// Small pieces of sentences that are the same in every language.

import { durationText } from '../../model/duration.ts';
import { nearestName } from '../../model/nearest.ts';

/** To the second, in UTC: hosts of a fleet are compared. */
export function timeWords(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A time that is still to come, in whole seconds. */
export function leftWords(milliseconds: number): string {
  return durationText(Math.ceil(milliseconds / 1000) * 1000);
}

/** The words that a language has for a mark; what has none is the same in every language. */
export function wordsFor(mark: string, words: Readonly<Record<string, string>>): string {
  return Object.hasOwn(words, mark) ? (words[mark] ?? mark) : mark;
}

/** Bytes in a row of a fingerprint: it has to fit on a terminal, because it is there to be compared. */
const ROW = 16;

/** `AB:CD:…` in rows. */
export function fingerprintRows(fingerprint: string): readonly string[] {
  const bytes = fingerprint.split(':');
  const rows = Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, row) =>
    bytes.slice(row * ROW, (row + 1) * ROW),
  );
  return rows.map((row, index) => `${row.join(':')}${index === rows.length - 1 ? '' : ':'}`);
}

/** Numbered lines, below each other. */
export function stepList(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}

/** A suggestion that begins with a command, with the name of the program; an option stays as it is. */
export function commandLine(suggestion: string): string {
  return suggestion.startsWith('-') ? suggestion : `registry-client ${suggestion}`;
}

/** The one of several words with commas between them that was meant, '' where none is close; `zh_CN` means `zh`. */
export function meantWord(typed: string, expected = ''): string {
  const choices = expected.split(', ').filter((word) => /^[a-z][a-z-]*$/.test(word));
  const begun = choices.find(
    (word) => typed.startsWith(word) || (typed.length > 1 && word.startsWith(typed)),
  );
  return begun ?? nearestName(typed, choices);
}
