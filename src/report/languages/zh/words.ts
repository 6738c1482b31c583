// Chinese: small pieces that sentences are made of.

import type { NodeKind } from '../../../model/file.ts';

const NODE_WORDS: Readonly<Record<string, string>> = {
  file: '普通文件',
  directory: '目录',
  symlink: '符号链接',
  fifo: '命名管道 (FIFO)',
  socket: '套接字',
  device: '设备文件',
} satisfies Record<NodeKind, string>;

/** What stands at a path. */
export function nodeWords(kind: string): string {
  return NODE_WORDS[kind] ?? '其他类型的文件';
}

/** An engine at the beginning of a sentence, with the space that a Latin word has behind it. */
export function engineFirst(engine: string | undefined): string {
  return engine === undefined ? '引擎' : `${engine} `;
}

/** An engine within a sentence. */
export function engineWithin(engine: string | undefined): string {
  return engine === undefined ? '引擎' : ` ${engine} `;
}

/** Words within a sentence: Latin ones have a space before them. */
export function within(words: string): string {
  return /^\p{Script=Han}/u.test(words) ? words : ` ${words}`;
}

/** Words with commas between them; '(无)' for none. */
export function wordList(words: readonly string[]): string {
  return words.length === 0 ? '(无)' : words.join(', ');
}
