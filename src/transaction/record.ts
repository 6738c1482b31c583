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

/** The value of a record line, or undefined when it is torn or damaged. A hash that fits may be that of any text. */
export function decodeRecord(line: string): { readonly value: unknown } | undefined {
  const space = line.indexOf(' ');
  const body = line.slice(space + 1);
  if (space !== 64 || sha256(body) !== line.slice(0, space)) return undefined;
  return parseRecord(body);
}

/** A record that others read as plain JSON, too: the hash of all other members is the last one. */
export function sealMembers(members: object): string {
  return `${JSON.stringify({ ...members, sha256: sha256(JSON.stringify(members)) })}\n`;
}

/** The members without their hash, or undefined when they are not those that were sealed. */
export function unsealMembers(text: string): object | undefined {
  const value = parseRecord(text)?.value;
  if (typeof value !== 'object' || value === null || !('sha256' in value)) return undefined;
  const { sha256: seal, ...members } = value;
  return seal === sha256(JSON.stringify(members)) ? members : undefined;
}

function parseRecord(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
