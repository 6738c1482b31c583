// The addresses of mirrors, as k3s takes them from registries.yaml (pkg/agent/containerd/config.go, normalizeEndpointAddress).

import { parseMirror } from '../../model/registry.ts';
import type { MirrorRequest } from '../../model/request.ts';

/** An address in one spelling: equal ones ask the same. */
export interface Address {
  readonly scheme: 'http' | 'https';
  /** host[:port] as written: the key below `configs`. */
  readonly registry: string;
  /** `/v2`, or the whole path as it is asked: nothing is added to it (override_path). */
  readonly path: string;
}

export const HUB = 'docker.io';
export const HUB_SERVER = 'registry-1.docker.io';

/**
 * Takes an address apart. Without a scheme it is https, but for this machine on a port of its own; a path of nothing, `/`
 * and `/v2` are the same.
 * @returns undefined where k3s passes it over
 */
export function readAddress(text: string): Address | undefined {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#]+)([^?#]*)/.exec(text);
  const [, written, registry = '', path = ''] = match ?? [];
  if (registry === '') return undefined;
  const scheme = written?.toLowerCase() ?? (isLocalPort(registry) ? 'http' : 'https');
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  return { scheme, registry, path: ['', '/', '/v2'].includes(path) ? '/v2' : path };
}

function isLocalPort(registry: string): boolean {
  const [, host = '', port = ''] = /^(.*?)(?::([0-9]+))?$/.exec(registry) ?? [];
  const isLocal = host === 'localhost' || host === '[::1]' || /^127(?:\.[0-9]+){3}$/.test(host);
  return isLocal && port !== '' && port !== '443';
}

/** Docker Hub's registry goes by a name that its images do not have (containerd, DefaultHost). */
export function serverOf(registry: string): string {
  return registry === HUB ? HUB_SERVER : registry;
}

export function addressText({ scheme, registry, path }: Address): string {
  return `${scheme}://${serverOf(registry)}${path}`;
}

/** What decides whether two spellings are the same mirror; a text that k3s passes over is only itself. */
export function canonicalEndpoint(text: string): string {
  const address = readAddress(text);
  return address === undefined ? text : addressText(address);
}

/**
 * A mirror as it is written. k3s asks a path as it stands there, without the /v2 of every registry: one that has it (as
 * /v2/PROJECT of Harbor, or /REPOSITORY/v2) is taken as it is, to any other it is added, as Docker does.
 */
export function endpointOf({ scheme, host, path }: MirrorRequest): string {
  const hasVersion = path === '' || /^\/v2(?:\/|$)|\/v2$/.test(path);
  return `${scheme}://${host}${path}${hasVersion ? '' : '/v2'}`;
}

/** The request that would have made an endpoint. */
export function mirrorOf(upstream: string, endpoint: string): MirrorRequest | undefined {
  const address = readAddress(endpoint);
  if (address === undefined) return undefined;
  const path = address.path.endsWith('/v2') ? address.path.slice(0, -'/v2'.length) : address.path;
  const parsed = parseMirror(`${upstream}=${address.scheme}://${address.registry}${path}`);
  return parsed.ok ? parsed.value : undefined;
}
