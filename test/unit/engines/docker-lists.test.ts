import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangeOrdered, arrangeUnordered, type ListTask } from '../../../src/engines/docker/lists.ts';
import { canonicalMirror } from '../../../src/engines/docker/names.ts';

const task = (parts: {
  present?: readonly string[];
  ours?: readonly string[];
  needed?: readonly string[];
  named?: readonly string[];
}): ListTask => {
  const canonical = (value: string) => canonicalMirror(value);
  const named = parts.named ?? [];
  return {
    present: parts.present ?? [],
    canonical,
    ours: new Set((parts.ours ?? []).map(canonical)),
    needed: new Set((parts.needed ?? named).map(canonical)),
    named,
  };
};

describe('ordered lists', () => {
  it.each([
    ['an empty list', [], [], ['a', 'b'], ['a', 'b']],
    ['ours before others', ['x'], [], ['a', 'b'], ['a', 'b', 'x']],
    ['at the end of our part', ['a', 'x'], ['a'], ['b'], ['a', 'b', 'x']],
    ['ours in the order given', ['a', 'b', 'x'], ['a', 'b'], ['b', 'a'], ['b', 'a', 'x']],
    [
      'ours that are not named keep their places',
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['c', 'a'],
      ['c', 'b', 'a'],
    ],
    ['ours that others pushed behind theirs', ['x', 'a'], ['a'], ['a'], ['a', 'x']],
    ['what others wrote stays where it is', ['x', 'y'], [], ['y'], ['x', 'y']],
    ['a new one and one of others behind it', ['x', 'y'], [], ['a', 'y'], ['a', 'x', 'y']],
    ['one of others that is to stand first', ['x', 'y'], [], ['y', 'a'], ['y', 'a', 'x']],
    ['others in another order than given', ['x', 'y'], [], ['y', 'x'], ['y', 'x']],
    ['a slash makes no difference', ['a/', 'x'], [], ['a'], ['a/', 'x']],
  ])('%s', (_name, present, ours, named, values) => {
    const needed = [...named, ...ours];
    expect(arrangeOrdered(task({ present, ours, named, needed })).values).toEqual(values);
  });

  it('takes out ours that nothing needs, and no other', () => {
    const outcome = arrangeOrdered(task({ present: ['a', 'x', 'b'], ours: ['a', 'b'], needed: ['b', 'x'] }));
    expect(outcome).toEqual({ values: ['x', 'b'], ours: ['b'], added: [] });
  });
  it('moves nothing when nothing is named', () => {
    expect(arrangeOrdered(task({ present: ['x', 'a'], ours: ['a'], needed: ['a'] })).values).toEqual([
      'x',
      'a',
    ]);
  });
  it('does not take over what others wrote', () => {
    const outcome = arrangeOrdered(task({ present: ['x'], named: ['x', 'a'] }));
    expect(outcome).toEqual({ values: ['x', 'a'], ours: ['a'], added: ['a'] });
  });

  it('has nothing to do the second time, nor after another run in between', () => {
    const names = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 4 });
    fc.assert(
      fc.property(names, names, names, (present, first, second) => {
        const needed = [...first, ...second];
        const once = arrangeOrdered(task({ present, named: first, needed }));
        const twice = arrangeOrdered(task({ present: once.values, ours: once.ours, named: first, needed }));
        expect(twice.values).toEqual(once.values);
        const disjoint = second.filter((name) => !first.includes(name));
        const between = arrangeOrdered(
          task({ present: once.values, ours: once.ours, named: disjoint, needed }),
        );
        const third = arrangeOrdered(
          task({ present: between.values, ours: between.ours, named: first, needed }),
        );
        expect(third.values).toEqual(between.values);
        const order = once.values.filter((name) => first.includes(name));
        expect(order).toEqual(first);
      }),
    );
  });
});

describe('unordered lists', () => {
  it.each([
    ['before those of others', ['x'], [], ['a', 'b'], ['a', 'b', 'x']],
    ['behind ours', ['a', 'x'], ['a'], ['b'], ['a', 'b', 'x']],
    ['without moving what is there', ['x', 'a'], ['a'], ['b', 'a'], ['x', 'a', 'b']],
    ['once', [], [], ['a', 'a/'], ['a']],
  ])('%s', (_name, present, ours, named, values) => {
    expect(arrangeUnordered(task({ present, ours, named, needed: [...named, ...ours] })).values).toEqual(
      values,
    );
  });
});
