// Whether a value of daemon.json is of the type that dockerd decodes it into (Go's encoding/json).

import type { JsonValue } from '../../formats/json/structure.ts';
import type { ValueForm } from '../../model/findings/forms.ts';
import type { Shape } from './directives.ts';

export interface WrongType {
  readonly found: string;
  readonly expected: string;
  /** Where it is not the value itself: `element`, one of its elements, or `member`, the member of this name. */
  readonly element?: 'element';
  readonly member?: string;
  /** Where in the text. */
  readonly offset: number;
}

const EXPECTED: Readonly<Record<Shape, string>> = {
  string: 'string',
  bool: 'bool' satisfies ValueForm,
  int: 'int' satisfies ValueForm,
  strings: 'array of strings' satisfies ValueForm,
  list: 'array',
  object: 'object',
  'string-map': 'string-map' satisfies ValueForm,
  'bool-map': 'bool-map' satisfies ValueForm,
  any: '',
};

/**
 * Compares a value with a shape. `null` fits everywhere: Go leaves the field as it is.
 * @param parsed the same value as JSON.parse gives it
 */
export function judgeType(
  value: JsonValue,
  parsed: unknown,
  shape: Shape,
  text: string,
): WrongType | undefined {
  const expected = EXPECTED[shape];
  const wrong = (found: string, offset = value.start) => ({ found, expected, offset });
  if (shape === 'any' || value.type === 'null') return undefined;
  switch (shape) {
    case 'string':
      return value.type === 'string' ? undefined : wrong(value.type);
    case 'bool':
      return value.type === 'boolean' ? undefined : wrong(value.type);
    case 'int': {
      if (value.type !== 'number') return wrong(value.type);
      const raw = text.slice(value.start, value.end);
      return /^-?[0-9]+$/.test(raw) ? undefined : wrong(raw);
    }
    case 'strings': {
      if (value.type !== 'array') return wrong(value.type);
      const stray = value.elements.find((element) => element.type !== 'string' && element.type !== 'null');
      return stray === undefined ? undefined : { ...wrong(stray.type, stray.start), element: 'element' };
    }
    case 'list':
      return value.type === 'array' ? undefined : wrong(value.type);
    case 'object':
      return value.type === 'object' ? undefined : wrong(value.type);
    case 'string-map':
    case 'bool-map':
      return value.type === 'object' ? judgeMap(parsed, shape, wrong) : wrong(value.type);
  }
}

function judgeMap(
  parsed: unknown,
  shape: 'string-map' | 'bool-map',
  wrong: (found: string) => WrongType,
): WrongType | undefined {
  const wanted = shape === 'string-map' ? 'string' : 'boolean';
  const stray = Object.entries(parsed ?? {}).find(
    ([, member]) => member !== null && typeof member !== wanted,
  );
  return stray === undefined ? undefined : { ...wrong(typeof stray[1]), member: stray[0] };
}
