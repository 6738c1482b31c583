// How to turn one list into another with the fewest moves: which items stay, which move, which are new, which go.

/** One wanted item: `stay` and `move` name the place of the existing item that it is. */
type Step =
  | { readonly kind: 'stay'; readonly index: number }
  | { readonly kind: 'move'; readonly index: number }
  | { readonly kind: 'new' };

export interface SequencePlan {
  /** One step for each wanted item, in the wanted order. */
  readonly steps: readonly Step[];
  /** Places of existing items that are wanted no more, ascending. */
  readonly removed: readonly number[];
}

/**
 * Matches equal keys in order (the n-th wanted with the n-th existing of that key) and keeps the longest run of
 * matched items in place. O(n log n).
 */
export function planSequence(existing: readonly string[], wanted: readonly string[]): SequencePlan {
  const places = new Map<string, number[]>();
  for (const [index, key] of [...existing.entries()].reverse()) {
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else known.push(index);
  }
  const matched = wanted.map((key) => places.get(key)?.pop());
  const staying = longestRise(matched.filter((index) => index !== undefined));
  const used = new Set(matched);
  return {
    steps: matched.map((index) => {
      if (index === undefined) return { kind: 'new' };
      return { kind: staying.has(index) ? 'stay' : 'move', index };
    }),
    removed: [...existing.keys()].filter((index) => !used.has(index)),
  };
}

/** The members of a longest increasing subsequence (patience sorting). */
function longestRise(values: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const value of values) {
    const pile = lowerBound(tails, value);
    before.set(value, pile === 0 ? undefined : tails[pile - 1]);
    tails[pile] = value;
  }
  const rise = new Set<number>();
  for (let value = tails.at(-1); value !== undefined; value = before.get(value)) rise.add(value);
  return rise;
}

/** The first place of an ascending list whose number is not below `value`. */
export function lowerBound(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
