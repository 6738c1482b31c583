// What becomes of a list of daemon.json: what goes, what comes and where, what is ours in it afterwards.

import { orderList } from '../list-order.ts';

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

/** A list whose order means something: see orderList. */
export function arrangeOrdered(task: ListTask): ListOutcome {
  const { canonical } = task;
  const kept = dropUnneeded(task);
  const named = distinct(task.named, canonical).map((value) => spelledAs(value, kept, canonical));
  const added = named.filter((value) => !kept.includes(value));
  const isOurs = (value: string) => task.ours.has(canonical(value));
  const isNeeded = (value: string) => task.needed.has(canonical(value));
  const values = orderList({ current: kept, isOurs, isNeeded, named });
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

function distinct(values: readonly string[], canonical: (value: string) => string): readonly string[] {
  const names = values.map(canonical);
  return values.filter((value, index) => names.indexOf(canonical(value)) === index);
}

/** The value as it stands in the file already, or as it is named. */
function spelledAs(value: string, kept: readonly string[], canonical: (value: string) => string): string {
  return kept.find((there) => canonical(there) === canonical(value)) ?? value;
}
