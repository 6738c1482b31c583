// Strict reading of daemon.json: what is refused, with which code and where, and the lists that are read.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseDaemonJson,
  positionOf,
  positionOfElement,
  readStringList,
} from '../../../src/formats/json/read.ts';
import { readStructure } from '../../../src/formats/json/structure.ts';

const strict = { allowEmpty: false };

function view(text: string) {
  const result = parseDaemonJson(text, strict);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('parseDaemonJson', () => {
  it('gives the value and the places of the members', () => {
    const text =
      '{\n  "debug": true,\r\n\t"registry-mirrors": [\n    "https://a",\n    "https:\\/\\/b"\n  ]\n}\n';
    const read = view(text);
    expect(read.value).toEqual({ debug: true, 'registry-mirrors': ['https://a', 'https://b'] });
    expect([...read.members.keys()]).toEqual(['debug', 'registry-mirrors']);
    expect(positionOf(read, 'registry-mirrors')).toEqual({ line: 3, column: 2 });
    expect(positionOfElement(read, 'registry-mirrors', 1)).toEqual({ line: 5, column: 5 });
    expect(() => positionOf(read, 'hosts')).toThrow('no key "hosts"');
    expect(() => positionOfElement(read, 'registry-mirrors', 2)).toThrow('no element 2');
  });

  it('takes null for an object without members, as dockerd does', () => {
    expect(view(' null\n')).toMatchObject({ value: {}, members: new Map() });
  });

  it.each(['', ' \t\r\n'])('takes white space (%j) only where the engine does', (text) => {
    expect(parseDaemonJson(text, { allowEmpty: true })).toMatchObject({ ok: true, value: { value: {} } });
    const position = { line: 1, column: 1 };
    expect(parseDaemonJson(text, strict)).toEqual({
      ok: false,
      error: { code: 'EMPTY', position, detail: {} },
    });
  });

  it.each([
    ['{"a": 1}\n// bye', 'COMMENT', 2, 1],
    ['{ /* why */ "a": 1}', 'COMMENT', 1, 3],
    ['{\n  # why\n  "a": 1}', 'COMMENT', 2, 3],
    ['// only', 'COMMENT', 1, 1],
    ['{"a": 1,\n}', 'TRAILING_COMMA', 1, 8],
    ['{"a": [1, 2,\n ]}', 'TRAILING_COMMA', 1, 12],
    ['{} {}', 'TRAILING_CONTENT', 1, 4],
    ['{}\n}', 'TRAILING_CONTENT', 2, 1],
    ['{} garbage', 'TRAILING_CONTENT', 1, 4],
    ["{} 'x", 'TRAILING_CONTENT', 1, 4],
    ['\uFEFF{}', 'BYTE_ORDER_MARK', 1, 1],
    ['[]', 'WRONG_TYPE', 1, 1],
    [' "text"', 'WRONG_TYPE', 1, 2],
    ['{"a": 1, "b": {"c": [{"d": 1, "\\u0064": 2}]}}', 'DUPLICATE_KEY', 1, 31],
    ['{"a": 1,\n "a": 1}', 'DUPLICATE_KEY', 2, 2],
    ['{"__proto__": 1, "__proto__": 2}', 'DUPLICATE_KEY', 1, 18],
  ])('refuses %j', (text, code, line, column) => {
    expect(parseDaemonJson(text, strict)).toMatchObject({
      ok: false,
      error: { code, position: { line, column } },
    });
  });

  it.each([
    ["{'a': 1}", 1, 2, 'key or }', "'a'"],
    ['{a: 1}', 1, 2, 'key or }', 'a'],
    ['{"a": 1 "b": 2}', 1, 9, ', or }', '"b"'],
    ['{"a": [1 2]}', 1, 10, ', or ]', '2'],
    ['{"a" 1}', 1, 6, ':', '1'],
    ['{"a": NaN}', 1, 7, 'value', 'NaN'],
    ['{"a": +1}', 1, 7, 'value', '+1'],
    ['{"a": 01}', 1, 8, ', or }', '1'],
    ['{"a": 1.}', 1, 7, 'digit', '1.'],
    ['{"a": .5}', 1, 7, 'value', '.5'],
    ['{"a": "x\ny"}', 1, 7, 'closing-quote', '"x'],
    ['{"a": "\\x"}', 1, 7, 'valid-escape', '"\\x"'],
    ['{"a": "\\u12"}', 1, 7, 'valid-escape', '"\\u12"'],
    ['{"a": "\t"}', 1, 7, 'no-control-character', '"\\u0009"'],
    ['{"a": \u001b[31m}', 1, 7, 'value', '\\u001b'],
    ['{"a": [,]}', 1, 8, 'value or ]', ','],
    ['{"a": ]}', 1, 7, 'value', ']'],
    ['{"a": [1}}', 1, 9, ', or ]', '}'],
    ['{,}', 1, 2, 'key or }', ','],
    ['{"a": 1', 1, 8, ', or }', 'end-of-file'],
    ['{\n', 2, 1, 'key or }', 'end-of-file'],
    ['{"a": 1,\n', 2, 1, 'key', 'end-of-file'],
    ['registry', 1, 1, 'value', 'registry'],
    [`{"a": ${'x'.repeat(50)}}`, 1, 7, 'value', `${'x'.repeat(40)}…`],
  ])('refuses the syntax of %j', (text, line, column, expected, found) => {
    const error = { code: 'SYNTAX', position: { line, column }, detail: { expected, found } };
    expect(parseDaemonJson(text, strict)).toEqual({ ok: false, error });
  });

  it('stops at a depth that no daemon.json has, without exhausting the stack', () => {
    const nest = (depth: number) => `{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(parseDaemonJson(nest(999), strict).ok).toBe(true);
    expect(parseDaemonJson(nest(1_000_000), strict)).toMatchObject({
      error: {
        code: 'SYNTAX',
        position: { line: 1, column: 1006 },
        detail: { expected: 'fewer-levels' },
      },
    });
  });
});

describe('readStructure', () => {
  it('accepts what JSON.parse accepts, duplicate keys apart, and nothing else', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-0.5e+3',
      '01',
      '1.',
      '-',
      'null',
      'true',
      ' ',
      '\n',
      '\t',
    ];
    const odd = [
      '"',
      '\\',
      '"\\u00e9"',
      '"\\q"',
      '\u00a0',
      '\u2028',
      '\f',
      '//',
      '/*',
      '*/',
      '#',
      "'",
      'Infinity',
      '\u0000',
    ];
    const broken = fc
      .array(fc.constantFrom(...pieces, ...odd), { maxLength: 8 })
      .map((parts) => parts.join(''));
    const nearlyRight = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ...pieces, ...odd))
      .map(([json, at, piece]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + piece + json.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken, nearlyRight), (text) => {
        const structure = readStructure(text);
        const isDuplicate = !structure.ok && structure.error.code === 'DUPLICATE_KEY';
        const isBlank = structure.ok && structure.value.root.kind === 'absent';
        if (!isDuplicate) expect(structure.ok).toBe(accepts(text) || isBlank); // a fault may follow the second key
      }),
      { numRuns: 5000 },
    );
  });
});

describe('readStringList', () => {
  it('tells an absent key from a list without entries', () => {
    expect(readStringList(view('{"b": []}'), 'a')).toEqual({ ok: true, value: { kind: 'absent' } });
    expect(readStringList(view('{"b": []}'), 'b')).toEqual({ ok: true, value: { kind: 'list', values: [] } });
  });

  it('takes null for a list without entries', () => {
    expect(readStringList(view('{"b": null}'), 'b')).toEqual({
      ok: true,
      value: { kind: 'list', values: [] },
    });
  });

  it('decodes escapes', () => {
    const read = readStringList(view('{"b": ["http:\\/\\/x", "\\u00e9"]}'), 'b');
    expect(read).toEqual({ ok: true, value: { kind: 'list', values: ['http://x', 'é'] } });
  });

  it.each([
    ['{"b": "x"}', 7, 'string', 'array of strings'],
    ['{"b": {}}', 7, 'object', 'array of strings'],
    ['{"b": ["x", 1]}', 13, 'number', 'string'],
    ['{"b": [null]}', 8, 'null', 'string'],
  ])('refuses %s', (text, column, found, expected) => {
    const error = {
      code: 'WRONG_TYPE',
      position: { line: 1, column },
      detail: { key: 'b', found, expected },
    };
    expect(readStringList(view(text), 'b')).toEqual({ ok: false, error });
  });
});

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
