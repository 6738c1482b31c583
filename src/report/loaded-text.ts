// What an engine has loaded, whatever the engine is, in words.

import type { EngineWords, Language } from './languages/language.ts';
import { visibleLine } from './visible.ts';

/** One line for each fact; facts are plain JSON. */
export function loadedLines(
  facts: Readonly<Record<string, unknown>>,
  { engine }: Language,
): readonly string[] {
  return Object.entries(facts).map(
    ([key, value]) => `  ${engine.loaded(visibleLine(key), factWords(value, engine))}`,
  );
}

function factWords(value: unknown, words: EngineWords): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value))
    return value.length === 0 ? words.none : value.map((each) => factWords(each, words)).join(', ');
  if (typeof value === 'object' && value !== null) return objectWords(value, words);
  return visibleLine(String(value));
}

/** The name of a thing, and in parentheses what is special about it: what is false, empty or the name again is not. */
function objectWords(thing: object, words: EngineWords): string {
  const [name, ...others] = Object.entries(thing);
  if (name === undefined) return words.none;
  const special = others.filter(([, value]) => !isPlain(value) && value !== name[1]);
  const details = special.map(([key, value]) =>
    value === true ? key : `${key}: ${factWords(value, words)}`,
  );
  const title =
    typeof name[1] === 'string' ? visibleLine(name[1]) : `${name[0]}: ${factWords(name[1], words)}`;
  return details.length === 0 ? title : `${title} (${details.map(visibleLine).join('; ')})`;
}

function isPlain(value: unknown): boolean {
  return value === false || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
