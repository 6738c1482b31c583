// Choices that come again with their seed, so that every case can be repeated.

import { randomFrom } from '../seeded.ts';

/** One stream of choices. */
export interface Random {
  /** A whole number from 0 to `limit - 1`; 0 where there is nothing to choose. */
  below(limit: number): number;
  /** True once in `times` on average. */
  once(times: number): boolean;
  /** One of the items. None at all is a bug of the caller. */
  pick<T>(items: readonly T[]): T;
  /** The items in another order. */
  shuffle<T>(items: readonly T[]): readonly T[];
}

export function randomOf(seed: number): Random {
  const next = randomFrom(seed);
  const below = (limit: number): number => Math.floor(next() * Math.max(1, limit));
  return {
    below,
    once: (times) => below(times) === 0,
    pick: (items) => {
      for (const item of items.slice(below(items.length))) return item;
      throw new Error('nothing to pick from');
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, rank: next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}

/** A seed for one case of many: neighbouring numbers give unrelated seeds (the finaliser of MurmurHash3). */
export function seedOfCase(base: number, index: number): number {
  let mixed = (Math.imul(base, 0x9e3779b1) + index) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
