// Results are remembered for the texts that were asked for last, and no more of them than there is room for.

import { expect, it } from 'vitest';
import { remember } from '../../../src/formats/remember.ts';

function counted(budget: number) {
  const worked: string[] = [];
  const ask = remember((text) => {
    worked.push(text);
    return { text };
  }, budget);
  return { ask, worked };
}

it('works out the same text once, also when it is asked for in between', () => {
  const { ask, worked } = counted(100);
  const first = ask('a');
  ask('b');
  expect(ask('a')).toBe(first);
  expect(worked).toEqual(['a', 'b']);
});

it('forgets what was asked for longest ago when there is no more room', () => {
  const { ask, worked } = counted(6);
  for (const text of ['aaa', 'bbb', 'aaa', 'ccc', 'aaa', 'bbb']) ask(text);
  expect(worked).toEqual(['aaa', 'bbb', 'ccc', 'bbb']);
});

it('keeps two texts however large they are', () => {
  const { ask, worked } = counted(1);
  for (const text of ['large', 'larger', 'large', 'larger']) ask(text);
  expect(worked).toEqual(['large', 'larger']);
});
