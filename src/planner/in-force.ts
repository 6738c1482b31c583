// Which requests are in force after a setup or a remove. Pure.

import { type Request, requestKey } from '../model/request.ts';

/**
 * Setup adds what is named; with --replace the earlier requests of the kinds named go. What is asked for again keeps
 * its place and takes the new value (a renewed certificate, another address).
 */
export function afterSetup(
  held: readonly Request[],
  named: readonly Request[],
  replace: boolean,
): readonly Request[] {
  const kinds = new Set(named.map((request) => request.kind));
  const fresh = new Map(named.map((request) => [requestKey(request), request]));
  const kept = held.filter(
    (request) => fresh.has(requestKey(request)) || !(replace && kinds.has(request.kind)),
  );
  const known = new Set(kept.map(requestKey));
  return withoutOrphans([
    ...kept.map((request) => fresh.get(requestKey(request)) ?? request),
    ...named.filter((request) => !known.has(requestKey(request))),
  ]);
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
