// JSON of others as plain data: what is not there, or of another type, is empty.

import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';

export type Data = Readonly<Record<string, unknown>>;

export function parseData(text: string): Data {
  try {
    const value: unknown = JSON.parse(text);
    return isData(value) ? value : {};
  } catch (cause) {
    if (cause instanceof SyntaxError) return {};
    throw cause;
  }
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function stringIn(data: Data, key: string): string {
  const value = data[key];
  return typeof value === 'string' ? value : '';
}

export function listIn(data: Data, key: string): readonly Data[] {
  const value = data[key];
  return Array.isArray(value) ? value.filter(isData) : [];
}

export function stringsIn(value: unknown): Readonly<Record<string, string>> {
  if (!isData(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
}

/** The text of a file; '' where there is none, or none that may be read. */
export function textAt(host: ReadHost, path: AbsPath): string {
  const state = host.read(path);
  return state.kind === 'file' ? textOf(state) : '';
}
