// The addresses of names that this host knows without asking anybody.

import { readHostAliases } from '../../formats/hosts-file.ts';
import type { ReadHost } from '../../host/ports.ts';
import { textOf } from '../../model/file.ts';

/** Names with their addresses, as /etc/hosts has them. */
export function addressesIn(host: ReadHost): ReadonlyMap<string, readonly string[]> {
  const state = host.read('/etc/hosts');
  const addresses = new Map<string, string[]>();
  for (const { name, address } of readHostAliases(textOf(state.kind === 'file' ? state : { kind: 'absent' })))
    addresses.set(name, [...(addresses.get(name) ?? []), address]);
  return addresses;
}
