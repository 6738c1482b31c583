// English: small pieces that sentences are made of.

import type { NodeKind } from '../../../model/file.ts';

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
