// The edits of registries.conf one by one: where things go, what they look like, and what is refused.

import { describe, expect, it } from 'vitest';
import { editRegistries } from '../../../src/formats/toml/edit-registries.ts';
import type { RegistriesEdit } from '../../../src/formats/toml/edits.ts';
import { edit } from './toml-support.ts';

const search = (...values: readonly string[]): RegistriesEdit => ({
  kind: 'set-search',
  search: { kind: 'list', values },
});
const noSearch: RegistriesEdit = { kind: 'set-search', search: { kind: 'absent' } };
const add = (prefix: string, insecure = false, location = prefix): RegistriesEdit => ({
  kind: 'add-registry',
  registry: { prefix, location, insecure },
});
const remove = (prefix: string): RegistriesEdit => ({ kind: 'remove-registry', prefix });
const mirrors = (prefix: string, ...locations: readonly string[]): RegistriesEdit => ({
  kind: 'set-mirrors',
  prefix,
  mirrors: locations.map((location) => ({ location, insecure: location.startsWith('http-') })),
});

function edited(text: string, ...edits: readonly RegistriesEdit[]): string {
  return edit({ text, blanks: [] }, edits).text;
}

describe('set-search', () => {
  it.each([
    ['["a"]', ['x', 'a'], '["x", "a"]'],
    ['["a"]', ['a', 'x'], '["a", "x"]'],
    ["['a','b']", ['a', 'x', 'b'], "['a','x','b']"],
    ['[ "a", "b", ]', ['a', 'b', 'x'], '[ "a", "b", "x", ]'],
    ['[]', ['x'], '["x"]'],
    ['[ ]', ['x'], '[ "x" ]'],
    ['[\n]', ['x'], '[\n  "x",\n]'],
    ['[\n\t# none yet\n]', ['x', 'y'], '[\n\t# none yet\n\t"x",\n\t"y",\n]'],
    ['[\n  "a", # first\n  "b" # last\n]', ['x', 'a', 'b'], '[\n  "x",\n  "a", # first\n  "b" # last\n]'],
    ['[\n  "a", # first\n  "b" # last\n]', ['a', 'b', 'x'], '[\n  "a", # first\n  "b", # last\n  "x"\n]'],
    ['[\n  # ours\n  "a",\n]', ['x', 'a'], '[\n  "x",\n  # ours\n  "a",\n]'],
    ['["a",\n  "b"]', ['a', 'b', 'x'], '["a",\n  "b",\n  "x"]'],
    ['["a", "b", "c"]', ['c'], '["c"]'],
    ['["a", "b", "c"]', ['a'], '["a"]'],
    ['["a", "b", "c"]', ['c', 'a', 'b'], '["c", "a", "b"]'],
    ['["a"]', [], '[]'],
    ['[\n  "a", # why\n  "b",\n]', ['b'], '[\n  # why\n  "b",\n]'],
    ['[\n  "a",\n  "b" # why\n]', ['a'], '[\n  "a",\n  # why\n]'],
    ['["a/", "b"]', ['a', 'b', 'x'], '["a/", "b", "x"]'],
    ['[\'a\', "b"]', ['b', 'a'], '["b", \'a\']'],
  ])('%j with %j is %j', (array, values, wanted) => {
    const key = 'unqualified-search-registries = ';
    expect(edited(`${key}${array} # end\n`, search(...values))).toBe(`${key}${wanted} # end\n`);
  });

  const key = 'unqualified-search-registries = ["x"]\n';
  it.each([
    ['an empty text', '', key],
    ['comments alone: at the end', '# a\n# b\n', `# a\n# b\n\n${key}`],
    ['no line end at the end', '# a', `# a\n\n${key.trimEnd()}`],
    ['a key: right after it', 'a = 1 # x\n\n[b]\n', `a = 1 # x\n${key}\n[b]\n`],
    ['a table: before it', '# top\n\n[b]\n', `# top\n\n${key}\n[b]\n`],
    ['a table with a comment: before that', '# top\n\n# about b\n[b]\n', `# top\n\n${key}\n# about b\n[b]\n`],
    ['a table at the start', '[b]\n', `${key}\n[b]\n`],
    ['a string that looks like a comment', 'a = """\n# no\n"""\n[b]\n', `a = """\n# no\n"""\n${key}[b]\n`],
    ['CRLF', '# a\r\n', `# a\r\n\r\n${key.replace('\n', '\r\n')}`],
  ])('adds the key to %s, and takes it out', (_, text, wanted) => {
    expect(edited(text, search('x'))).toBe(wanted);
    expect(edited(wanted, noSearch)).toBe(text);
  });

  it('keeps the comments of a key that goes', () => {
    const text = '# top\nunqualified-search-registries = [\n  # one\n  "a", # two\n] # three\n[b]\n';
    expect(edited(text, noSearch)).toBe('# top\n  # one\n  # two\n# three\n[b]\n');
  });
});

describe('add-registry', () => {
  it.each([
    [add('a.test:5000', true), 'location = "a.test:5000"\ninsecure = true\n'],
    [add('docker.io'), 'prefix = "docker.io"\nlocation = "docker.io"\n'],
    [add('a.test/b', false, 'c.test'), 'prefix = "a.test/b"\nlocation = "c.test"\n'],
  ])('%j', (registry, keys) => {
    expect(edited('# a\n', registry)).toBe(`# a\n\n[[registry]]\n${keys}`);
  });

  it('goes behind all tables, and into an inline array', () => {
    expect(edited('[aliases]\n', add('a'))).toBe('[aliases]\n\n[[registry]]\nlocation = "a"\n');
    expect(edited('registry = [{ location = "b" }]\n', add('a', true))).toBe(
      'registry = [{ location = "b" }, { location = "a", insecure = true }]\n',
    );
  });

  it('refuses a prefix that is there, and what the engine would not accept beside the others', () => {
    const text = '\n[[registry]]\nlocation = "a"\ninsecure = true\n';
    const result = (one: RegistriesEdit) =>
      editRegistries(text, [one], { blanks: [], header: { kind: 'absent' } });
    expect(result(add('a'))).toMatchObject({
      error: { code: 'BAD_VALUE', position: { line: 2, column: 1 }, detail: { reason: 'registry-exists' } },
    });
    expect(result(add('b', false, 'a'))).toMatchObject({
      error: { code: 'BAD_VALUE', detail: { reason: 'conflicting-insecure' } },
    });
    expect(result(add('http://b'))).toMatchObject({
      error: { code: 'BAD_VALUE', detail: { reason: 'scheme' } },
    });
    expect(result(remove('c'))).toMatchObject({
      error: { detail: { reason: 'no-such-registry', prefix: 'c' } },
    });
  });
});

describe('remove-registry', () => {
  const others = '[[registry]]\nlocation = "a"\n[[registry.mirror]]\nlocation = "m"\n';
  it('takes the mirrors with it and only those; comments stay', () => {
    const text = [
      others,
      '# about b',
      '[[registry]] # b',
      'location = "b"',
      '# below b',
      '',
      '[[registry.mirror]]',
      'location = "n" # n',
      '# after n',
      '',
      '[[registry]]',
      'location = "c"',
      '[[registry.mirror]]',
      'location = "m"',
      '',
    ].join('\n');
    const left = '# about b\n# b\n# below b\n# n\n# after n\n\n[[registry]]\nlocation = "c"\n';
    expect(edited(text, remove('b'))).toBe(`${others}\n${left}[[registry.mirror]]\nlocation = "m"\n`);
  });

  it('finds its mirrors behind a foreign table', () => {
    const text = `${others}\n[[registry]]\nlocation = "b"\n\n[aliases]\nx = "y.test/z"\n\n[[registry.mirror]]\nlocation = "n"\n`;
    expect(edited(text, remove('b'))).toBe(`${others}\n[aliases]\nx = "y.test/z"\n`);
  });

  it('takes an inline table out', () => {
    const text = 'registry = [\n  { location = "a" }, # a\n  { location = "b" },\n]\n';
    expect(edited(text, remove('b'))).toBe('registry = [\n  { location = "a" }, # a\n]\n');
  });
});

describe('set-mirrors', () => {
  const head = '[[registry]]\nprefix = "docker.io"\nlocation = "docker.io"\n';
  const mirror = (location: string, rest = '') => `[[registry.mirror]]\nlocation = "${location}"\n${rest}`;

  it.each([
    ['the first', head, ['m'], head + mirror('m')],
    ['insecure', head, ['http-m'], head + mirror('http-m', 'insecure = true\n')],
    ['before', head + mirror('a'), ['m', 'a'], head + mirror('m') + mirror('a')],
    [
      'between',
      head + mirror('a') + mirror('b'),
      ['a', 'm', 'b'],
      head + mirror('a') + mirror('m') + mirror('b'),
    ],
    [
      'in the style of the first',
      `${head}\n${mirror('a')}\n`,
      ['a', 'm'],
      `${head}\n${mirror('a')}\n${mirror('m')}\n`,
    ],
    [
      'behind closing comments',
      `${head}# insecure = true\n\n[x]\n`,
      ['m'],
      `${head}# insecure = true\n${mirror('m')}\n[x]\n`,
    ],
    ['before the comments of the next', `${head}# x\n[x]\n`, ['m'], `${head}${mirror('m')}# x\n[x]\n`],
    [
      'indented',
      "[[registry]]\n  location='docker.io'\n  [[registry.mirror]]\n    location='a'\n",
      ['a', 'http-m'],
      "[[registry]]\n  location='docker.io'\n  [[registry.mirror]]\n    location='a'\n  [[registry.mirror]]\n    location='http-m'\n    insecure=true\n",
    ],
    [
      'inline',
      `${head}mirror = [{ location = "a" }]\n`,
      ['m', 'a'],
      `${head}mirror = [{ location = "m" }, { location = "a" }]\n`,
    ],
    [
      'inline in inline',
      'registry = [{location="docker.io"}]\n',
      ['http-m'],
      'registry = [{location="docker.io", mirror=[{ location = "http-m", insecure = true }]}]\n',
    ],
  ])('adds %s', (_, text, locations, wanted) => {
    expect(edited(text, mirrors('docker.io', ...locations))).toBe(wanted);
  });

  it('moves a mirror with its comments and its further keys', () => {
    const text = `${head}# one\n${mirror('a', 'pull-from-mirror = "all" # why\n')}\n# two\n${mirror('b')}`;
    expect(edited(text, mirrors('docker.io', 'b', 'a'))).toBe(
      `${head}# two\n${mirror('b')}# one\n${mirror('a', 'pull-from-mirror = "all" # why\n')}`,
    );
  });

  it('keeps the comments of a mirror that goes', () => {
    const text = `${head}# one\n[[registry.mirror]] # two\n# three\nlocation = "a" # four\n${mirror('b')}`;
    expect(edited(text, mirrors('docker.io', 'b'))).toBe(
      `${head}# one\n# two\n# three\n# four\n${mirror('b')}`,
    );
  });

  it('does not touch the mirrors of others', () => {
    const others = `[[registry]]\nlocation = "q"\n${mirror('a')}`;
    const text = `${others}${head}${mirror('a')}${others.replaceAll('"q"', '"r"')}`;
    expect(edited(text, mirrors('docker.io'))).toBe(`${others}${head}${others.replaceAll('"q"', '"r"')}`);
  });
});

describe('set-insecure', () => {
  const insecure = (value: boolean): RegistriesEdit => ({
    kind: 'set-insecure',
    prefix: 'a',
    insecure: value,
  });
  it.each([
    [
      '[[registry]]\n\tlocation="a" # x\n\tblocked=true\n',
      '[[registry]]\n\tlocation="a" # x\n\tinsecure=true\n\tblocked=true\n',
    ],
    ['[[registry]]\nlocation = "a"', '[[registry]]\nlocation = "a"\ninsecure = true'],
    [
      '[[registry]]\ninsecure = false # x\nlocation = "a"\n',
      '[[registry]]\ninsecure = true # x\nlocation = "a"\n',
    ],
    ['registry = [{ location = "a" }]\n', 'registry = [{ location = "a", insecure = true }]\n'],
    [
      'registry = [{ insecure = false, location = "a" }]\n',
      'registry = [{ insecure = true, location = "a" }]\n',
    ],
  ])('%j is %j, and back', (text, wanted) => {
    const there = edit({ text, blanks: [] }, [insecure(true)]);
    expect(there.text).toBe(wanted);
    expect(edit(there, [insecure(true)])).toEqual(there);
    expect(edit(there, [insecure(false)])).toEqual({ text, blanks: [] });
  });

  it('keeps the comment of a key that goes', () => {
    const text = '[[registry]]\nlocation = "a"\ninsecure = true # why\n';
    expect(edited(text, insecure(false))).toBe('[[registry]]\nlocation = "a"\n# why\n');
  });
});

describe('editRegistries', () => {
  it('writes a header into an empty text and takes it out with the last entry', () => {
    const context = {
      blanks: [],
      header: { kind: 'lines', lines: ['# Ours: see its own command'] },
    } as const;
    const there = editRegistries('', [search('x'), add('a')], context);
    const text =
      '# Ours: see its own command\n\nunqualified-search-registries = ["x"]\n\n[[registry]]\nlocation = "a"\n';
    expect(there).toEqual({ ok: true, value: { text, blanks: [] } });
    expect(editRegistries(text, [noSearch, remove('a')], context)).toEqual({
      ok: true,
      value: { text: '', blanks: [] },
    });
    expect(editRegistries(text, [noSearch], context)).toMatchObject({
      value: { text: '# Ours: see its own command\n\n[[registry]]\nlocation = "a"\n' },
    });
  });

  it('refuses v1 and unreadable texts', () => {
    const context = { blanks: [], header: { kind: 'absent' } } as const;
    expect(editRegistries('[registries.search]\nregistries = []\n', [search('x')], context)).toEqual({
      ok: false,
      error: { code: 'VERSION_1', position: { line: 1, column: 1 }, detail: {} },
    });
    expect(editRegistries('a = ', [search('x')], context)).toMatchObject({
      ok: false,
      error: { code: 'SYNTAX' },
    });
  });

  it('refuses what the second parser cannot read', () => {
    const context = { blanks: [], header: { kind: 'absent' } } as const;
    const text = 'x = [1979-05-27]\n'; // a date at the end of an array: @iarna/toml 3.0 stops there
    expect(editRegistries(text, [search('x')], context)).toEqual({
      ok: false,
      error: { code: 'EDIT_NOT_EXACT', detail: { reason: 'unreadable' } },
    });
    expect(editRegistries(text, [noSearch], context)).toEqual({ ok: true, value: { text, blanks: [] } });
  });

  it('edits a document of a megabyte in time', { timeout: 60_000 }, () => {
    const text = Array.from({ length: 12_000 }, (_, index) => {
      return `# ${index}\n[[registry]]\nlocation = "h${index}.test"\n[[registry.mirror]]\nlocation = "m.test"\n`;
    }).join('\n');
    expect(text.length).toBeGreaterThan(1_000_000);
    const there = edited(text, mirrors('h6000.test', 'x', 'm.test'));
    expect(edited(there, mirrors('h6000.test', 'm.test'))).toBe(text);
  });
});
