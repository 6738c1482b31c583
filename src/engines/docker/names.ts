// How dockerd reads the values of registry-mirrors and insecure-registries: what it takes, what is the same to it.

import { isIP } from 'node:net';
import type { RefusedForm } from '../../model/findings/forms.ts';
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
 * What dockerd takes in place of a mirror that it refuses.
 * Source: moby registry/config.go, ValidateMirror. An unknown version is taken for one that allows paths.
 */
export function refuseMirror(text: string, version: Version | undefined): RefusedForm | undefined {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text);
  if (match === null) return 'http-url';
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = match;
  if (!/^https?$/i.test(scheme)) return 'http-url';
  if (authority.includes('@')) return 'url-without-login';
  if (query.length > 1 || fragment.length > 1) return 'url-without-query';
  const host = /^(\[[^\]]*\]|[^:]*)(?::[0-9]*)?$/.exec(authority);
  const isControl = [...text].some((letter) => letter <= ' ' || letter === '\x7f');
  if (host === null || isControl || /[<>"\\^`{|}]/.test(authority)) return 'url';
  const hasPath = path !== '' && path !== '/';
  if (hasPath && version !== undefined && !isAtLeast(version, MIRROR_PATH_SINCE)) return 'url-without-path';
  return undefined;
}

/** What dockerd takes in place of an insecure registry that it refuses. Source: moby registry/config.go, loadInsecureRegistries. */
export function refuseInsecure(text: string): RefusedForm | undefined {
  if (/^-|-$/.test(text)) return 'no-hyphen-at-the-ends';
  const bare = canonicalInsecure(text);
  if (bare.includes('://')) return 'host-without-scheme';
  if (isNetwork(bare) || isIP(bare) === 6) return undefined;
  const pattern =
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?::([0-9]+))?$/;
  const match = pattern.exec(bare);
  if (match === null) return parseHostPort(bare).ok ? undefined : 'host-or-network';
  return Number(match[1] ?? 0) > 65_535 ? 'port-in-range' : undefined;
}
