// Small pieces that sentences are made of.

import { durationText } from '../../model/duration.ts';
import type { NodeKind } from '../../model/file.ts';

const NODE_WORDS: Readonly<Record<string, string>> = {
  file: 'a regular file',
  directory: 'a directory',
  symlink: 'a symbolic link',
  fifo: 'a FIFO',
  socket: 'a socket',
  device: 'a device',
} satisfies Record<NodeKind, string>;

/** What stands at a path. */
export function nodeWords(kind: string): string {
  return NODE_WORDS[kind] ?? 'something else';
}

/** Words with commas between them; '(nothing)' for none. */
export function wordList(words: readonly string[]): string {
  return words.length === 0 ? '(nothing)' : words.join(', ');
}

/** To the second, in UTC: hosts of a fleet are compared. */
export function timeWords(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A time that is still to come, in whole seconds. */
export function leftWords(milliseconds: number): string {
  return durationText(Math.ceil(milliseconds / 1000) * 1000);
}

/** Numbered lines, below each other. */
export function stepList(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}

/**
 * A word of a command line that can be pasted, whatever is in it: what a registry sends must not become a command of
 * whoever follows the hint.
 */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_.,:/@%+=~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
