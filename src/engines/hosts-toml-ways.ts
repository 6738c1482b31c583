// Whom containerd asks for the images of a registry by what stands below certs.d, and how it connects to each of them.

import { certificatesIn } from '../formats/pem.ts';
import type { ReadHost } from '../host/ports.ts';
import type { Transport, Trust } from '../model/endpoint.ts';
import { type AbsPath, textOf } from '../model/file.ts';
import { splitHostPort } from '../model/registry.ts';
import {
  type CertsDirectory,
  type CertsLayout,
  type CertsView,
  certificateFiles,
  certificatesAt,
  placeFor,
  stateAt,
} from './certs-d.ts';
import { HOSTS_TOML, type HostEntry, type HostsToml, readHostsToml } from './hosts-toml.ts';

/** One server, and how it is asked. */
export interface HostsWay {
  readonly registry: string;
  readonly isMirror: boolean;
  readonly transport: Transport;
  /** What comes before /v2/. */
  readonly base: string;
  readonly trust: Trust;
  /** Asked for what a tag means. */
  readonly resolves: boolean;
  readonly pulls: boolean;
}

export interface HostsScope {
  readonly layout: CertsLayout;
  readonly view: CertsView;
  readonly host: ReadHost;
  /** Whether a file without any `[host]` counts; else it is one that could not be decoded (1.6.20, 1.7.24: getSortedHosts). */
  readonly takesServerAlone: boolean;
  /** Whether http with settings for TLS is tried over TLS first (1.7 and later; 1.6.20 does not). */
  readonly triesTls: boolean;
}

const HUB = 'docker.io';
const HUB_SERVER = 'registry-1.docker.io';

/**
 * containerd core/remotes/docker/config/hosts.go, ConfigureHosts: the hosts of the file in their order, then the server.
 * @param registry as the names of images have it
 */
export function hostsWays(registry: string, scope: HostsScope): readonly HostsWay[] {
  const { read } = placeFor(registry, scope.layout, scope.view);
  const toml = readToml(read, scope);
  const isPassedOver = toml?.hosts.length === 0 && !scope.takesServerAlone;
  if (toml === undefined || isPassedOver) return [byCertificates(registry, read, scope)];
  const hosts = toml.hosts.map((entry) => byEntry(entry, read, scope, true));
  return foldInsecure([...hosts, byServer(registry, toml, read, scope)]);
}

/** TLS that is not verified, and plain HTTP to the same registry right after it: what others call an insecure registry. */
function foldInsecure(ways: readonly HostsWay[]): readonly HostsWay[] {
  const isPair = (one: HostsWay | undefined, other: HostsWay | undefined) =>
    one?.transport === 'unverified' &&
    other?.transport === 'http' &&
    one.registry === other.registry &&
    one.base === other.base;
  return ways
    .map((way, index) => (isPair(way, ways[index + 1]) ? ({ ...way, transport: 'insecure' } as const) : way))
    .filter((_, index) => !isPair(ways[index - 1], ways[index]));
}

/** An empty file counts as none (loadHostDir). The view may be of files that are yet to be written. */
function readToml({ path }: CertsDirectory, { view }: HostsScope): HostsToml | undefined {
  const state = stateAt(view, `${path}/${HOSTS_TOML}`);
  return state.kind === 'file' && state.bytes.length > 0 ? readHostsToml(textOf(state), path) : undefined;
}

/** The registry itself, with the certificates of its directory. */
function byCertificates(registry: string, read: CertsDirectory, { view }: HostsScope): HostsWay {
  const isThere = view.directories.includes(read);
  const certificates = isThere ? certificateFiles(read).flatMap((path) => certificatesAt(view, path)) : [];
  return {
    ...OWN,
    registry: serverOf(registry),
    transport: registry === HUB ? 'https' : localTransport(registry),
    trust: { certificates, directory: isThere ? read.path : null },
  };
}

const OWN = { isMirror: false, base: '', resolves: true, pulls: true } as const;

function byServer(registry: string, toml: HostsToml, read: CertsDirectory, scope: HostsScope): HostsWay {
  if (toml.server !== null) return byEntry(toml.server, read, scope, false);
  const plain = registry === HUB ? 'https' : localTransport(registry);
  return {
    ...OWN,
    registry: serverOf(registry),
    transport: toml.skipVerify === true && plain === 'https' ? 'unverified' : plain,
    trust: trustIn(toml.authorities, read, scope),
  };
}

function serverOf(registry: string): string {
  return registry === HUB ? HUB_SERVER : registry;
}

/** A loopback registry is not verified, and asked in plain HTTP where TLS fails (ConfigureHosts, IsLocalhost). */
function localTransport(registry: string): Transport {
  const { name, port } = splitHostPort(registry);
  if (name !== 'localhost' && !name.startsWith('127.') && name !== '::1') return 'https';
  if (port === 443) return 'unverified';
  return port === 80 ? 'http' : 'insecure';
}

function byEntry(entry: HostEntry, read: CertsDirectory, scope: HostsScope, isMirror: boolean): HostsWay {
  const { scheme, registry, base, resolves, pulls, authorities, skipVerify } = entry;
  const hasTls = authorities.length > 0 || skipVerify !== null;
  // http with settings for TLS is tried over TLS first, but for port 80 (ConfigureHosts, NewHTTPFallback).
  const isPlain = scheme === 'http' && (!hasTls || !scope.triesTls || splitHostPort(registry).port === 80);
  return {
    registry,
    isMirror,
    transport: isPlain ? 'http' : scheme === 'http' ? 'insecure' : skipVerify ? 'unverified' : 'https',
    base: base ?? '',
    trust: trustIn(authorities, read, scope),
    resolves,
    pulls,
  };
}

function trustIn(paths: readonly AbsPath[], { path }: CertsDirectory, { view, host }: HostsScope): Trust {
  const certificates = paths.flatMap((file) => {
    const state = view.files.get(file) ?? host.read(file);
    return state.kind === 'file' ? certificatesIn(state.bytes) : [];
  });
  return { certificates, directory: path };
}
