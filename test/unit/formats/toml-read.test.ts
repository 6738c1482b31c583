// What the reader of registries.conf refuses, with the place, and what it warns of: the rules of sysregistriesv2.

import { describe, expect, it } from 'vitest';
import { readRegistries } from '../../../src/formats/toml/read-registries.ts';
import { readConf } from './toml-support.ts';

const at = (line: number, column: number) => ({ line, column });
const registry = '[[registry]]\nlocation = "a.test"\n';
const mirror = '[[registry.mirror]]\nlocation = "m.test"\n';

describe('readRegistries refuses', () => {
  const bad = (reason: string) => ({ code: 'BAD_VALUE', detail: { reason } });
  it.each([
    ['a = \n', { code: 'SYNTAX' }, at(2, 1)],
    ['a = 1\r\nb = 2\rc = 3', { code: 'LONE_CARRIAGE_RETURN' }, at(2, 6)],
    ['\uFEFFa = 1', { code: 'BYTE_ORDER_MARK' }, at(1, 1)],
    ['a = 1\na = 2', { code: 'DUPLICATE_KEY' }, at(2, 1)],
    ['[[registry]]\nlocation = "a"\nlocation = "b"', { code: 'DUPLICATE_KEY' }, at(3, 1)],
    [
      '[registries.search]\nregistries = ["a"]\n[[registry]]\nlocation = "b"',
      { code: 'MIXED_VERSIONS' },
      at(1, 1),
    ],
    ['[[registry]]\ninsecure = true', bad('no-prefix-and-location'), at(1, 1)],
    ['[[registry]]\nlocation = ""', bad('no-prefix-and-location'), at(1, 1)],
    ['[[registry]]\nprefix = "a.test"', bad('no-location'), at(1, 1)],
    ['[[registry]]\nprefix = "*.a.test/b"', bad('wildcard'), at(2, 10)],
    ['[[registry]]\nlocation = "http://a.test"', bad('scheme'), at(2, 12)],
    ['[[registry]]\nlocation = "a"\nprefix = "https://a"', bad('scheme'), at(3, 10)],
    [`${registry}[[registry.mirror]]\nlocation = "https://m/"`, bad('scheme'), at(4, 12)],
    [`${registry}  [[registry.mirror]]\n  insecure = true`, bad('no-mirror-location'), at(3, 3)],
    [`${registry}pull-from-mirror = "all"`, bad('pull-from-mirror-outside-mirror'), at(3, 20)],
    [`${registry}${mirror}pull-from-mirror = "tags"`, bad('pull-from-mirror'), at(5, 20)],
    [
      `${registry}mirror-by-digest-only = true\n${mirror}pull-from-mirror = "all"`,
      bad('pull-from-mirror-with-digest-only'),
      at(6, 20),
    ],
    [`${registry}${registry}insecure = true`, bad('conflicting-insecure'), at(3, 1)],
    [
      `${registry}[[registry]]\nprefix = "b"\nlocation = "a.test/"\nblocked = true`,
      bad('conflicting-blocked'),
      at(3, 1),
    ],
    ['short-name-mode = "on"', bad('short-name-mode'), at(1, 19)],
    ['unqualified-search-registries = ["a.test", "b/c"]', bad('search-entry'), at(1, 44)],
    ['unqualified-search-registries = ["http://a.test"]', bad('scheme'), at(1, 34)],
    ['[aliases]\n"a" = "b"', bad('alias'), at(2, 1)],
    ['[aliases]\n"a:1" = "b.test/c"', bad('alias'), at(2, 1)],
    ['[[Registry]]\nlocation = "a"', bad('letter-case'), at(1, 3)],
    ['[[registry]]\nLOCATION = "a"\nlocation = "a"', bad('letter-case'), at(2, 1)],
    ['[registries.insecure]\nregistries = ["a", "http://b"]', bad('scheme'), at(2, 20)],
    ['[registries.block]\nregistries = ["/"]', bad('no-prefix-and-location'), at(2, 15)],
    [
      '[registry]\nlocation = "a"',
      { code: 'WRONG_TYPE', detail: { key: 'registry', expected: 'array', found: 'table' } },
      at(1, 1),
    ],
    [
      'registry = ["a"]',
      { code: 'WRONG_TYPE', detail: { key: 'registry', expected: 'table', found: 'string' } },
      at(1, 13),
    ],
    [
      `${registry}insecure = "true"`,
      { code: 'WRONG_TYPE', detail: { key: 'insecure', found: 'string' } },
      at(3, 12),
    ],
    [`${registry}mirror = "m"`, { code: 'WRONG_TYPE' }, at(3, 10)],
    ['[[registry]]\nlocation = 1', { code: 'WRONG_TYPE', detail: { found: 'integer' } }, at(2, 12)],
    ['unqualified-search-registries = "a"', { code: 'WRONG_TYPE', detail: { expected: 'array' } }, at(1, 33)],
    [
      'unqualified-search-registries = [1]',
      { code: 'WRONG_TYPE', detail: { expected: 'string' } },
      at(1, 34),
    ],
    ['[aliases]\nunqualified-search-registries = ["a"]', { code: 'WRONG_TYPE' }, at(2, 33)],
    ['registries = ["a"]', { code: 'WRONG_TYPE', detail: { expected: 'table' } }, at(1, 14)],
  ])('%j', (text, problem, position) => {
    expect(readRegistries(text)).toMatchObject({ ok: false, error: { ...problem, position } });
  });

  it('says the fault that stands first', () => {
    const text = `[[registry]]\nlocation = "http://a"\n[[registry]]\n`;
    expect(readRegistries(`x = 1\n${text}`)).toMatchObject({ ok: false, error: { position: at(3, 12) } });
  });
});

describe('readRegistries warns of', () => {
  it.each([
    [
      `${registry}unqualified-search-registries = ["b"]`,
      'MISPLACED_KEY',
      { key: 'unqualified-search-registries' },
      at(3, 1),
    ],
    [
      `${registry}${mirror}short-name-mode = "disabled"`,
      'MISPLACED_KEY',
      { key: 'short-name-mode' },
      at(5, 1),
    ],
    ['prefix = "docker.io"', 'MISPLACED_KEY', { key: 'prefix' }, at(1, 1)],
    [
      'unqualified_search_registries = ["a"]',
      'UNKNOWN_KEY',
      { key: 'unqualified_search_registries' },
      at(1, 1),
    ],
    [`${registry}unqualified-search = true`, 'UNKNOWN_KEY', { key: 'unqualified-search' }, at(3, 1)],
    [`${registry}mirrors = ["m"]`, 'UNKNOWN_KEY', { key: 'mirrors' }, at(3, 1)],
    [`${registry}${registry}`, 'DUPLICATE_KEY', { key: 'registry', prefix: 'a.test', line: '1' }, at(3, 1)],
    [
      `${registry}[[registry.mirror]]\nlocation = "m/"`,
      'BAD_VALUE',
      { reason: 'trailing-slash', value: 'm/' },
      at(4, 12),
    ],
    [
      'unqualified-search-registries = ["a"]\n[registries.block]\nregistries = []',
      'MIXED_VERSIONS',
      {},
      at(2, 1),
    ],
  ])('%j', (text, code, detail, position) => {
    expect(readRegistries(text)).toMatchObject({
      ok: true,
      value: { version: 2, warnings: [{ code, detail, position }] },
    });
  });
});

describe('readRegistries reads', () => {
  it('tables, mirrors and lists as the engine takes them', () => {
    const conf = readConf(
      [
        'unqualified-search-registries = ["a.test/", "b.test:5000"]',
        'short-name-mode = "enforcing"',
        '[[registry]]',
        'prefix = "docker.io/"',
        "location = '''",
        "hub.test/'''",
        'blocked = true',
        'proxy = "http://p.test"',
        '[[registry.mirror]]',
        'location = "m.test"',
        'pull-from-mirror = "digest-only"',
        '[aliases]',
        'a = "b.test/a"',
        'c = ""',
        '[[registry]]',
        'prefix = "*.test"',
      ].join('\n'),
    );
    expect(conf).toEqual({
      search: { kind: 'list', values: ['a.test', 'b.test:5000'] },
      shortNameMode: { kind: 'mode', mode: 'enforcing' },
      registries: [
        {
          prefix: 'docker.io',
          location: 'hub.test',
          insecure: false,
          blocked: true,
          mirrorByDigestOnly: false,
          mirrors: [
            { location: 'm.test', insecure: false, pullFromMirror: 'digest-only', position: at(9, 1) },
          ],
          position: at(3, 1),
          otherKeys: ['blocked', 'proxy'],
        },
        {
          prefix: '*.test',
          location: '',
          insecure: false,
          blocked: false,
          mirrorByDigestOnly: false,
          mirrors: [],
          position: at(15, 1),
          otherKeys: [],
        },
      ],
      aliases: new Map([
        ['a', 'b.test/a'],
        ['c', ''],
      ]),
    });
  });

  it('the same from inline tables, dotted and quoted keys', () => {
    const [inline, headers] = [
      'registry = [{ "prefix" = "p", location = "a", mirror = [{ location = "m", insecure = true }] }]\naliases.x = "y.test/z"',
      '[["registry"]]\nprefix = "p"\nlocation = "a"\n[[registry.mirror]]\nlocation = "m"\ninsecure = true\n[aliases]\nx = "y.test/z"',
    ].map((text) => JSON.stringify(readConf(text), (key, value) => (key === 'position' ? undefined : value)));
    expect(inline).toBe(headers);
  });

  it.each(['', '\n', '# nothing\n', '[registries]\n'])('%j as a v2 file that says nothing', (text) => {
    expect(readConf(text)).toMatchObject({ search: { kind: 'absent' }, registries: [] });
  });

  it('a v1 file as one', () => {
    const text =
      '# old\n[registries.search]\nregistries = ["a/"]\n[registries.block]\nregistries = ["b//"]\nx = 1\n';
    expect(readRegistries(text)).toEqual({
      ok: true,
      value: {
        version: 1,
        search: ['a'],
        insecure: [],
        block: ['b'],
        position: at(2, 1),
        warnings: [{ code: 'UNKNOWN_KEY', position: at(6, 1), detail: { key: 'x' } }],
      },
    });
  });
});
