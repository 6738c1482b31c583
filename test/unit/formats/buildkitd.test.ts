// buildkitd.toml: what it says, and edits that leave every other byte.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editBuildkitd } from '../../../src/formats/buildkitd/edit.ts';
import type { Blank, BuildkitdEdit } from '../../../src/formats/buildkitd/edits.ts';
import { readBuildkitd, splitMirrorEntry } from '../../../src/formats/buildkitd/read.ts';
import { verifyEdits } from '../../../src/formats/buildkitd/verify.ts';

const HUB = 'docker.io';
const addTable = (registry: string): BuildkitdEdit => ({ kind: 'add-table', registry });
const dropTable = (registry: string): BuildkitdEdit => ({ kind: 'remove-table', registry });
const mirrors = (registry: string, ...values: string[]): BuildkitdEdit => ({
  kind: 'set-list',
  registry,
  key: 'mirrors',
  values,
});
const http = (registry: string, value: boolean | null): BuildkitdEdit => ({
  kind: 'set-flag',
  registry,
  key: 'http',
  value,
});

function edit(text: string, edits: readonly BuildkitdEdit[], blanks: readonly Blank[] = []) {
  const edited = editBuildkitd(text, edits, blanks);
  if (!edited.ok) throw new Error(JSON.stringify(edited.error));
  return edited.value;
}

const problemOf = (text: string) => {
  const read = readBuildkitd(text);
  return read.ok ? undefined : [read.error.code, read.error.position?.line, read.error.position?.column];
};

describe('reading', () => {
  it('tells what is not said from false', () => {
    const read = readBuildkitd(
      'registry.a.http = false\n[registry."b:1"]\nca = ["/x"]\nkeypair = [{key = "k"}]\n',
    );
    expect(read.ok && read.value.registries).toMatchObject([
      { registry: 'a', http: false, insecure: null, mirrors: [], otherKeys: [] },
      { registry: 'b:1', http: null, ca: ['/x'], otherKeys: ['keypair'] },
    ]);
  });

  it.each([
    ['[registry]\na = 1\n', ['WRONG_TYPE', 2, 5]],
    ['registry = []\n', ['WRONG_TYPE', 1, 12]],
    ['[[registry.a]]\n', ['WRONG_TYPE', 1, 1]],
    ['[registry.a]\nhttp = "yes"\n', ['WRONG_TYPE', 2, 8]],
    ['[registry.a]\nmirrors = ["a", 1]\n', ['WRONG_TYPE', 2, 17]],
    ['[registry.a]\nHTTP = true\n', ['BAD_VALUE', 2, 1]],
    ['[Registry.a]\nhttp = true\n', ['BAD_VALUE', 1, 1]],
    ['a = \n', ['SYNTAX', 2, 1]],
    ['a = 1\ra = 2\n', ['LONE_CARRIAGE_RETURN', 1, 6]],
  ])('refuses %j', (text, problem) => {
    expect(problemOf(text)).toEqual(problem);
  });

  it.each([
    ['m.test', 'm.test', ''],
    ['m.test:5000/a/b/', 'm.test:5000', '/a/b'],
    ['https://m.test/a', 'm.test', '/a'],
    ['[::1]:5000/a', '[::1]:5000', '/a'],
  ])('takes the mirror %s apart', (entry, host, path) => {
    expect(splitMirrorEntry(entry)).toEqual({ host, path });
  });
});

describe('editing', () => {
  it('puts new tables at the end, indented as the last one', () => {
    const before = '[registry.a]\n\thttp = true # why\n';
    expect(edit(before, [addTable(HUB), mirrors(HUB, 'm')]).text).toBe(
      `${before}\n[registry."docker.io"]\n\tmirrors = ["m"]\n`,
    );
  });

  it('keeps the comments of what goes', () => {
    const before = '[registry."docker.io"] # hub\nmirrors = ["m"] # ours\n# end\n';
    expect(edit(before, [mirrors(HUB), dropTable(HUB)]).text).toBe('# hub\n# ours\n# end\n');
  });

  it('takes no table out that still says something', () => {
    const before = '[registry."docker.io"]\nhttp = true\n';
    expect(edit(before, [dropTable(HUB)]).text).toBe(before);
  });

  it.each([
    ['registry."a".http = true\n', addTable(HUB)],
    ['registry = { a = { http = true } }\n', addTable(HUB)],
    ['registry."docker.io".http = true\n', mirrors(HUB, 'm')],
  ])('refuses %j, which leaves no place', (text, wanted) => {
    const edited = editBuildkitd(text, [wanted], []);
    expect(edited).toMatchObject({ ok: false, error: { code: 'BAD_VALUE', detail: { reason: 'layout' } } });
  });

  it('changes what stands in dotted keys and inline tables in its place', () => {
    const before = 'registry."docker.io".mirrors = [ "a" ]\nregistry.m = { http = false, insecure = true }\n';
    const { text, blanks } = edit(before, [mirrors(HUB, 'b', 'a'), http('m', true)]);
    expect(text).toBe(
      'registry."docker.io".mirrors = [ "b", "a" ]\nregistry.m = { http = true, insecure = true }\n',
    );
    expect(edit(text, [mirrors(HUB, 'a'), http('m', null)], blanks)).toEqual({ text: before, blanks: [] });
  });

  it('finds by another parser when more has changed than was asked for', () => {
    const before = '# note\n[registry.a]\nhttp = true\n';
    const wanted = [http('a', false)];
    const after = before.replace('true', 'false');
    const reasonOf = (text: string) => verifyEdits(before, text, wanted)?.detail.reason;
    expect(reasonOf(after)).toBeUndefined();
    expect(reasonOf(`${after}debug = true\n`)).toBe('data');
    expect(reasonOf(after.replace('# note', '# not'))).toBe('comments');
    expect(reasonOf(after.replace('[registry.a]', '[registry.b]'))).toBe('data');
    expect(reasonOf('[')).toBe('unreadable');
  });
});

const name = fc.constantFrom('docker.io', 'quay.io', 'm.test:5000', 'n.test');
const values = fc.uniqueArray(fc.constantFrom('a.test', 'b.test:1', 'c.test/x'), { maxLength: 3 });
const eol = fc.constantFrom('\n', '\r\n');

/** A table as somebody else could have written it. */
const table = fc
  .record({
    list: fc.option(values, { nil: undefined }),
    http: fc.option(fc.boolean(), { nil: undefined }),
    comment: fc.constantFrom('', ' # why'),
    wide: fc.boolean(),
    pad: fc.constantFrom('', '  ', '\t'),
    form: fc.constantFrom('header', 'inline'),
  })
  .map(({ list, http: flag, comment, wide, pad, form }) => {
    const array = (items: readonly string[]) =>
      wide && form === 'header' && items.length > 0
        ? `[\n${items.map((item) => `${pad}  '${item}', # one\n`).join('')}${pad}]`
        : `[${items.map((item) => `"${item}"`).join(', ')}]`;
    const keys = [
      ...(list === undefined ? [] : [`mirrors = ${array(list)}`]),
      ...(flag === undefined ? [] : [`http = ${flag}`]),
    ];
    return { keys, comment, pad, form };
  });

const document = fc
  .record({
    tables: fc.dictionary(name, table, { maxKeys: 3, noNullPrototype: true }),
    end: eol,
    open: fc.boolean(),
  })
  .map(({ tables, end, open }) => {
    const entries = Object.entries(tables);
    const inline = entries.filter(([, one]) => one.form === 'inline');
    const headers = entries.filter(([, one]) => one.form === 'header');
    const text = [
      '# top\ndebug = true\n',
      inline.length === 0
        ? ''
        : `\n[registry]\n${inline.map(([key, { keys }]) => `"${key}" = {${keys.join(', ')}}\n`).join('')}`,
      ...headers.map(
        ([key, { keys, comment, pad }]) =>
          `\n[registry."${key}"]${comment}\n${keys.map((line) => `${pad}${line}${comment}\n`).join('')}`,
      ),
      '\n[worker.oci]\n  enabled = true\n',
    ].join('');
    const ended = text.replaceAll('\n', end);
    return open ? ended.slice(0, -end.length) : ended;
  });

describe('an edit and its inverse', () => {
  it('give back every byte', () => {
    fc.assert(
      fc.property(
        document,
        name,
        fc.constantFrom('x.test', 'y.test/p'),
        fc.boolean(),
        (text, key, mirror, flag) => {
          const read = readBuildkitd(text);
          if (!read.ok) throw new Error(JSON.stringify(read.error));
          const there = read.value.registries.find(({ registry }) => registry === key);
          const list = there?.mirrors ?? [];
          const onwards = edit(text, [
            addTable(key),
            mirrors(key, mirror, ...list),
            ...(there?.http === flag ? [] : [http(key, flag)]),
          ]);
          const after = readBuildkitd(onwards.text);
          expect(after.ok && after.value.registries.find(({ registry }) => registry === key)).toMatchObject({
            mirrors: [mirror, ...list],
            http: flag,
          });
          const back = edit(
            onwards.text,
            [
              mirrors(key, ...list),
              ...(there?.http === flag ? [] : [http(key, null)]),
              ...(there === undefined ? [dropTable(key)] : []),
            ],
            onwards.blanks,
          );
          expect(back).toEqual({ text, blanks: [] });
        },
      ),
      { numRuns: 100 },
    );
  });
});
