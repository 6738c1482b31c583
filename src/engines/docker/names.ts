// How dockerd reads the values of registry-mirrors and insecure-registries: what it takes, what is the same to it.

import { isIP } from 'node:net';
import { parseCidr, parseHostPort } from '../../model/registry.ts';
import { isAtLeast, type Version } from './version.ts';

/** The version from which the URL of a mirror may have a path. */
export const MIRROR_PATH_SINCE = '24.0.8';

/** A mirror as dockerd keeps it: one slash at its end, the case of the host as typed (ValidateMirror). */
export function canonicalMirror(text: string): string {
  return `${text.replace(/\/$/, '')}/`;
}

/** An insecure registry as dockerd keeps it: without http(s)://, a network masked (loadInsecureRegistries). */
export function canonicalInsecure(text: string): string {
  const bare = text.replace(/^https?:\/\//i, '');
  const network = parseCidr(bare);
  return network.ok ? network.value : bare;
}

export function isNetwork(text: string): boolean {
  return parseCidr(text).ok;
}

/** dockerd trusts these by itself: ::1/128 from 28.0. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'] as const;

export function isLoopbackNetwork(network: string): boolean {
  return LOOPBACK.some((own) => own === network);
}

/** The networks that dockerd trusts when the file says nothing. */
export function defaultNetworks(version: Version | undefined): readonly string[] {
  return version === undefined || isAtLeast(version, '28') ? LOOPBACK : LOOPBACK.slice(0, 1);
}

/**
 * What dockerd has against a mirror, as the words of a TextProblem (what was found, what is expected).
 * Source: moby registry/config.go, ValidateMirror. An unknown version is taken for one that allows paths.
 */
export function refuseMirror(text: string, version: Version | undefined): string | undefined {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text);
  if (match === null) return 'a URL that begins with http:// or https://';
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = match;
  if (!/^https?$/i.test(scheme)) return 'a URL that begins with http:// or https://';
  if (authority.includes('@')) return 'a URL without user name or password';
  if (query.length > 1 || fragment.length > 1) return 'a URL without ? and #';
  const host = /^(\[[^\]]*\]|[^:]*)(?::[0-9]*)?$/.exec(authority);
  const isControl = [...text].some((letter) => letter <= ' ' || letter === '\x7f');
  if (host === null || isControl || /[<>"\\^`{|}]/.test(authority)) return 'a URL';
  const hasPath = path !== '' && path !== '/';
  if (hasPath && version !== undefined && !isAtLeast(version, MIRROR_PATH_SINCE))
    return `a URL without a path (Docker before ${MIRROR_PATH_SINCE})`;
  return undefined;
}

/** What dockerd has against an insecure registry. Source: moby registry/config.go, loadInsecureRegistries. */
export function refuseInsecure(text: string): string | undefined {
  if (/^-|-$/.test(text)) return 'a name that neither begins nor ends with a hyphen';
  const bare = canonicalInsecure(text);
  if (bare.includes('://')) return 'host[:port] or a network, without a scheme';
  if (isNetwork(bare) || isIP(bare) === 6) return undefined;
  const pattern =
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?::([0-9]+))?$/;
  const match = pattern.exec(bare);
  if (match === null) return parseHostPort(bare).ok ? undefined : 'host[:port] or a network';
  return Number(match[1] ?? 0) > 65_535 ? 'a port up to 65535' : undefined;
}
