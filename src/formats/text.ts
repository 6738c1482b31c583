// Bytes and text files as a whole: strict UTF-8 with or without a byte-order mark, line ends, places, splices.

import { err, ok, type Result } from '../model/result.ts';
import type { Position, TextProblem } from '../model/text.ts';

/** A text without its byte-order mark, and whether there was one. */
export interface DecodedText {
  readonly text: string;
  readonly bom: boolean;
}

/** Replaces the UTF-16 units from `start` up to (not including) `end` by `text`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const BOM = [0xef, 0xbb, 0xbf] as const;

/**
 * Reads bytes as strict UTF-8, so that writing the text back gives the same bytes.
 *
 * @returns NOT_UTF8 with the position of the first byte that does not belong to a character.
 */
export function decodeUtf8(bytes: Uint8Array): Result<DecodedText, TextProblem> {
  const bom = BOM.every((byte, index) => bytes[index] === byte);
  const body = bom ? bytes.subarray(BOM.length) : bytes;
  const text = tryDecode(body);
  if (text !== undefined) return ok({ text, bom });
  const valid = tryDecode(body.subarray(0, validPrefixLength(body))) ?? '';
  return err({ code: 'NOT_UTF8', position: positionAt(valid, valid.length), detail: {} });
}

/** The bytes of a text, the byte-order mark put back if there was one. Lone surrogates are a bug of the caller. */
export function encodeUtf8(text: string, bom: boolean): Uint8Array {
  if (/\p{Surrogate}/u.test(text)) throw new Error('a text with a lone surrogate cannot be written as UTF-8');
  return new TextEncoder().encode(bom ? `\uFEFF${text}` : text);
}

/** Line and column of an offset in UTF-16 units; `\n` and `\r\n` end a line, an offset past the end is the end. */
export function positionAt(text: string, offset: number): Position {
  const end = Math.min(offset, text.length);
  const starts = lineStarts(text);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= end) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: end - (starts[low] ?? 0) + 1 };
}

/** Those of the text that was asked for last: a file has many places, and whoever asks for one asks for others. */
let known: { readonly text: string; readonly starts: readonly number[] } = { text: '', starts: [0] };

function lineStarts(text: string): readonly number[] {
  if (known.text !== text) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    known = { text, starts };
  }
  return known.starts;
}

/** The line end that most lines of the text have; `\n` if none has one or both are as frequent. */
export function lineEnding(text: string): '\n' | '\r\n' {
  let crlf = 0;
  let lf = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') crlf += 1;
    else lf += 1;
  }
  return crlf > lf ? '\r\n' : '\n';
}

/** Applies splices, given in any order; those at the same place are applied in the order given. Overlap is a bug. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (splice.start < copied || splice.end < splice.start || splice.end > text.length) {
      throw new Error(`splice ${splice.start}-${splice.end} overlaps another one or leaves the text`);
    }
    parts.push(text.slice(copied, splice.start), splice.text);
    copied = splice.end;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function tryDecode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) return undefined; // what the Encoding Standard throws for malformed input
    throw cause;
  }
}

/** How many bytes stand before the first malformed one, which a lossy decoder turns into U+FFFD. */
function validPrefixLength(bytes: Uint8Array): number {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const encoder = new TextEncoder();
  let length = 0;
  for (const [index, part] of lossy.split('\uFFFD').entries()) {
    if (index > 0) {
      const isReal = bytes[length] === 0xef && bytes[length + 1] === 0xbf && bytes[length + 2] === 0xbd;
      if (!isReal) return length;
      length += 3;
    }
    length += encoder.encode(part).length;
  }
  return length;
}
