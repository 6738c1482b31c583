// What becomes of the endpoints of one upstream: what goes, what comes and where, what is ours afterwards. Pure.

import { orderList } from '../list-order.ts';
import { canonicalEndpoint } from './endpoint.ts';

export interface EndpointsTask {
  readonly present: readonly string[];
  /** Entries of ours that stand there before this run, those adopted too. */
  readonly ours: readonly string[];
  /** What the requests in force need. */
  readonly needed: readonly string[];
  /** What this run names, in the order given. */
  readonly named: readonly string[];
}

export interface EndpointsOutcome {
  readonly values: readonly string[];
  readonly ours: readonly string[];
  readonly added: readonly string[];
}

/** They are asked in their order: see orderList. Two spellings of one address are one endpoint to k3s. */
export function planEndpoints({ present, ours, needed, named }: EndpointsTask): EndpointsOutcome {
  const isOurs = isIn(ours);
  const isNeeded = isIn(needed);
  const kept = present.filter((value) => !isOurs(value) || isNeeded(value));
  const wanted = distinct(named).map((value) => kept.find(isIn([value])) ?? value);
  const added = wanted.filter((value) => !kept.includes(value));
  const values = orderList({ current: kept, isOurs, isNeeded, named: wanted });
  return { values, ours: values.filter((value) => isOurs(value) || added.includes(value)), added };
}

function isIn(values: readonly string[]): (value: string) => boolean {
  const known = new Set(values.map(canonicalEndpoint));
  return (value) => known.has(canonicalEndpoint(value));
}

function distinct(values: readonly string[]): readonly string[] {
  const names = values.map(canonicalEndpoint);
  return values.filter((value, index) => names.indexOf(canonicalEndpoint(value)) === index);
}
