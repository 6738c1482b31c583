// Which requests are in force after a setup or a remove, and which of them only because a file says so. Pure.

import type { Holdings } from '../model/managed.ts';
import { type Request, requestKey } from '../model/request.ts';

/** What is in force after a run; `fromFile` are the keys of what the next file that does not name it takes out. */
export interface Force {
  readonly inForce: readonly Request[];
  readonly fromFile: readonly string[];
}

type Held = Pick<Holdings, 'requests' | 'fromFile'>;

/** Flags add to what is in force; what they name is asked for by a person, whoever put it in first. */
export function forceOfFlags(held: Held, named: readonly Request[], replace: boolean): Force {
  const keys = new Set(named.map(requestKey));
  const fromFile = (held.fromFile ?? []).filter((key) => !keys.has(key));
  return { inForce: afterSetup(held.requests, named, replace), fromFile };
}

/**
 * A file is the whole of what files put in: what an earlier one put in and this one does not name goes. What was in
 * force without it stays when it no longer names it.
 */
export function forceOfFile(held: Held, listed: readonly Request[]): Force {
  const before = new Set(held.fromFile ?? []);
  const others = new Set(held.requests.map(requestKey).filter((key) => !before.has(key)));
  const keys = listed.map(requestKey);
  const kept = held.requests.filter((request) => {
    const key = requestKey(request);
    return others.has(key) || keys.includes(key);
  });
  return { inForce: afterSetup(kept, listed, false), fromFile: keys.filter((key) => !others.has(key)) };
}

/** What is selected goes, whoever asked for it. */
export function forceOfRemove(held: Held, isSelected: (request: Request) => boolean): Force {
  return { inForce: afterRemove(held.requests, isSelected), fromFile: held.fromFile ?? [] };
}

/** The holdings that an engine drew up, with the origin of what is in force. */
export function withOrigin(holdings: Holdings, fromFile: readonly string[]): Holdings {
  const { fromFile: _, ...rest } = holdings;
  const there = new Set(holdings.requests.map(requestKey));
  const kept = fromFile.filter((key) => there.has(key));
  return kept.length === 0 ? rest : { ...rest, fromFile: kept };
}

/**
 * Setup adds what is named; with --replace the earlier requests of the kinds named go. What is asked for again takes
 * its new value (a renewed certificate, another address), and what is named stands in the order given: in the places
 * that it had, then at the end. The lists in the files follow the same rule.
 */
export function afterSetup(
  held: readonly Request[],
  named: readonly Request[],
  replace: boolean,
): readonly Request[] {
  const kinds = new Set(named.map((request) => request.kind));
  const keys = new Set(named.map(requestKey));
  const isNamed = (request: Request) => keys.has(requestKey(request));
  const kept = held.filter((request) => isNamed(request) || !(replace && kinds.has(request.kind)));
  const waiting = [...named];
  const filled = kept.map((request) => (isNamed(request) ? (waiting.shift() ?? request) : request));
  return withoutOrphans([...filled, ...waiting]);
}

/** Remove takes out what is selected. */
export function afterRemove(
  held: readonly Request[],
  isSelected: (request: Request) => boolean,
): readonly Request[] {
  return withoutOrphans(held.filter((request) => !isSelected(request)));
}

/** A CA that was given for whatever was named goes with the last mirror or registry of its name. */
function withoutOrphans(requests: readonly Request[]): readonly Request[] {
  const hosts = new Set(
    requests.flatMap((request) =>
      request.kind === 'mirror' || request.kind === 'registry' || request.kind === 'search'
        ? [request.host]
        : [],
    ),
  );
  return requests.filter((request) => request.kind !== 'ca' || !request.attached || hosts.has(request.host));
}
