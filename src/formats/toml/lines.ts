// Whole lines of a TOML document whose last line has its line end: putting some in and taking some out, so that the
// one undoes the other.

import type { AST } from 'toml-eslint-parser';
import { lineEnding, type Splice } from '../text.ts';
import { lowerBound } from './sequence.ts';
import type { TomlDocument } from './tree.ts';

/**
 * What else goes when lines are taken out: the empty line that was put in before or after them. 'before' takes the
 * one after them where they are the first of the text: what was appended later brought it.
 */
export type EmptyLine = 'keep' | 'before' | 'after';

/** The offset of the first character of the line. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset behind the line end, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** The white space that a line begins with. */
export function indentOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

/** Puts lines in behind the line of `offset`. */
export function insertLinesAfter(text: string, offset: number, lines: readonly string[]): Splice {
  const place = lineEnd(text, offset);
  return { start: place, end: place, text: joinLines(text, lines) };
}

/** Puts lines at the end, with an empty line before them unless they are the first. */
export function appendBlock(text: string, lines: readonly string[]): Splice {
  return insertLinesAfter(text, text.length, text === '' ? lines : ['', ...lines]);
}

/** Puts lines before the line of `offset`, with an empty line behind them. */
export function insertBlockBefore(text: string, offset: number, lines: readonly string[]): Splice {
  const place = lineStart(text, offset);
  return { start: place, end: place, text: joinLines(text, [...lines, '']) };
}

/** Takes out the lines from `start` to `end`. Their comments stay, each as a line of its own; then no empty line goes. */
export function removeLines(document: TomlDocument, start: number, end: number, empty: EmptyLine): Splice {
  const { text } = document;
  const comments = commentsBetween(document, start, lineEnd(text, end));
  if (comments.length === 0) return cutLines(text, start, end, empty);
  const kept = comments.map(({ range }) => indentOf(text, range[0]) + text.slice(range[0], range[1]));
  return { start: lineStart(text, start), end: lineEnd(text, end), text: joinLines(text, kept) };
}

/** Takes out the lines from `start` to `end` with their comments. */
export function cutLines(text: string, start: number, end: number, empty: EmptyLine): Splice {
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const above = lineStart(text, from - 1);
  if (empty === 'before' && from > 0) {
    return { start: lineIsEmpty(text, above) ? above : from, end: to, text: '' };
  }
  return { start: from, end: empty !== 'keep' && lineIsEmpty(text, to) ? lineEnd(text, to) : to, text: '' };
}

/** Whether there is a line at this offset, with nothing on it and a line end. */
export function lineIsEmpty(text: string, start: number): boolean {
  return text[start] === '\n' || (text[start] === '\r' && text[start + 1] === '\n');
}

/** The start of the first of the comment lines that stand directly above the line of `offset`, else of that line. */
export function startOfCommentsAbove(document: TomlDocument, offset: number): number {
  const { text } = document;
  let place = lineStart(text, offset);
  while (place > 0 && isCommentLine(document, lineStart(text, place - 1))) place = lineStart(text, place - 1);
  return place;
}

/**
 * An offset on the last of the comment lines that follow the line of `offset` directly, else `offset`. Comments that
 * a table follows without an empty line between are that table's.
 */
export function endOfCommentsBelow(document: TomlDocument, offset: number): number {
  const { text } = document;
  let last = offset;
  let next = lineEnd(text, offset);
  while (next < text.length && isCommentLine(document, next)) {
    last = next;
    next = lineEnd(text, next);
  }
  const followedByBlank = /[ \t]*(?:\r?\n|$)/y;
  followedByBlank.lastIndex = next;
  return followedByBlank.test(text) ? last : offset;
}

export function commentsBetween(document: TomlDocument, start: number, end: number): readonly AST.Comment[] {
  const { comments, commentStarts } = document;
  return comments.slice(lowerBound(commentStarts, start), lowerBound(commentStarts, end));
}

function isCommentLine(document: TomlDocument, start: number): boolean {
  const { text, commentStarts } = document;
  const white = /[ \t]*/y;
  white.lastIndex = start;
  const first = start + (white.exec(text)?.[0].length ?? 0);
  if (text[first] !== '#') return false;
  return commentStarts[lowerBound(commentStarts, first)] === first;
}

/** The lines with the line end that the text has. */
export function joinLines(text: string, lines: readonly string[]): string {
  const eol = lineEnding(text);
  return lines.map((line) => line + eol).join('');
}
