// Whom dockerd asks for the images of a registry, in which order, and how it connects to each of them.

import { basename } from 'node:path/posix';
import type { Transport, Trust } from '../../model/endpoint.ts';
import type { AbsPath } from '../../model/file.ts';
import { splitHostPort } from '../../model/registry.ts';
import {
  type CertsDirectory,
  type CertsLayout,
  type CertsView,
  certificateFiles,
  certificatesAt,
  placeFor,
} from '../certs-d.ts';
import type { HostEntry, HostsToml } from '../hosts-toml.ts';
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
  readonly hostsToml: (directory: AbsPath) => HostsToml | undefined;
  /** The certificates in a file that a hosts.toml names. */
  readonly certificatesIn: (path: AbsPath) => readonly string[];
}

/** One server, and how it is asked. */
export interface Way {
  readonly registry: string;
  readonly isMirror: boolean;
  readonly transport: Transport;
  readonly base: string;
  readonly trust: Trust;
  /** Asked for what a tag means. */
  readonly resolves: boolean;
  readonly pulls: boolean;
}

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
  const { read } = placeFor(registry, rules.layout, rules.view);
  const toml = rules.hostsToml(read.path);
  const own =
    toml === undefined ? byCertificates(registry, read, rules) : byServer(registry, toml, read, rules);
  if (toml !== undefined && toml.hosts.length > 0)
    return [...toml.hosts.map((entry) => fromEntry(entry, read, rules, true)), own];
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

/** The registry itself, with the certificates of its directory. */
function byCertificates(registry: string, read: CertsDirectory, rules: Rules): Way {
  return way(registry === HUB ? HUB_SERVER : registry, {
    transport: registry === HUB ? 'https' : localTransport(registry),
    trust: trustAt(read, rules),
  });
}

function byServer(registry: string, toml: HostsToml, read: CertsDirectory, rules: Rules): Way {
  if (toml.server !== null) return fromEntry(toml.server, read, rules, false);
  const trust = trustIn(toml.authorities, read, rules);
  const plain = registry === HUB ? 'https' : localTransport(registry);
  const transport = toml.skipVerify === true && plain === 'https' ? 'unverified' : plain;
  return way(registry === HUB ? HUB_SERVER : registry, { transport, trust });
}

/** A loopback registry is not verified, and asked in plain HTTP where TLS fails (ConfigureHosts, IsLocalhost). */
function localTransport(registry: string): Transport {
  if (!isLocal(registry)) return 'https';
  const { port } = splitHostPort(registry);
  if (port === 443) return 'unverified';
  return port === 80 ? 'http' : 'insecure';
}

function fromEntry(entry: HostEntry, read: CertsDirectory, rules: Rules, isMirror: boolean): Way {
  const { scheme, registry, base, resolves, pulls, authorities, skipVerify } = entry;
  const hasTls = authorities.length > 0 || skipVerify !== null;
  // http with settings for TLS is tried over TLS first, but for port 80 (ConfigureHosts, NewHTTPFallback).
  const isPlain = scheme === 'http' && (!hasTls || splitHostPort(registry).port === 80);
  return way(registry, {
    isMirror,
    transport: isPlain ? 'http' : scheme === 'http' ? 'insecure' : skipVerify ? 'unverified' : 'https',
    base: base ?? '',
    trust: trustIn(authorities, read, rules),
    resolves,
    pulls,
  });
}

function trustIn(paths: readonly AbsPath[], { path }: CertsDirectory, rules: Rules): Trust {
  return { certificates: paths.flatMap(rules.certificatesIn), directory: path };
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
