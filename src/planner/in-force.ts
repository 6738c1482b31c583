// Which requests are in force after a setup or a remove. Pure.

import { type Request, requestKey } from '../model/request.ts';

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
