// What the fuzzing campaign (test/faults/fuzz) has found in the formats: each input was a crash, a refusal, or minutes.

import { describe, expect, it, vi } from 'vitest';
import { editHostAliases, readHostAliases } from '../../../src/formats/hosts-file.ts';
import { readJson5 } from '../../../src/formats/json5.ts';
import { certificatesIn } from '../../../src/formats/pem.ts';
import { convertVersion1 } from '../../../src/formats/toml/convert-version1.ts';
import { editRegistries } from '../../../src/formats/toml/edit-registries.ts';
import { readRegistries } from '../../../src/formats/toml/read-registries.ts';
import { parseDocument } from '../../../src/formats/toml/tree.ts';

/** What takes one step for each character is done at once; what looks at each pair of them is not done in a minute. */
const LONG = 400_000;
const IN_TIME = { timeout: 60_000 };

describe('the hosts file', () => {
  it('is read in one pass, however much white space ends a line', IN_TIME, () => {
    const text = `127.0.0.1 localhost${' '.repeat(LONG)}\n${'\t'.repeat(LONG)}# a comment\n`;
    expect(readHostAliases(text)).toMatchObject([{ name: 'localhost', position: { line: 1, column: 11 } }]);
    expect(editHostAliases(text, [])).toEqual({ ok: true, value: { text } });
  });

  it('keeps an empty line before a last line of ours that has no line end', () => {
    const text = '127.0.0.1 localhost\n\n192.0.2.1 r1.test # registry-client';
    expect(editHostAliases(text, [])).toEqual({ ok: true, value: { text: '127.0.0.1 localhost\n\n' } });
    expect(editHostAliases('\n192.0.2.1 r1.test # registry-client', [])).toEqual({
      ok: true,
      value: { text: '\n' },
    });
  });
});

describe('registries.conf', () => {
  const tooDeep = (line: number, column: number) => ({
    ok: false,
    error: { code: 'SYNTAX', position: { line, column }, detail: { message: 'Nested too deeply' } },
  });

  it.each([
    ['arrays', `a = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, tooDeep(1, 105)],
    ['arrays without an end', `\na = ${'['.repeat(10_000)}`, tooDeep(2, 105)],
    ['inline tables', `a = ${'{a = '.repeat(10_000)}1${'}'.repeat(10_000)}\n`, tooDeep(1, 505)],
    ['a dotted key', `[b]\na${'.a'.repeat(10_000)} = 1\n`, tooDeep(1, 1)],
    ['a header', `b = 1\n[a${'.a'.repeat(10_000)}]\n`, tooDeep(2, 1)],
  ])('with too many levels is refused: %s', (_, text, refused) => {
    expect(readRegistries(text)).toEqual(refused);
  });

  it.each([
    ['a comment', '# BRACKETS\n'],
    ['a string', 'a = "\\"BRACKETS"\n'],
    ['a literal string', "a = '\\BRACKETS'\n"],
    ['a string of several lines', 'a = """\n"" \\""" BRACKETS""""\nb = """"" BRACKETS"""""\n'],
    ['a literal string of several lines', "a = '''\n'' BRACKETS''''\nb = 1 # BRACKETS\n"],
  ])('may have as many brackets as it likes in %s', (_, text) => {
    expect(parseDocument(text.replaceAll('BRACKETS', '['.repeat(200)))).toMatchObject({ ok: true });
  });

  it('is searched for brackets in one pass, whatever quotes it has', IN_TIME, () => {
    for (const start of ['"', '"""', "'''"])
      expect(parseDocument(`a = ${start}${'\\"'.repeat(LONG / 2)}`)).toMatchObject({ ok: false });
  });

  it('is edited in the first of two tables with one prefix, which is the one that the engine takes', () => {
    const first = '[[registry]]\nlocation = "docker.io"\n';
    const second = '[[registry]]\nprefix = "docker.io"\nlocation = "m"\nother = true\n';
    const mirrors = [{ location: 'ours.test', insecure: false }];
    const edited = editRegistries(first + second, [{ kind: 'set-mirrors', prefix: 'docker.io', mirrors }], {
      blanks: [],
      header: { kind: 'absent' },
    });
    const added = '[[registry.mirror]]\nlocation = "ours.test"\n';
    expect(edited).toEqual({ ok: true, value: { text: first + added + second, blanks: [] } });
  });

  it('is converted where two sections that go have one empty line between them', () => {
    const text =
      '[aliases]\n"a" = "b.test/a"\n[registries.search]\nregistries = ["t"]\n\n[registries.block]\nregistries = []\n';
    expect(convertVersion1(text)).toEqual({
      ok: false,
      error: expect.objectContaining({ code: 'MIXED_VERSIONS' }),
    });
    const plain = text.replace('[aliases]\n"a" = "b.test/a"', '[other]\nkey = 1');
    expect(convertVersion1(plain)).toEqual({
      ok: true,
      value: { text: 'unqualified-search-registries = ["t"]\n\n[other]\nkey = 1\n' },
    });
  });

  it('is refused by the conversion at a place in the text, also without a final line end', () => {
    expect(convertVersion1('r')).toMatchObject({ ok: false, error: { position: { line: 1, column: 2 } } });
  });
});

describe('JSON5', () => {
  it('may have line separators in strings, and nothing is printed about it', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const text = '// "a\u2028{ "a\u2028b": \'\\\u2029c\u2029\', d: "\\\\\u2028" }';
    const read = readJson5(text);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    expect(read).toMatchObject({
      ok: true,
      value: {
        members: [
          { key: 'a\u2028b', value: { value: 'c\u2029' } },
          { key: 'd', value: { value: '\\\u2028' } },
        ],
      },
    });
  });
});

describe('PEM', () => {
  it('has lines that end where those of Go end', () => {
    const block = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(certificatesIn(Buffer.from(`${block}\r\n`))).toEqual(['AAAA']);
    expect(certificatesIn(Buffer.from(`${block}\rmore\n`))).toEqual([]);
    expect(certificatesIn(Buffer.from(`text\r${block}\n`))).toEqual([]);
  });
});
