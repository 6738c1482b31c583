// Strict UTF-8, places, line ends and splices.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySplices, decodeUtf8, encodeUtf8, lineEnding, positionAt } from '../../../src/formats/text.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('decodeUtf8', () => {
  it('takes off one byte-order mark and tells that it was there', () => {
    expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x7b))).toEqual({ ok: true, value: { text: '{', bom: true } });
    const twice = decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf));
    expect(twice).toEqual({ ok: true, value: { text: '\uFEFF', bom: true } });
  });

  it('reads no bytes as an empty text', () => {
    expect(decodeUtf8(bytes())).toEqual({ ok: true, value: { text: '', bom: false } });
  });

  it.each([
    ['Latin-1', bytes(0x61, 0x0a, 0x62, 0xe9, 0x63), { line: 2, column: 2 }],
    ['UTF-16 with its mark', bytes(0xff, 0xfe, 0x7b, 0x00), { line: 1, column: 1 }],
    ['a cut character', bytes(0x61, 0xe2, 0x82), { line: 1, column: 2 }],
    ['an encoded surrogate', bytes(0xed, 0xa0, 0x80), { line: 1, column: 1 }],
    ['a fault after a real U+FFFD', bytes(0xef, 0xbf, 0xbd, 0x61, 0x80), { line: 1, column: 3 }],
  ])('refuses %s at its place', (_, input, position) => {
    expect(decodeUtf8(input)).toEqual({ ok: false, error: { code: 'NOT_UTF8', position, detail: {} } });
  });

  it('gives the bytes back through encodeUtf8, whatever was decoded', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.tuple(fc.boolean(), fc.string({ unit: 'binary' })).map(([bom, text]) => encodeUtf8(text, bom)),
    );
    fc.assert(
      fc.property(anyBytes, (input) => {
        const decoded = decodeUtf8(input);
        if (decoded.ok) expect(encodeUtf8(decoded.value.text, decoded.value.bom)).toEqual(input);
        else expect(decoded.error.position).toBeDefined();
      }),
    );
  });
});

describe('encodeUtf8', () => {
  it('does not write a lone surrogate', () => {
    expect(() => encodeUtf8('a\uD800b', false)).toThrow('lone surrogate');
  });
});

describe('positionAt', () => {
  it.each([
    [0, { line: 1, column: 1 }],
    [2, { line: 1, column: 3 }],
    [4, { line: 2, column: 1 }],
    [5, { line: 2, column: 2 }],
    [6, { line: 3, column: 1 }],
    [99, { line: 3, column: 2 }],
  ])('finds offset %i', (offset, position) => {
    expect(positionAt('ab\r\nc\nd', offset)).toEqual(position);
  });
});

describe('lineEnding', () => {
  it.each([
    ['', '\n'],
    ['a', '\n'],
    ['a\r\nb', '\r\n'],
    ['a\r\nb\n', '\n'],
    ['a\r\nb\nc\r\n', '\r\n'],
    ['a\rb', '\n'],
    ['\na\r\n\r\n', '\r\n'],
  ])('of %j is %j', (text, ending) => {
    expect(lineEnding(text)).toBe(ending);
  });
});

describe('applySplices', () => {
  it('applies splices in any order, insertions at one place in the order given', () => {
    const splices = [
      { start: 4, end: 5, text: 'E' },
      { start: 1, end: 1, text: 'x' },
      { start: 1, end: 1, text: 'y' },
      { start: 1, end: 3, text: '' },
    ];
    expect(applySplices('abcdef', splices)).toBe('axydEf');
  });

  it('throws on overlap and on places outside of the text', () => {
    const cut = (start: number, end: number) => ({ start, end, text: '' });
    expect(() => applySplices('abc', [cut(0, 2), cut(1, 3)])).toThrow('overlaps');
    expect(() => applySplices('abc', [cut(2, 1)])).toThrow('overlaps');
    expect(() => applySplices('abc', [cut(2, 4)])).toThrow('overlaps');
    expect(applySplices('abc', [])).toBe('abc');
  });
});
