// How a YAML file is written: by how much its maps and lists are further in than their keys, and how its lines end.

import { isMap, isSeq, type YAMLMap } from 'yaml';
import { lineEnding } from '../text.ts';
import { indentAt } from './places.ts';
import type { Style } from './render.ts';
import { entriesOf, type YamlText } from './tree.ts';

const USUAL = 2;

interface Seen {
  readonly unit?: number;
  readonly listUnit?: number;
}

/** The first map and the first list of lines say it for the whole file; without one it is as the engines' documents do. */
export function styleOf({ text, root }: YamlText): Style {
  const { unit = USUAL, listUnit = USUAL } = root === null ? {} : lookAt(root, text);
  return { unit, listUnit, feed: lineEnding(text) };
}

function lookAt(map: YAMLMap, text: string): Seen {
  let seen: Seen = {};
  for (const { key, value } of entriesOf(map)) {
    const outer = indentAt(text, key.start);
    const at = value?.range?.[0];
    const inner = at === undefined ? undefined : indentAt(text, at);
    if (value === null || inner === undefined || outer === undefined) continue;
    if (isSeq(value) && value.flow !== true) seen = { listUnit: inner - outer, ...seen };
    if (!isMap(value) || value.flow === true) continue;
    seen = { ...(inner > outer ? { unit: inner - outer } : {}), ...lookAt(value, text), ...seen };
  }
  return seen;
}
