// Edits of random documents in random styles: whatever is put in and taken out in whatever order, the bytes are back.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Blank, editLists } from '../../../src/formats/json/edit.ts';

const KEYS = ['registry-mirrors', 'insecure-registries'] as const;
type Key = (typeof KEYS)[number];
type Lists = Readonly<Record<Key, readonly string[] | undefined>>;

interface Case {
  readonly text: string;
  readonly lists: Lists;
}

/** One change: an entry of ours goes to a place, or goes away if it is there. */
interface Toggle {
  readonly key: Key;
  readonly entry: string;
  readonly place: number;
}

const gap = fc.constantFrom('', '', ' ', '  ', '\t', '\n', '\r\n', '\r', '\n  ', '\r\n\t', ' \n\n    ');
const theirs = fc.constantFrom('https://a', 'b:5000', 'é', 'tab\t', 'quo"te', 'https://c/');
const spelled = theirs.chain((value) =>
  fc.constantFrom(...[JSON.stringify, spellSlashes, spellHex].map((spell) => ({ value, raw: spell(value) }))),
);
const scalar = fc.constantFrom(
  '1',
  '1.0',
  '12345678901234567890',
  '-0',
  '1E2',
  'true',
  'null',
  '"\\u0041\\/"',
  '{}',
  '[ ]',
);

/** A document of raw pieces, its list keys anywhere between others, with a gap of its own wherever one may stand. */
const randomCase: fc.Arbitrary<Case> = fc
  .record({
    lists: fc.record({ 'registry-mirrors': someList(), 'insecure-registries': someList() }),
    others: fc.uniqueArray(fc.constantFrom('debug', 'a\\u0062', 'log-opts', 'x\\ny', '__proto__'), {
      maxLength: 4,
    }),
    scalars: fc.array(scalar, { minLength: 4, maxLength: 4 }),
    gaps: fc.array(gap, { minLength: 1, maxLength: 12 }),
    order: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  })
  .map(({ lists, others, scalars, gaps, order }) => {
    let used = 0;
    const space = () => gaps[used++ % gaps.length] ?? '';
    const container = (open: string, items: readonly string[], close: string) =>
      open + (items.length === 0 ? space() : items.map((item) => space() + item + space()).join(',')) + close;
    const member = (key: string, raw: string) => `"${key}"${space()}:${space()}${raw}`;
    const members = [
      ...others.map((key, index) => member(key, container('{', [member('n', scalars[index] ?? '0')], '}'))),
      ...KEYS.flatMap((key) => {
        const list = lists[key];
        if (list === undefined) return [];
        if (list === null) return [member(key, 'null')];
        return [
          member(
            key,
            container(
              '[',
              list.map(({ raw }) => raw),
              ']',
            ),
          ),
        ];
      }),
    ];
    const sorted = members
      .map((raw, index) => ({ raw, rank: order[index] ?? 0 }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ raw }) => raw);
    return { text: space() + container('{', sorted, '}') + space(), lists: valuesOf(lists) };
  });

/** Documents as people's editors write them. */
const tidyCase: fc.Arbitrary<Case> = fc
  .record({
    lists: fc.record({ 'registry-mirrors': someList(), 'insecure-registries': someList() }),
    debug: fc.boolean(),
    indent: fc.constantFrom('', '  ', '    ', '\t'),
    eol: fc.constantFrom('\n', '\r\n'),
    final: fc.boolean(),
  })
  .map(({ lists, debug, indent, eol, final }) => {
    const values = valuesOf(lists);
    const text = JSON.stringify({ ...(debug ? { debug } : {}), ...values }, null, indent).replaceAll(
      '\n',
      eol,
    );
    return { text: text + (final ? eol : ''), lists: values };
  });

const blankCase: fc.Arbitrary<Case> = fc
  .constantFrom('', '\n', ' \r\n', 'null', ' null\n', '{}', '{\n}\n', '\n{ }')
  .map((text) => ({ text, lists: { 'registry-mirrors': undefined, 'insecure-registries': undefined } }));

const toggle: fc.Arbitrary<Toggle> = fc.record({
  key: fc.constantFrom(...KEYS),
  entry: fc.constantFrom('https://ours-1', 'ours-2:5000', 'ours-"3"'),
  place: fc.nat({ max: 6 }),
});
/** Each entry at most once in a step: moving one within a step is a matter of the order, tested by itself. */
const step = fc.uniqueArray(toggle, {
  minLength: 1,
  maxLength: 4,
  selector: ({ key, entry }) => `${key} ${entry}`,
});
const steps = fc.array(step, { minLength: 1, maxLength: 6 });

describe('editLists on random documents', () => {
  it('restores the bytes after any way of putting entries in and taking them out', () => {
    fc.assert(
      fc.property(fc.oneof(randomCase, tidyCase, blankCase), steps, (document, batches) => {
        const all = [...batches, ...undoing(batches)];
        let { lists } = document;
        let state = { text: document.text, blanks: [] as readonly Blank[] };
        for (const batch of all) {
          lists = batch.reduce((current, change) => applyToggle(document.lists, current, change), lists);
          state = apply(state.text, lists, state.blanks);
          expect(readLists(state.text)).toEqual(definedOnly(lists));
        }
        expect(state.text).toBe(document.text);
      }),
      { numRuns: 3000 },
    );
  });

  it('restores the bytes of tidy documents through any order of the elements', () => {
    const shuffled = fc.array(fc.tuple(toggle, fc.array(fc.nat(), { minLength: 9, maxLength: 9 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(tidyCase, shuffled, (document, changes) => {
        let { lists } = document;
        let state = { text: document.text, blanks: [] as readonly Blank[] };
        for (const [change, ranks] of changes) {
          const next = applyToggle(document.lists, lists, change);
          lists = { ...next, [change.key]: shuffle(next[change.key], ranks) };
          state = apply(state.text, lists, state.blanks);
          expect(readLists(state.text)).toEqual(definedOnly(lists));
        }
        expect(apply(state.text, document.lists, state.blanks).text).toBe(document.text);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps what somebody else wrote in between', () => {
    fc.assert(
      fc.property(
        fc.oneof(randomCase, tidyCase, blankCase),
        fc.constantFrom(...KEYS),
        fc.boolean(),
        (document, key, first) => {
          const was = document.lists[key] ?? [];
          const ours = { ...document.lists, [key]: first ? ['ours', ...was] : [...was, 'ours'] };
          const edited = apply(document.text, ours, []);
          const byHand = edited.text.replace('"ours"', '"ours" ,\n"by hand"').replace('{', '{ "hand": 0.10,');
          const left = { ...document.lists, [key]: first ? ['by hand', ...was] : [...was, 'by hand'] };
          const after = apply(byHand, left, edited.blanks).text;
          expect(readLists(after)).toEqual(definedOnly(left));
          expect(after).toContain('{ "hand": 0.10,');
          const { hand, ...rest } = { ...JSON.parse(byHand), [key]: left[key] };
          expect(JSON.parse(after)).toEqual({ hand, ...rest });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(randomCase, toggle, (document, change) => {
        const lists = applyToggle(document.lists, document.lists, change);
        const once = apply(document.text, lists, []);
        expect(apply(once.text, lists, once.blanks)).toEqual(once);
      }),
    );
  });

  it('edits a megabyte quickly, in long lists as beside many members', () => {
    const lines = Array.from({ length: 15_000 }, (_, i) => `    "https:\\/\\/mirror-${i}.test"`).join(',\n');
    const members = Array.from({ length: 15_000 }, (_, i) => `  "key-${i}": {"a": [1.0, ${i}]}`).join(',\n');
    const text = `{\n  "registry-mirrors": [\n${lines}\n  ],\n${members}\n}\n`;
    const was = readLists(text)['registry-mirrors'] ?? [];
    const started = performance.now();
    const lists = { 'registry-mirrors': ['ours', ...was], 'insecure-registries': ['ours'] };
    const edited = apply(text, lists, []);
    expect(apply(edited.text, { 'registry-mirrors': was, 'insecure-registries': undefined }, []).text).toBe(
      text,
    );
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

function someList() {
  const list = fc.uniqueArray(spelled, { maxLength: 4, selector: ({ value }) => value });
  return fc.option(fc.option(list, { nil: null, freq: 10 }), { nil: undefined });
}

function valuesOf(lists: Record<Key, readonly { readonly value: string }[] | null | undefined>): Lists {
  const values = (key: Key) =>
    lists[key] === undefined ? undefined : (lists[key] ?? []).map(({ value }) => value);
  return {
    'registry-mirrors': values('registry-mirrors'),
    'insecure-registries': values('insecure-registries'),
  };
}

function apply(text: string, lists: Lists, blanks: readonly Blank[]) {
  const edits = KEYS.map((key) => {
    const values = lists[key];
    return {
      key,
      list: values === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'list', values } as const),
    };
  });
  const result = editLists(text, edits, blanks);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** A key that was not there goes with its last entry. */
function applyToggle(original: Lists, lists: Lists, { key, entry, place }: Toggle): Lists {
  const list = lists[key] ?? [];
  const next = list.includes(entry)
    ? list.filter((value) => value !== entry)
    : list.toSpliced(place, 0, entry);
  return { ...lists, [key]: next.length === 0 && original[key] === undefined ? undefined : next };
}

/** The toggles that take out what is left in, each by itself, the first put in first. */
function undoing(batches: readonly (readonly Toggle[])[]): readonly (readonly Toggle[])[] {
  const left = new Map<string, Toggle>();
  for (const change of batches.flat()) {
    const id = `${change.key} ${change.entry}`;
    if (!left.delete(id)) left.set(id, change);
  }
  return [...left.values()].map((change) => [change]);
}

function shuffle(
  list: readonly string[] | undefined,
  ranks: readonly number[],
): readonly string[] | undefined {
  return list
    ?.map((value, index) => ({ value, rank: ranks[index] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

function readLists(text: string): Partial<Record<Key, readonly string[]>> {
  const value = text.trim() === '' ? {} : (JSON.parse(text) ?? {});
  return Object.fromEntries(KEYS.filter((key) => key in value).map((key) => [key, value[key] ?? []]));
}

function definedOnly(lists: Lists): Partial<Record<Key, readonly string[]>> {
  return Object.fromEntries(KEYS.flatMap((key) => (lists[key] === undefined ? [] : [[key, lists[key]]])));
}

function spellSlashes(value: string): string {
  return JSON.stringify(value).replaceAll('/', '\\/');
}

function spellHex(value: string): string {
  const digits = [...value].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${digits.join('')}"`;
}
