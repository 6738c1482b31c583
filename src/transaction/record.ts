// State files that can tell whether they are whole: the hash of the body stands before it.

import { createHash } from 'node:crypto';

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One record: the hash, a space, the JSON, a line feed. */
export function encodeRecord(value: unknown): string {
  const body = JSON.stringify(value);
  return `${sha256(body)} ${body}\n`;
}

/** The value of a record line, or undefined when it is torn or damaged. */
export function decodeRecord(line: string): { readonly value: unknown } | undefined {
  const space = line.indexOf(' ');
  const body = line.slice(space + 1);
  if (space !== 64 || sha256(body) !== line.slice(0, space)) return undefined;
  return { value: JSON.parse(body) };
}
