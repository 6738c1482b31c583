// Which registries this dockerd takes for insecure: unverified TLS, or plain HTTP.

import { isIP } from 'node:net';
import { isInNetwork } from '../../model/network.ts';
import { splitHostPort } from '../../model/registry.ts';
import { isNetwork } from './names.ts';

export interface InsecureRules {
  /** host[:port] and networks, dockerd's own ones too. */
  readonly insecure: readonly string[];
  /** Addresses of names, as /etc/hosts has them. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

/**
 * moby registry/config.go, isSecureIndex: an entry of exactly this host[:port], else a network that one of its
 * addresses lies in. dockerd looks names up for that; here only those count that need no question to anybody: addresses,
 * localhost, and what /etc/hosts says.
 */
export function isInsecure(registry: string, rules: InsecureRules): boolean {
  if (isNamedInsecure(registry, rules)) return true;
  const { name } = splitHostPort(registry);
  const networks = rules.insecure.filter(isNetwork);
  return addressesOf(name, rules).some((address) =>
    networks.some((network) => isInNetwork(address, network)),
  );
}

/** An entry of exactly this host[:port]. */
export function isNamedInsecure(registry: string, { insecure }: InsecureRules): boolean {
  return insecure.includes(registry) && !isNetwork(registry);
}

/** Names that mean this machine to containerd (remotes/docker, MatchLocalhost and IsLocalhost). */
export function isLocal(registry: string): boolean {
  const { name } = splitHostPort(registry);
  return name === 'localhost' || name.startsWith('127.') || name === '::1';
}

function addressesOf(name: string, { addresses }: InsecureRules): readonly string[] {
  if (isIP(name) !== 0) return [name];
  return addresses.get(name) ?? (name === 'localhost' ? ['127.0.0.1', '::1'] : []);
}
