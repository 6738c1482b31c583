// Some of many, evenly.

/** As many of the items as asked for, from the first to the last. */
export function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  const indexes = Array.from({ length: count }, (_, index) => Math.floor((index * all.length) / count));
  return indexes.flatMap((index) => all[index] ?? []);
}
