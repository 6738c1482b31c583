// Edits of YAML against files of any make: the data is as asked for, the rest of the bytes stay, the inverse gives all back.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { editYaml } from '../../../src/formats/yaml/edit.ts';

const NAMES = ['docker.io', 'quay.io', '"*"', 'm.example:5000', "'[::1]:5000'"];
const URLS = ['https://a.example', 'http://b.example:5000', 'https://c.example/v2/hub'];

interface Make {
  readonly unit: number;
  readonly dashes: number;
  readonly feed: string;
  readonly comments: boolean;
}

const make = fc.record({
  unit: fc.constantFrom(1, 2, 4),
  dashes: fc.constantFrom(0, 2),
  feed: fc.constantFrom('\n', '\r\n'),
  comments: fc.boolean(),
});

const list = fc.uniqueArray(fc.constantFrom(...URLS), { maxLength: 3 });
const mirror = fc.oneof(
  list.map((urls) => ({ kind: 'lines', urls }) as const),
  list.map((urls) => ({ kind: 'brackets', urls }) as const),
  fc.constantFrom({ kind: 'bare' } as const, { kind: 'null' } as const, { kind: 'braces' } as const),
  fc.constant({ kind: 'rewrite' } as const),
);
const mirrors = fc.oneof(
  fc.constantFrom('absent', 'bare', 'braces', 'null'),
  fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), mirror), { selector: ([name]) => name, minLength: 1 }),
);

type Mirror = typeof mirror extends fc.Arbitrary<infer T> ? T : never;
type Mirrors = typeof mirrors extends fc.Arbitrary<infer T> ? T : never;

function write(there: Mirrors, how: Make, isOpen: boolean): string {
  const note = (text: string) => (how.comments ? ` # ${text}` : '');
  const lines =
    typeof there === 'string'
      ? writeBare(there)
      : ['mirrors:', ...there.flatMap((one) => writeOne(one, how))];
  const text = [
    `# top`,
    ...lines.map((line, index) => line + note(`line ${index}`)),
    'other: [1, 2]',
    '# end',
  ];
  return text.join(how.feed) + (isOpen ? '' : how.feed);
}

function writeBare(there: string): readonly string[] {
  if (there === 'absent') return [];
  return [`mirrors:${there === 'bare' ? '' : there === 'null' ? ' null' : ' { }'}`];
}

function writeOne([name, value]: readonly [string, Mirror], { unit, dashes }: Make): readonly string[] {
  const [one, two] = [' '.repeat(unit), ' '.repeat(unit * 2)];
  switch (value.kind) {
    case 'bare':
      return [`${one}${name}:`];
    case 'null':
      return [`${one}${name}: ~`];
    case 'braces':
      return [`${one}${name}: {}`];
    case 'rewrite':
      return [`${one}${name}:`, `${two}rewrite:`, `${two}${one}"^a": b`];
    case 'brackets':
      return [`${one}${name}:`, `${two}endpoint: [${value.urls.join(', ')}]`];
    case 'lines':
      return [
        `${one}${name}:`,
        `${two}endpoint:`,
        ...value.urls.map((url) => `${two}${' '.repeat(dashes)}- ${url}`),
      ];
  }
}

const name = fc.constantFrom(...NAMES).map((text) => text.replaceAll(/["']/g, ''));

test('a list is what was asked for, and nothing else has changed', () => {
  fc.assert(
    fc.property(mirrors, make, fc.boolean(), name, list, (there, how, isOpen, upstream, urls) => {
      const before = write(there, how, isOpen);
      const edited = editYaml(before, [{ path: ['mirrors', upstream, 'endpoint'], value: urls }], []);
      const after = edited.ok ? edited.value.text : JSON.stringify(edited.error);
      const data = parse(after);
      expect(data.mirrors?.[upstream]?.endpoint ?? []).toEqual(urls);
      expect(data.other).toEqual([1, 2]);
      expect(commentsOf(after)).toEqual(commentsOf(before));
    }),
    { numRuns: 500 },
  );
});

const commentsOf = (text: string) => (text.match(/#.*/g) ?? []).map((one) => one.trim()).sort();

test('what came in where nothing was goes out without a trace', () => {
  fc.assert(
    fc.property(
      mirrors,
      make,
      fc.boolean(),
      name,
      fc.constantFrom(...URLS),
      (there, how, isOpen, upstream, url) => {
        const before = write(there, how, isOpen);
        const path = ['mirrors', upstream, 'endpoint'];
        const old: readonly string[] = parse(before).mirrors?.[upstream]?.endpoint ?? [];
        fc.pre(!old.includes(url));
        const there1 = editYaml(before, [{ path, value: [url, ...old] }], []);
        if (!there1.ok) throw new Error(JSON.stringify(there1.error));
        const back = editYaml(there1.value.text, [{ path, value: old }], there1.value.blanks);
        expect(back.ok ? back.value : back.error).toEqual({ text: before, blanks: [] });
      },
    ),
    { numRuns: 500 },
  );
});

test('two registries and a switch go out in any order without a trace', () => {
  fc.assert(
    fc.property(mirrors, make, fc.boolean(), fc.boolean(), (there, how, isOpen, isTurned) => {
      const before = write(there, how, isOpen);
      const edits = [
        { path: ['mirrors', 'new.example', 'endpoint'], value: ['https://n'] },
        { path: ['configs', 'm.example:5000', 'tls', 'insecure_skip_verify'], value: true },
        { path: ['configs', 'm.example:5000', 'tls', 'ca_file'], value: '/etc/ca.crt' },
      ];
      const put = editYaml(before, edits, []);
      if (!put.ok) throw new Error(JSON.stringify(put.error));
      const out = (isTurned ? edits.toReversed() : edits).map(({ path }) => ({ path, value: undefined }));
      const back = editYaml(put.value.text, out, put.value.blanks);
      expect(back.ok ? back.value : back.error).toEqual({ text: before, blanks: [] });
    }),
    { numRuns: 300 },
  );
});
