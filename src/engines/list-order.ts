// The order of a list that holds entries of ours and of others, so that runs do not undo each other.

export interface Ordering {
  /** The list as it is, without what goes. */
  readonly current: readonly string[];
  isOurs(value: string): boolean;
  /** Whether a request in force asks for it, whoever wrote it. */
  isNeeded(value: string): boolean;
  /** What this run names, in the order given, spelled as in `current` where it stands there. */
  readonly named: readonly string[];
}

/**
 * Ours stand before those of others. Ours that are not named keep their places; the named ones take, in the order
 * given, their present places and new ones at the end of our part. An entry that others wrote and that is named stays
 * where it is, unless the order given cannot be had that way. A run that names nothing moves nothing, and doing the
 * same again changes nothing.
 */
export function orderList({ current, isOurs, isNeeded, named }: Ordering): readonly string[] {
  if (named.length === 0) return current;
  const lastOurs = current.findLastIndex(isOurs);
  // What others wrote, is in force and stands among ours was moved there by an earlier run: it is not moved back.
  const front = current.filter((value, index) => isOurs(value) || (index < lastOurs && isNeeded(value)));
  const others = current.filter((value) => !front.includes(value));
  const wanted = [...new Set(named)];
  const staying = stayingBehind(wanted, others);
  const placed = wanted.filter((value) => !staying.has(value));
  const queue = [...placed];
  const filled = front.map((value) => (placed.includes(value) ? (queue.shift() ?? value) : value));
  return [...filled, ...queue, ...others.filter((value) => !placed.includes(value))];
}

/**
 * The named entries that can stay among others': the longest tail of the order given whose entries all stand there,
 * one behind the other.
 */
function stayingBehind(named: readonly string[], others: readonly string[]): ReadonlySet<string> {
  const staying = new Set<string>();
  let before = others.length;
  for (const value of named.toReversed()) {
    const at = others.indexOf(value);
    if (at === -1 || at >= before) break;
    staying.add(value);
    before = at;
  }
  return staying;
}
