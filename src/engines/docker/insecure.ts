// Which registries this dockerd takes for insecure: unverified TLS, or plain HTTP.

import { isIP } from 'node:net';
import { isInNetwork } from '../../model/network.ts';
import { splitHostPort } from '../../model/registry.ts';
import { isNetwork } from './names.ts';

export interface InsecureRules {
  /** host[:port] and networks, dockerd's own ones too. */
  readonly insecure: readonly string[];
  /** Addresses of names in lower case, as /etc/hosts has them. */
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
  const { name } = splitHostPort(registry.toLowerCase());
  return name === 'localhost' || name.startsWith('127.') || name === '::1';
}

/**
 * The same, or it may be so: only a name server knows the addresses of the name, and one of them may lie in a network that
 * somebody has listed. dockerd's own networks are of this machine, whose names /etc/hosts knows.
 * @param own dockerd's own networks
 */
export function mayBeInsecure(registry: string, rules: InsecureRules, own: readonly string[]): boolean {
  if (isInsecure(registry, rules)) return true;
  const isKnown = addressesOf(splitHostPort(registry).name, rules).length > 0;
  return !isKnown && rules.insecure.some((entry) => isNetwork(entry) && !own.includes(entry));
}

function addressesOf(written: string, { addresses }: InsecureRules): readonly string[] {
  if (isIP(written) !== 0) return [written];
  const name = written.toLowerCase();
  return addresses.get(name) ?? (name === 'localhost' ? ['127.0.0.1', '::1'] : []);
}
