// Which requests are in force after a setup or a remove, and which of them only because a file says so. Pure.

import type { Holdings } from '../model/managed.ts';
import { type Request, requestKey } from '../model/request.ts';

/** What a run puts in and what is in force after it; for the other two see Holdings. */
export interface Force {
  readonly ensure: readonly Request[];
  readonly inForce: readonly Request[];
  readonly fromFile: readonly string[];
  readonly displaced: readonly Request[];
}

type Held = Pick<Holdings, 'requests' | 'fromFile' | 'displaced'>;

/** Flags add to what is in force; what they name is asked for by a person, whoever put it in first. */
export function forceOfFlags(held: Held, named: readonly Request[], replace: boolean): Force {
  const keys = new Set(named.map(requestKey));
  return {
    ensure: named,
    inForce: afterSetup(held.requests, named, replace),
    fromFile: (held.fromFile ?? []).filter((key) => !keys.has(key)),
    displaced: (held.displaced ?? []).filter((request) => !keys.has(requestKey(request))),
  };
}

/**
 * A file is the whole of what files put in: what an earlier one put in and this one does not name goes. What people
 * asked for stays when it no longer names it, with the value that they gave it.
 */
export function forceOfFile(held: Held, listed: readonly Request[]): Force {
  const asked = askedByPeople(held);
  const byKey = new Map(asked.map((request) => [requestKey(request), request]));
  const isNews = (request: Request) => {
    const known = byKey.get(requestKey(request));
    return known === undefined || contentOf(known) !== contentOf(request);
  };
  const news = listed.filter(isNews);
  const earlier = new Set(held.fromFile ?? []);
  const keys = new Set(listed.map(requestKey));
  const isDropped = (request: Request) => earlier.has(requestKey(request)) && !keys.has(requestKey(request));
  const kept = held.requests.flatMap((request) =>
    isDropped(request) ? (byKey.get(requestKey(request)) ?? []) : [request],
  );
  const returning = (held.displaced ?? []).filter(isDropped);
  return {
    ensure: [...listed, ...returning],
    inForce: afterSetup(kept, listed, false),
    fromFile: news.map(requestKey),
    displaced: news.flatMap((request) => byKey.get(requestKey(request)) ?? []),
  };
}

/** What would be in force if no file had ever said anything. */
function askedByPeople(held: Held): readonly Request[] {
  const fromFile = new Set(held.fromFile ?? []);
  return [
    ...held.requests.filter((request) => !fromFile.has(requestKey(request))),
    ...(held.displaced ?? []),
  ];
}

/** What tells two requests of one key apart. */
function contentOf(request: Request): string {
  switch (request.kind) {
    case 'ca':
      return request.pem;
    case 'host-alias':
      return request.address;
    default:
      return '';
  }
}

/** What is selected goes, whoever asked for it. */
export function forceOfRemove(held: Held, isSelected: (request: Request) => boolean): Force {
  return {
    ensure: [],
    inForce: afterRemove(held.requests, isSelected),
    fromFile: held.fromFile ?? [],
    displaced: (held.displaced ?? []).filter((request) => !isSelected(request)),
  };
}

/** The holdings that an engine drew up, with the origin of what is in force. */
export function withOrigin(holdings: Holdings, force: Force): Holdings {
  const { fromFile: _, displaced: __, ...rest } = holdings;
  const there = new Set(holdings.requests.map(requestKey));
  const fromFile = force.fromFile.filter((key) => there.has(key));
  const displaced = force.displaced.filter((request) => there.has(requestKey(request)));
  return {
    ...rest,
    ...(fromFile.length === 0 ? {} : { fromFile }),
    ...(displaced.length === 0 ? {} : { displaced }),
  };
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
