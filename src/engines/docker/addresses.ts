// The addresses of names that this host knows without asking anybody.

import { readHostAliases } from '../../formats/hosts-file.ts';
import type { ReadHost } from '../../host/ports.ts';
import { textOf } from '../../model/file.ts';
import type { HostAliasRequest } from '../../model/request.ts';

/** Names, in lower case, with their addresses, as /etc/hosts has them. */
export function addressesIn(host: ReadHost): ReadonlyMap<string, readonly string[]> {
  const state = host.read('/etc/hosts');
  const addresses = new Map<string, string[]>();
  for (const alias of readHostAliases(textOf(state.kind === 'file' ? state : { kind: 'absent' }))) {
    // Resolvers do not care about case (RFC 4343).
    const name = alias.name.toLowerCase();
    addresses.set(name, [...(addresses.get(name) ?? []), alias.address]);
  }
  return addresses;
}

/** The same with the lines that are put into /etc/hosts in the same change. */
export function withNames(
  addresses: ReadonlyMap<string, readonly string[]>,
  names: readonly HostAliasRequest[],
): ReadonlyMap<string, readonly string[]> {
  const added = names.map(({ name, address }) => [name, address] as const);
  return new Map([
    ...addresses,
    ...added.map(([name, address]) => [name, [...(addresses.get(name) ?? []), address]] as const),
  ]);
}
