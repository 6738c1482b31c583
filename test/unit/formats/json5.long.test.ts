// What a JSON5 document says, as the reference implementation reads it, and where each part of it stands.

import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { type PlacedValue, readJson5 } from '../../../src/formats/json5.ts';

function readValue(text: string): PlacedValue {
  const read = readJson5(text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** A document as the reference would give it; numbers, which no configuration has, are all 0. */
function plain(value: PlacedValue): unknown {
  switch (value.kind) {
    case 'array':
      return value.items.map(plain);
    case 'object':
      return Object.fromEntries(value.members.map((member) => [member.key, plain(member.value)]));
    case 'string':
    case 'boolean':
      return value.value;
    case 'null':
      return null;
    case 'number':
      return 0;
  }
}

function withoutNumbers(value: unknown): unknown {
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutNumbers(each)]));
}

/** Every key and value of a document with its place, in the order of the text. */
function places(value: PlacedValue): readonly string[] {
  const here = `${value.position.line}:${value.position.column}`;
  if (value.kind === 'array') return [here, ...value.items.flatMap(places)];
  if (value.kind !== 'object') return [here];
  return [
    here,
    ...value.members.flatMap(({ position, value: each }) => [
      `${position.line}:${position.column}`,
      ...places(each),
    ]),
  ];
}

describe('what stands there', () => {
  it.each([
    '{}',
    '[]',
    '"text"',
    '{\'a\': \'it\\\'s\', "b": "\\""}',
    '{a: "one \\\n line", b: "another \\\r\n line", c: "and \\\r more"}',
    '{a: "\\x41\\u00e9\\v\\0\\q\\/"}',
    '{\\u0061b: 1, $_9: 2, ünï: 3, a\u200cb: 4, 𐊧: 5}',
    '{null: true, true: false, false: null, Infinity: 1, NaN: 2}',
    '{a: [+1, -.5, 5., 0xAf, 1e-3, +Infinity, -NaN, NaN,],}',
    '// before\n{ /* c */ a /* c */ : /* c */ "b" /* c */ , // c "x": 1\n } // after',
    '{a: "// no comment", b: \'/* nor this */\', c: "{[,:]}"}',
    '\ufeff\u00a0\u2003{\u3000a:\u20281\u2029}\v\f',
    '{__proto__: "x"}',
    '{a: "\ttab"}',
    '{a: "b"} // no line end',
    '{a: "b"} /* c **/',
    'null',
    'true',
  ])('%j', (text) => expect(plain(readValue(text))).toEqual(withoutNumbers(JSON5.parse(text))));

  it('keeps a member that comes twice', () => {
    const value = readValue('{a: "1", "a": "2"}');
    expect(value.kind === 'object' && value.members.map(({ key }) => key)).toEqual(['a', 'a']);
  });

  it('takes large documents', () => {
    const many = `[${'"x", // y\n'.repeat(200_000)}]`;
    expect(plain(readValue(many))).toHaveLength(200_000);
    expect(plain(readValue(`"${'\\n'.repeat(2_000_000)}"`))).toHaveLength(2_000_000);
    expect(plain(readValue(`${' '.repeat(4_000_000)}{}`))).toEqual({});
  });

  it('does not follow brackets for ever', () =>
    expect(readJson5(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)).toEqual({
      ok: false,
      error: { detail: 'too-deep', position: { line: 1, column: 101 } },
    }));
});

describe('where it stands', () => {
  it.each([
    ['{a: "b"}', ['1:1', '1:2', '1:5']],
    ['{\n  a: "b"\n}', ['1:1', '2:3', '2:6']],
    ['{\r\n  a: "b",\r\n  c: true\r\n}', ['1:1', '2:3', '2:6', '3:3', '3:6']],
    ['{a: "one \\\n two", b: "c"}', ['1:1', '1:2', '1:5', '2:8', '2:11']],
    ['{a: "one \\\r\n two", b: "c"}', ['1:1', '1:2', '1:5', '2:8', '2:11']],
    ['/* 1\n2\n */ {a: [\n"b"]}', ['3:5', '3:6', '3:9', '4:1']],
    ['// 1\n{a: /* \n */ "b"}', ['2:1', '2:2', '3:5']],
    ['\t{"a"\t:\n\n\t\t"b"}', ['1:2', '1:3', '3:3']],
    ['{"😀": "b"}', ['1:1', '1:2', '1:8']],
  ])('%j', (text, expected) => expect(places(readValue(text))).toEqual(expected));
});

describe('what is wrong', () => {
  it.each([
    ['', 'invalid end of input', 1, 1],
    ['{a: b}', "invalid character 'b'", 1, 5],
    ['{\n  a: "b"\n  c: "d"\n}', "invalid character 'c'", 3, 3],
    ['{\r\n  a: "b"\r\n  c: "d"\r\n}', "invalid character 'c'", 3, 3],
    ['{a: "b', 'invalid end of input', 1, 7],
    ['{a: "b\n"}', "invalid character '\\n'", 1, 7],
    ['{\n a: "bc\n"}', "invalid character '\\n'", 2, 8],
    ['{a: 1} x', "invalid character 'x'", 1, 8],
    ['[1,,2]', "invalid character ','", 1, 4],
    ['{a: "\\1"}', "invalid character '1'", 1, 7],
  ])('%j: %s at %i:%i', (text, detail, line, column) =>
    expect(readJson5(text)).toEqual({ ok: false, error: { detail, position: { line, column } } }),
  );
});

/** Text of a document in pieces; the marked ones are keys and values. */
type Pieces = readonly (string | { readonly mark: string })[];

const space = fc.constantFrom('', '', ' ', '\n', '\r\n', '\t', '// c "\n', '/* \n */', ' /* [ */ ', '\u00a0');
const words = fc.oneof(
  fc.string(),
  fc.constantFrom('a', "it's", '"', '\\', 'x\ny', '\u2029', '😀', '//', '/*', '-----BEGIN\n', '\r', '\0'),
);

function quoted(text: string, quote: string, broken: boolean): string {
  const body = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`);
  return `${quote}${broken ? '\\\n' : ''}${body.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}${quote}`;
}

const string = fc
  .tuple(words, fc.constantFrom('"', "'"), fc.boolean())
  .map(([text, quote, broken]) => quoted(text, quote, broken));

const { document } = fc.letrec<{ document: Pieces; array: Pieces; object: Pieces }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .oneof(string, fc.constantFrom('true', 'false', 'null', '0', '-.5', '0xFF', '+Infinity', 'NaN'))
      .map((text) => [{ mark: text }]),
    tie('array'),
    tie('object'),
  ),
  array: fc
    .tuple(space, fc.array(fc.tuple(space, tie('document'), space), { maxLength: 4 }))
    .map(([blank, items]) => [
      { mark: '[' },
      blank,
      ...items.flatMap(([before, item, after]) => [before, ...item, after, ',']),
      ']',
    ]),
  object: fc
    .tuple(
      space,
      fc.array(
        fc.tuple(
          space,
          fc.oneof(string, fc.constantFrom('a', '$b', '\\u0063', 'ünï', 'null', 'NaN', 'd_9')),
          space,
          tie('document'),
          space,
        ),
        { maxLength: 4 },
      ),
    )
    .map(([blank, members]) => [
      { mark: '{' },
      blank,
      ...members.flatMap(([before, key, between, value, after]) => [
        before,
        { mark: key },
        between,
        ':',
        between,
        ...value,
        after,
        ',',
      ]),
      '}',
    ]),
}));

describe('any document', () => {
  it('says what the reference reads, and each part has its place', () => {
    fc.assert(
      fc.property(space, document, space, (before, pieces, after) => {
        let text = before;
        const marks: string[] = [];
        for (const piece of pieces) {
          const lines = text.split('\n');
          if (typeof piece !== 'string') marks.push(`${lines.length}:${(lines.at(-1) ?? '').length + 1}`);
          text += typeof piece === 'string' ? piece : piece.mark;
        }
        const value = readValue(text + after);
        expect(plain(value)).toEqual(withoutNumbers(JSON5.parse(text + after)));
        expect(places(value)).toEqual(marks);
      }),
      { numRuns: 500 },
    );
  });

  it('is read or refused as by the reference, whatever it is', () => {
    const bits = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      "'",
      '\\',
      '\n',
      '/',
      '*',
      'a',
      '1',
      ' ',
      'é',
    );
    const takes = (text: string) => {
      try {
        JSON5.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: bits }), (text) => {
        const read = readJson5(text);
        expect(read.ok).toBe(takes(text));
        if (!read.ok) {
          const { line, column } = read.error.position;
          expect([line >= 1, column >= 1, line <= text.split('\n').length]).toEqual([true, true, true]);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
