// The directives of daemon.json: which versions know them, what type they take, which flag sets the same.

import { nearestName } from '../../model/nearest.ts';
import { isAtLeast, type Version } from './version.ts';

/** What the engine decodes a directive into; `any` where a type of its own reads the value. */
export type Shape =
  | 'string'
  | 'bool'
  | 'int'
  | 'strings'
  | 'list'
  | 'object'
  | 'string-map'
  | 'bool-map'
  | 'any';

export interface Directive {
  readonly shape: Shape;
  /** The flag of dockerd that sets the same, where it has another name. Unless it is a directive as well, the engine
   * takes its name in the file without a word and ignores it (moby#21000). */
  readonly flag?: string;
  /** The first version that knows it, when that is not older than this table. */
  readonly since?: string;
  /** The first version that does not know it any more. */
  readonly until?: string;
}

/** The table was read off the sources of these versions: 18.09.0 up to, not including, 29.8. */
const KNOWN_FROM = '18.09';
const KNOWN_BEFORE = '29.8';

/** Directives are flags' names or their plural (moby daemon/config/config.go, findConfigurationConflicts). */
const TABLE: Readonly<Record<string, Directive>> = {
  'allow-direct-routing': { shape: 'bool', since: '28.2' },
  'allow-nondistributable-artifacts': { shape: 'any' },
  // 28 still has the flag and refuses every value (moby daemon/config/config.go, Validate).
  'api-cors-header': { shape: 'string', until: '28' },
  'authorization-plugins': { shape: 'strings', flag: 'authorization-plugin' },
  bip: { shape: 'string' },
  bip6: { shape: 'string', since: '28' },
  bridge: { shape: 'string' },
  'bridge-accept-fwmark': { shape: 'string', since: '29' },
  builder: { shape: 'object' },
  'cdi-spec-dirs': { shape: 'strings', flag: 'cdi-spec-dir', since: '25' },
  'cgroup-parent': { shape: 'string' },
  'cluster-advertise': { shape: 'string', until: '24' },
  'cluster-store': { shape: 'string', until: '24' },
  'cluster-store-opts': { shape: 'string-map', flag: 'cluster-store-opt', until: '24' },
  containerd: { shape: 'string' },
  'containerd-namespace': { shape: 'string', since: '19.03' },
  'containerd-plugins-namespace': { shape: 'any', since: '19.03' },
  'cpu-rt-period': { shape: 'int' },
  'cpu-rt-runtime': { shape: 'int' },
  'cri-containerd': { shape: 'bool' },
  'data-root': { shape: 'string' },
  debug: { shape: 'bool' },
  'default-address-pools': { shape: 'list', flag: 'default-address-pool' },
  'default-cgroupns-mode': { shape: 'string', since: '20.10' },
  'default-gateway': { shape: 'string' },
  'default-gateway-v6': { shape: 'string' },
  'default-ipc-mode': { shape: 'string' },
  'default-network-opts': { shape: 'object', flag: 'default-network-opt', since: '24' },
  'default-runtime': { shape: 'string' },
  'default-shm-size': { shape: 'any' },
  'default-stop-timeout': { shape: 'int', since: '29.7' },
  'default-ulimits': { shape: 'object', flag: 'default-ulimit' },
  'deprecated-key-path': { shape: 'string' },
  'disable-legacy-registry': { shape: 'bool', until: '19.03' },
  dns: { shape: 'strings' },
  'dns-opts': { shape: 'strings', flag: 'dns-opt' },
  'dns-search': { shape: 'strings' },
  'exec-opts': { shape: 'strings', flag: 'exec-opt' },
  'exec-root': { shape: 'string' },
  experimental: { shape: 'bool' },
  features: { shape: 'bool-map', flag: 'feature' },
  'firewall-backend': { shape: 'string', since: '29' },
  'fixed-cidr': { shape: 'string' },
  'fixed-cidr-v6': { shape: 'string' },
  graph: { shape: 'string', until: '24' },
  group: { shape: 'string' },
  'host-gateway-ip': { shape: 'string', since: '20.10' },
  'host-gateway-ips': { shape: 'strings', flag: 'host-gateway-ip', since: '28' },
  hosts: { shape: 'strings', flag: 'host' },
  'http-proxy': { shape: 'string', since: '23' },
  'https-proxy': { shape: 'string', since: '23' },
  icc: { shape: 'bool' },
  init: { shape: 'bool' },
  'init-path': { shape: 'string' },
  'insecure-registries': { shape: 'strings', flag: 'insecure-registry' },
  ip: { shape: 'string' },
  'ip-forward': { shape: 'bool' },
  'ip-forward-no-drop': { shape: 'bool', since: '28' },
  'ip-masq': { shape: 'bool' },
  ip6tables: { shape: 'bool', since: '20.10' },
  iptables: { shape: 'bool' },
  ipv6: { shape: 'bool' },
  labels: { shape: 'strings', flag: 'label' },
  'live-restore': { shape: 'bool' },
  'log-driver': { shape: 'string' },
  'log-format': { shape: 'string', since: '25' },
  'log-level': { shape: 'string' },
  'log-opts': { shape: 'string-map', flag: 'log-opt' },
  'max-concurrent-downloads': { shape: 'int' },
  'max-concurrent-uploads': { shape: 'int' },
  'max-download-attempts': { shape: 'int', since: '20.10' },
  'metrics-addr': { shape: 'string' },
  'min-api-version': { shape: 'string', since: '29' },
  mtu: { shape: 'int' },
  'network-control-plane-mtu': { shape: 'int' },
  'network-diagnostic-port': { shape: 'int' },
  'no-new-privileges': { shape: 'bool' },
  'no-proxy': { shape: 'string', since: '23' },
  'node-generic-resources': { shape: 'strings', flag: 'node-generic-resource' },
  'nri-opts': { shape: 'object', flag: 'nri-opt', since: '29.2' },
  'oom-score-adjust': { shape: 'int', until: '26' },
  pidfile: { shape: 'string' },
  'raw-logs': { shape: 'bool' },
  'registry-mirrors': { shape: 'strings', flag: 'registry-mirror' },
  rootless: { shape: 'bool', since: '19.03' },
  runtimes: { shape: 'object', flag: 'add-runtime' },
  'seccomp-profile': { shape: 'string' },
  'selinux-enabled': { shape: 'bool' },
  'shutdown-timeout': { shape: 'int' },
  'storage-driver': { shape: 'string' },
  'storage-opts': { shape: 'strings', flag: 'storage-opt' },
  'swarm-default-advertise-addr': { shape: 'string' },
  tls: { shape: 'bool' },
  tlscacert: { shape: 'string' },
  tlscert: { shape: 'string' },
  tlskey: { shape: 'string' },
  tlsverify: { shape: 'bool' },
  'userland-proxy': { shape: 'bool' },
  'userland-proxy-path': { shape: 'string' },
  'userns-remap': { shape: 'string' },
};

export const DIRECTIVES: ReadonlyMap<string, Directive> = new Map(Object.entries(TABLE));

/** Flags without a directive; their names pass in the file, too. */
const FLAGS_ONLY: ReadonlyMap<string, 'bool' | 'string'> = new Map([
  ['config-file', 'string'],
  ['help', 'bool'],
  ['restart', 'bool'],
  ['validate', 'bool'],
  ['version', 'bool'],
]);

/** Objects that are one value; the keys of any other object count as if they stood at the top (flatOptions). */
const WHOLE_OBJECTS: ReadonlySet<string> = new Set([
  'builder',
  'cluster-store-opts',
  'default-network-opts',
  'default-ulimits',
  'features',
  'log-opts',
  'nri-opts',
  'runtimes',
]);

const KEY_OF_FLAG: ReadonlyMap<string, string> = new Map(
  [...DIRECTIVES].map(([key, { flag }]) => [flag ?? key, key] as const),
);

/** The directive that a flag sets, undefined for one that is no directive or unknown. */
export function directiveOfFlag(flag: string): string | undefined {
  return KEY_OF_FLAG.get(flag) ?? (DIRECTIVES.has(flag) ? flag : undefined);
}

/** Whether a flag stands alone, without a value behind it; unknown ones are taken for flags with a value. */
export function isBooleanFlag(flag: string): boolean {
  const key = directiveOfFlag(flag);
  return (key === undefined ? FLAGS_ONLY.get(flag) : DIRECTIVES.get(key)?.shape) === 'bool';
}

/** Flags that came later than what they set. */
const FLAG_SINCE: ReadonlyMap<string, string> = new Map([
  ['feature', '27.3'],
  ['validate', '23'],
]);

/**
 * Whether a key is only the name of a flag: the engine takes it and ignores it.
 * @param version undefined: any version
 */
export function isFlagName(key: string, version: Version | undefined): boolean {
  if (DIRECTIVES.has(key)) return false;
  const directive = KEY_OF_FLAG.get(key);
  if (directive === undefined && !FLAGS_ONLY.has(key)) return false;
  if (version === undefined) return true;
  const since = FLAG_SINCE.get(key);
  return (
    (directive === undefined || isKnown(directive, version)) &&
    (since === undefined || isAtLeast(version, since))
  );
}

/** The directive that is meant where the name of a flag stands, '' when there is none. */
export function directiveMeant(flag: string): string {
  return KEY_OF_FLAG.get(flag) ?? '';
}

/** Whether the table speaks for a version. */
export function isTabled(version: Version): boolean {
  return isAtLeast(version, KNOWN_FROM) && !isAtLeast(version, KNOWN_BEFORE);
}

/** Whether a version that the table speaks for knows a directive. */
export function isKnown(key: string, version: Version): boolean {
  if (isFlagName(key, version)) return true;
  const directive = DIRECTIVES.get(key);
  if (directive === undefined) return false;
  const { since, until } = directive;
  return (
    (since === undefined || isAtLeast(version, since)) && (until === undefined || !isAtLeast(version, until))
  );
}

/**
 * The directives of a file as the engine sees them: each with the top-level key under which it stands.
 * Source: moby daemon/config/config.go, configValuesSet.
 */
export function flattenDirectives(
  value: Readonly<Record<string, unknown>>,
): readonly { readonly key: string; readonly within: string }[] {
  return Object.entries(value).flatMap(([key, member]) =>
    typeof member === 'object' && member !== null && !Array.isArray(member) && !WHOLE_OBJECTS.has(key)
      ? Object.keys(member).map((inner) => ({ key: inner, within: key }))
      : [{ key, within: key }],
  );
}

/** The name among those known that a misspelt one is closest to, '' when none is close. */
export function nearestDirective(key: string): string {
  return nearestName(key, [...DIRECTIVES.keys()]);
}
