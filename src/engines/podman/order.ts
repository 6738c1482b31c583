// Where entries of ours stand in an ordered list of others and ours.

export interface Ordering {
  /** The list as it is, without what goes. */
  readonly current: readonly string[];
  /** Entries of ours that belong to the front. */
  isOurs(value: string): boolean;
  /** What this run names, in the order given: there already, or to be put in. */
  readonly named: readonly string[];
}

/**
 * Ours stand before those of others. Ours that are not named keep their places in the front; the named ones take, in
 * the order given, their places there and new ones at its end. What others wrote and is named stays where it is,
 * unless the order given demands that it come forward. Doing the same again changes nothing.
 */
export function orderList({ current, isOurs, named }: Ordering): readonly string[] {
  const end = current.findIndex((value) => !isOurs(value));
  const front = end === -1 ? current : current.slice(0, end);
  const behind = current.slice(front.length);
  const wanted = [...new Set(named)];
  const staying = stayingBehind(wanted, behind);
  const forward = wanted.filter((value) => !staying.has(value));
  const queue = [...forward];
  const kept = front.map((value) => (forward.includes(value) ? (queue.shift() ?? value) : value));
  return [...kept, ...queue, ...behind.filter((value) => !forward.includes(value))];
}

/** The longest end of `named` that stands behind in the order given. */
function stayingBehind(named: readonly string[], behind: readonly string[]): ReadonlySet<string> {
  const staying = new Set<string>();
  let limit = behind.length;
  for (const value of named.toReversed()) {
    const place = behind.indexOf(value);
    if (place === -1 || place >= limit) break;
    staying.add(value);
    limit = place;
  }
  return staying;
}
