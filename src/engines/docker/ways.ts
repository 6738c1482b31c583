// Whom dockerd asks for the images of a registry, in which order, and how it connects to each of them.

import { basename } from 'node:path/posix';
import type { Trust } from '../../model/endpoint.ts';
import type { AbsPath } from '../../model/file.ts';
import {
  type CertsDirectory,
  type CertsLayout,
  type CertsView,
  certificateFiles,
  certificatesAt,
} from '../certs-d.ts';
import type { HostsToml } from '../hosts-toml.ts';
import { type HostsScope, type HostsWay, hostsWays } from '../hosts-toml-ways.ts';
import { type InsecureRules, isInsecure, isLocal, isNamedInsecure } from './insecure.ts';

export const HUB = 'docker.io';
export const HUB_SERVER = 'registry-1.docker.io';

/**
 * `legacy`: the graph drivers. `resolver`: the containerd store up to 27, which goes BuildKit's way. `containerd`: the
 * containerd store from 28 on, which goes containerd's.
 */
export type Reader = 'legacy' | 'resolver' | 'containerd';

export interface Rules extends InsecureRules {
  readonly reader: Reader;
  /** As dockerd keeps them, with a slash at the end. */
  readonly mirrors: readonly string[];
  readonly layout: CertsLayout;
  readonly view: CertsView;
  readonly scope: HostsScope;
  readonly hostsToml: (directory: AbsPath) => HostsToml | undefined;
  /** Whether this program wrote that of a directory as it stands there. */
  readonly isOurs: (directory: AbsPath) => boolean;
  /** The certificates in a file that a hosts.toml names. */
  readonly certificatesIn: (path: AbsPath) => readonly string[];
}

/** One server, and how it is asked. */
export type Way = HostsWay;

/** @param registry as the names of images have it: docker.io for Docker Hub */
export function waysTo(registry: string, rules: Rules): readonly Way[] {
  switch (rules.reader) {
    case 'legacy':
      return registry === HUB ? legacyHub(rules) : [legacyOwn(registry, rules)];
    case 'resolver':
      return registry === HUB ? resolverHub(rules) : [resolverOwn(registry, rules)];
    case 'containerd':
      return containerdWays(registry, rules);
  }
}

/** The address of a mirror in parts; `path` without a slash at its end. */
export interface Mirror {
  readonly scheme: 'http' | 'https';
  readonly registry: string;
  readonly path: string;
}

export function splitMirror(url: string): Mirror {
  const [, scheme, registry = '', path = ''] = /^(https?):\/\/([^/]*)(.*)$/i.exec(url) ?? [];
  return {
    scheme: scheme?.toLowerCase() === 'http' ? 'http' : 'https',
    registry,
    path: path.replace(/\/+$/, ''),
  };
}

const NO_TRUST: Trust = { certificates: [], directory: null };

function way(registry: string, parts: Partial<Way>): Way {
  return {
    registry,
    isMirror: false,
    transport: 'https',
    base: '',
    trust: NO_TRUST,
    resolves: true,
    pulls: true,
    ...parts,
  };
}

/** moby registry/service_v2.go, lookupV2Endpoints: the mirrors as written; for Docker Hub itself no certs.d is read. */
function legacyHub(rules: Rules): readonly Way[] {
  const mirrors = rules.mirrors.map((url) => {
    const { scheme, registry, path } = splitMirror(url);
    // The scheme of a mirror is kept: an insecure one is not tried in plain HTTP.
    const transport = scheme === 'http' ? 'http' : isInsecure(registry, rules) ? 'unverified' : 'https';
    return way(registry, { isMirror: true, transport, base: path, trust: trustOf(registry, rules) });
  });
  return [...mirrors, way(HUB_SERVER, {})];
}

function legacyOwn(registry: string, rules: Rules): Way {
  const transport = isInsecure(registry, rules) ? 'insecure' : 'https';
  return way(registry, { transport, trust: trustOf(registry, rules) });
}

/**
 * moby daemon.RegistryHosts up to 27, and BuildKit util/resolver fillInsecureOpts: the scheme of a mirror is not
 * looked at; it is asked in plain HTTP where insecure-registries names it, or where it is this machine.
 */
function resolverHub(rules: Rules): readonly Way[] {
  const mirrors = rules.mirrors.map((url) => {
    const { registry, path } = splitMirror(url);
    const local = isLocal(registry) ? 'http' : 'https';
    const transport = isNamedInsecure(registry, rules) ? 'insecure' : local;
    return way(registry, { isMirror: true, transport, base: path, trust: trustOf(registry, rules) });
  });
  return [...mirrors, way(HUB_SERVER, { trust: trustOf(HUB, rules) })];
}

function resolverOwn(registry: string, rules: Rules): Way {
  const local = isLocal(registry) ? 'http' : 'https';
  const transport = isInsecure(registry, rules) ? 'insecure' : local;
  return way(registry, { transport, trust: trustOf(registry, rules) });
}

/**
 * moby daemon/hosts.go from 28 on, over containerd's ConfigureHosts: what a hosts.toml names comes first. Only where
 * it names no more than one server do registry-mirrors and insecure-registries count, and then all servers of docker.io
 * share one TLS configuration: that of certs.d/docker.io, unverified for all as soon as one of them is insecure.
 */
function containerdWays(registry: string, rules: Rules): readonly Way[] {
  const ways = hostsWays(registry, rules.scope);
  const [own] = ways;
  if (own === undefined || ways.some(({ isMirror }) => isMirror)) return ways;
  const mirrors = registry === HUB ? rules.mirrors.map(splitMirror) : [];
  const isOpen = isInsecure(own.registry, rules) || mirrors.some((mirror) => opensHub(mirror, rules));
  const asked = mirrors.map(({ scheme, registry: name, path }) =>
    way(name, {
      isMirror: true,
      transport: scheme === 'http' ? 'http' : isOpen ? 'insecure' : own.transport,
      base: path.replace(/\/v2$/, ''),
      trust: own.trust,
    }),
  );
  return [...asked, isOpen && own.transport === 'https' ? { ...own, transport: 'insecure' } : own];
}

/**
 * Whether no server of docker.io is verified any more because of this mirror: that insecure-registries has it does it,
 * not its scheme (found with 28.5.2: an http mirror that is not listed leaves Docker Hub verified).
 */
export function opensHub({ registry }: Pick<Mirror, 'registry'>, rules: InsecureRules): boolean {
  return isInsecure(registry, rules);
}

/** certs.d/HOST[:PORT], by exactly this name. */
function trustOf(registry: string, rules: Rules): Trust {
  const read = rules.view.directories.find(
    (directory) => rules.layout.roots.includes(rootOf(directory)) && basename(directory.path) === registry,
  );
  return read === undefined ? NO_TRUST : trustAt(read, rules);
}

function rootOf({ path }: CertsDirectory): AbsPath {
  return path.slice(0, -basename(path).length - 1);
}

function trustAt(directory: CertsDirectory, { view }: Rules): Trust {
  if (!view.directories.includes(directory)) return NO_TRUST;
  const certificates = certificateFiles(directory).flatMap((path) => certificatesAt(view, path));
  return { certificates, directory: directory.path };
}
