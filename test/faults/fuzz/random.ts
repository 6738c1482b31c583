// Numbers that look random and come again with their seed: every case can be repeated.

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

/** A stream of its own for each seed (Mulberry32: 32 bits of state are enough to choose edits and places). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => (limit <= 1 ? 0 : next() % limit);
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

/** A seed of 32 bits for one case of many: neighbouring numbers give unrelated seeds (the finaliser of MurmurHash3). */
export function seedOf(base: number, index: number): number {
  let mixed = (Math.imul(base, 0x9e3779b1) + index) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
