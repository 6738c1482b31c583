// What an engine has loaded, whatever the engine is, in words.

import { visibleLine } from './visible.ts';

/** One line for each fact; facts are plain JSON. */
export function loadedLines(facts: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(facts).map(([key, value]) => `  loaded ${visibleLine(key)}: ${factWords(value)}`);
}

function factWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(factWords).join(', ');
  if (typeof value === 'object' && value !== null) return objectWords(value);
  return visibleLine(String(value));
}

/** The name of a thing, and in parentheses what is special about it: what is false, empty or the name again is not. */
function objectWords(thing: object): string {
  const [name, ...others] = Object.entries(thing);
  if (name === undefined) return '(none)';
  const special = others.filter(([, value]) => !isPlain(value) && value !== name[1]);
  const words = special.map(([key, value]) => (value === true ? key : `${key}: ${factWords(value)}`));
  const title = typeof name[1] === 'string' ? visibleLine(name[1]) : `${name[0]}: ${factWords(name[1])}`;
  return words.length === 0 ? title : `${title} (${words.map(visibleLine).join('; ')})`;
}

function isPlain(value: unknown): boolean {
  return value === false || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
