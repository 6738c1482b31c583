// The order in which the elements of a list stand, ours and others', so that runs do not undo each other.

/** A list in a file and what is to become of it. Elements are compared in their canonical form. */
export interface ListTask {
  readonly present: readonly string[];
  /** The spelling in which the engine keeps an element: equal ones are one entry. */
  readonly canonical: (value: string) => string;
  /** Entries of ours (canonical) that stand there before this run, those adopted too. */
  readonly ours: ReadonlySet<string>;
  /** What the requests in force need (canonical): ours that are not here go. */
  readonly needed: ReadonlySet<string>;
  /** What this run names, in the order given, as it is to be written. */
  readonly named: readonly string[];
}

export interface ListOutcome {
  readonly values: readonly string[];
  /** Those of `values` that are ours now, as written. */
  readonly ours: readonly string[];
  readonly added: readonly string[];
}

/**
 * A list whose order means something: ours stand before those of others. Ours that are not named keep their places;
 * the named ones take, in the order given, their present places and new ones at the end of our part. An entry that
 * others wrote and that is named stays where it is, unless the order given cannot be had that way. A run that names
 * nothing moves nothing.
 */
export function arrangeOrdered(task: ListTask): ListOutcome {
  const { canonical } = task;
  const kept = dropUnneeded(task);
  const named = distinct(task.named, canonical).map((value) => spelledAs(value, kept, canonical));
  const added = named.filter((value) => !kept.includes(value));
  const isOurs = (value: string) => task.ours.has(canonical(value));
  if (named.length === 0) return { values: kept, ours: kept.filter(isOurs), added: [] };
  const lastOurs = kept.findLastIndex(isOurs);
  // What others wrote, is in force and stands among ours was moved there by an earlier run: it is not moved back.
  const isFront = (value: string, index: number) =>
    isOurs(value) || (index < lastOurs && task.needed.has(canonical(value)));
  const front = kept.filter(isFront);
  const others = kept.filter((value) => !front.includes(value));
  const staying = stayingBehind(named, others);
  const placed = named.filter((value) => !staying.has(value));
  let next = 0;
  const filled = front.map((value) => (placed.includes(value) ? (placed[next++] ?? value) : value));
  const values = [...filled, ...placed.slice(next), ...others.filter((value) => !placed.includes(value))];
  return { values, ours: values.filter((value) => isOurs(value) || added.includes(value)), added };
}

/** A list whose order means nothing: nothing that is there moves, new ones stand before those of others. */
export function arrangeUnordered(task: ListTask): ListOutcome {
  const { canonical } = task;
  const kept = dropUnneeded(task);
  const isOurs = (value: string) => task.ours.has(canonical(value));
  const added = distinct(task.named, canonical).filter(
    (value) => !kept.some((there) => canonical(there) === canonical(value)),
  );
  const at = kept.findLastIndex(isOurs) + 1;
  const values = [...kept.slice(0, at), ...added, ...kept.slice(at)];
  return { values, ours: values.filter((value) => isOurs(value) || added.includes(value)), added };
}

function dropUnneeded({ present, canonical, ours, needed }: ListTask): readonly string[] {
  return present.filter((value) => !ours.has(canonical(value)) || needed.has(canonical(value)));
}

/**
 * The named entries that can stay among others': the longest tail of the order given whose entries all stand there,
 * one behind the other.
 */
function stayingBehind(named: readonly string[], others: readonly string[]): ReadonlySet<string> {
  const staying = new Set<string>();
  let before = Number.POSITIVE_INFINITY;
  for (const value of [...named].reverse()) {
    const at = others.indexOf(value);
    if (at === -1 || at >= before) break;
    staying.add(value);
    before = at;
  }
  return staying;
}

function distinct(values: readonly string[], canonical: (value: string) => string): readonly string[] {
  const names = values.map(canonical);
  return values.filter((value, index) => names.indexOf(canonical(value)) === index);
}

/** The value as it stands in the file already, or as it is named. */
function spelledAs(value: string, kept: readonly string[], canonical: (value: string) => string): string {
  return kept.find((there) => canonical(there) === canonical(value)) ?? value;
}
