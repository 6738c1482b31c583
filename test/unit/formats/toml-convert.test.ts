// v1 files become v2 files that mean the same and keep what people wrote around the lists.

import { describe, expect, it } from 'vitest';
import { convertVersion1 } from '../../../src/formats/toml/convert-version1.ts';

function converted(text: string): string {
  const result = convertVersion1(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.text;
}

describe('convertVersion1', () => {
  it('keeps the search list as it is written, and every comment', () => {
    const text = [
      '# The first line',
      '',
      '# Search here.',
      '[registries.search] # in this order',
      '# really',
      "registries = ['a.test/', # near",
      "  'b.test']  # far",
      '',
      '# No insecure ones.',
      '[registries.insecure]',
      'registries = []',
      '',
    ].join('\n');
    expect(converted(text)).toBe(
      [
        '# The first line',
        '',
        '# Search here.',
        '# in this order',
        '# really',
        "unqualified-search-registries = ['a.test/', # near",
        "  'b.test']  # far",
        '',
        '# No insecure ones.',
        '',
      ].join('\n'),
    );
  });

  it('makes a table of each insecure or blocked entry, once, where its list stood', () => {
    const text = [
      '# plain',
      '[registries.insecure]',
      'registries = [',
      '  # the lab',
      '  "a.test:5000/",',
      '  "b.test", # the other',
      ']',
      '',
      '# closed',
      '[registries.block]',
      'registries = ["c.test", "b.test//"]',
      '',
    ].join('\n');
    expect(converted(text)).toBe(
      [
        '# plain',
        '# the lab',
        '[[registry]]',
        'location = "a.test:5000"',
        'insecure = true',
        '',
        '# the other',
        '[[registry]]',
        'location = "b.test"',
        'insecure = true',
        'blocked = true',
        '',
        '# closed',
        '[[registry]]',
        'location = "c.test"',
        'blocked = true',
        '',
      ].join('\n'),
    );
  });

  it('moves the search list before the first table', () => {
    const text =
      '# x\n[registries.insecure]\nregistries = ["a"]\n\n# y\n[registries.search]\nregistries = [\n  "b", # b\n]';
    expect(converted(text)).toBe(
      'unqualified-search-registries = [\n  "b", # b\n]\n\n# x\n[[registry]]\nlocation = "a"\ninsecure = true\n\n# y',
    );
  });

  it('leaves the list where it is when the tables before it are empty', () => {
    const text =
      '[registries.block]\nregistries = []\n\n[registries.search]\nregistries = ["b"]\n[other]\nx = 1\n';
    expect(converted(text)).toBe('unqualified-search-registries = ["b"]\n[other]\nx = 1\n');
  });

  it('keeps CRLF', () => {
    expect(converted('[registries.insecure]\r\nregistries = ["a"]\r\n')).toBe(
      '[[registry]]\r\nlocation = "a"\r\ninsecure = true\r\n',
    );
  });

  it('returns v2 as it is', () => {
    expect(converted('# nothing')).toBe('# nothing');
  });

  it.each([
    [
      '[registries]\nsearch = { registries = ["a"] }\n',
      { code: 'BAD_VALUE', position: { line: 1, column: 1 }, detail: { reason: 'layout' } },
    ],
    [
      'registries.search.registries = ["a"]\n',
      { code: 'BAD_VALUE', position: { line: 1, column: 1 }, detail: { reason: 'layout' } },
    ],
    [
      '[registries.search]\nregistries = ["a"]\nx = 1\n',
      { code: 'UNKNOWN_KEY', position: { line: 3, column: 1 }, detail: { key: 'x' } },
    ],
    [
      '[registries.block]\nregistries = ["https://a"]\n',
      { code: 'BAD_VALUE', position: { line: 2, column: 15 }, detail: { reason: 'scheme' } },
    ],
    ['- not: toml\n', { code: 'SYNTAX', position: { line: 1, column: 3 } }],
  ])('refuses %j', (text, error) => {
    expect(convertVersion1(text)).toMatchObject({ ok: false, error });
  });
});
