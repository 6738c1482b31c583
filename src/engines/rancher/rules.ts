// What k3s makes of registries.yaml when it starts: for each registry whom containerd asks (pkg/agent/containerd/config.go,
// getHostConfigs), as data that can be held against what it has written for containerd.

import { type Address, addressText, canonicalEndpoint, HUB, readAddress, serverOf } from './endpoint.ts';
import type { Mirror, Registries, RegistryConfig } from './registries.ts';

/** How one server is spoken to. */
export interface Server {
  /** As canonicalEndpoint has it. */
  readonly url: string;
  readonly caFile: string | null;
  readonly skipVerify: boolean;
}

export interface HostRules {
  readonly endpoints: readonly Server[];
  /** The registry itself, asked last. */
  readonly own: Server;
  /** Whether it is asked at all. */
  readonly fallsBack: boolean;
}

/** By the name of the registry; `*` is for those that have none of their own. */
export type Rules = ReadonlyMap<string, HostRules>;

export const EVERYONE = '*';

/** @param noDefault --disable-default-registry-endpoint: counts for registries with mirrors and without settings of their own */
export function rulesOf({ mirrors, configs }: Registries, noDefault: boolean): Rules {
  const rules = new Map<string, HostRules>();
  for (const [host, config] of configs)
    rules.set(host, { endpoints: [], own: ownServer(host, config), fallsBack: true });
  for (const [host, mirror] of mirrors) {
    const known = rules.get(host);
    const own = known?.own ?? ownServer(host, configFor(host, configs));
    rules.set(host, {
      endpoints: endpointsOf(mirror, own, configs),
      own,
      fallsBack: known !== undefined || !noDefault,
    });
  }
  return rules;
}

function ownServer(host: string, config: RegistryConfig | undefined): Server {
  const url = host === EVERYONE ? '' : canonicalEndpoint(host);
  return { url, ...tlsOf(config) };
}

function tlsOf(config: RegistryConfig | undefined): Omit<Server, 'url'> {
  return { caFile: config?.tls?.caFile ?? null, skipVerify: config?.tls?.skipVerify === true };
}

/** Docker Hub's settings may stand under either name of it. */
export function configFor(host: string, configs: Registries['configs']): RegistryConfig | undefined {
  return configs.get(serverOf(host)) ?? configs.get(host);
}

/** Each once; the last is left out where it is the registry itself, which is asked last anyway. */
function endpointsOf(mirror: Mirror, own: Server, configs: Registries['configs']): readonly Server[] {
  const servers = new Map<string, Server>();
  for (const text of mirror.endpoints) {
    const address = readAddress(text);
    if (address === undefined) continue;
    const url = addressText(address);
    if (!servers.has(url)) servers.set(url, { url, ...tlsOf(configFor(nameOf(address), configs)) });
  }
  const all = [...servers.values()];
  return all.at(-1)?.url === own.url ? all.slice(0, -1) : all;
}

function nameOf({ registry }: Address): string {
  return registry === 'registry-1.docker.io' ? HUB : registry;
}

/** The rules that count for a registry, as containerd picks them. */
export function rulesFor(registry: string, rules: Rules): HostRules {
  const own: Server = { url: canonicalEndpoint(registry), caFile: null, skipVerify: false };
  const given = rules.get(registry);
  if (given !== undefined) return given;
  const all = rules.get(EVERYONE);
  if (all === undefined) return { endpoints: [], own, fallsBack: true };
  return { ...all, own: { ...all.own, url: own.url } };
}

/** What differs between two sets of rules, by registry; what says no more than the default is nothing. */
export function differingHosts(wanted: Rules, there: Rules): readonly string[] {
  const hosts = [...new Set([...wanted.keys(), ...there.keys()])].sort();
  return hosts.filter((host) => textOf(wanted.get(host)) !== textOf(there.get(host)));
}

/** The servers of a registry, for people and for comparison: addresses with what TLS goes by. */
export function serversIn(rules: HostRules | undefined): readonly string[] {
  if (rules === undefined) return [];
  const hasOwn = rules.own.caFile !== null || rules.own.skipVerify;
  return [...rules.endpoints, ...(hasOwn ? [rules.own] : [])].map(serverText);
}

function serverText({ url, caFile, skipVerify }: Server): string {
  const notes = [...(caFile === null ? [] : [`ca ${caFile}`]), ...(skipVerify ? ['skip_verify'] : [])];
  return notes.length === 0 ? url : `${url} (${notes.join(', ')})`;
}

function textOf(rules: HostRules | undefined): string {
  return JSON.stringify(serversIn(rules));
}
