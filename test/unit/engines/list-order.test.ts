// The order of lists that hold entries of ours and of others.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderList } from '../../../src/engines/list-order.ts';

const order = (current: string, ours: string, named: string) =>
  orderList({
    current: [...current],
    isOurs: (value) => ours.includes(value),
    isNeeded: (value) => ours.includes(value) || named.includes(value),
    named: [...named],
  }).join('');

describe('orderList', () => {
  it.each([
    ['', '', 'ab', 'ab'],
    ['xy', '', 'a', 'axy'],
    ['axy', 'a', 'b', 'abxy'],
    ['abxy', 'ab', 'a', 'abxy'],
    ['abxy', 'ab', 'ba', 'baxy'],
    ['abcxy', 'abc', 'ca', 'cbaxy'],
    ['xay', '', 'a', 'xay'], // written by others and named alone: no reason to move it
    ['xay', '', 'ab', 'abxy'], // it has to come before b, which is new
    ['xay', '', 'xy', 'xay'],
    ['xay', '', 'yx', 'yxa'],
    ['axy', 'a', 'ax', 'axy'],
    ['axy', 'a', 'xa', 'xay'],
  ])('%s with ours %j and named %j is %s', (current, ours, named, expected) => {
    expect(order(current, ours, named)).toBe(expected);
  });

  it('loses nothing, doubles nothing, keeps the order given, and changes nothing the second time', () => {
    const letters = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, letters, (current, ours, named) => {
        const once = order(current.join(''), ours.join(''), named.join(''));
        expect([...once].sort()).toEqual([...new Set([...current, ...named])].sort());
        expect([...once].filter((value) => named.includes(value))).toEqual(named);
        const held = ours.join('') + named.filter((value) => !current.includes(value)).join('');
        expect(order(once, held, named.join(''))).toBe(once);
      }),
    );
  });
});
