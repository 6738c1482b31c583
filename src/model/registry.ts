// Names of registries: host[:port], mirror URLs, CIDRs, addresses, the way the engines take them.

import { isIP } from 'node:net';
import type { NamedRegistry } from './endpoint.ts';
import type { UsageReason } from './findings/general.ts';
import type { MirrorRequest } from './request.ts';
import { err, ok, type Result } from './result.ts';

const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/**
 * A registry's `host[:port]`, as it becomes a directory name below certs.d: a DNS name, an IPv4 address or an
 * IPv6 address in brackets, and a port from 1 to 65535. No scheme, path, user or underscore: dockerd refuses them
 * (moby registry/config.go, ValidateIndexName and validateHostPort).
 * @returns the name as typed, or the rule that it breaks
 */
export function parseHostPort(text: string): Result<string, UsageReason> {
  if (text.includes('://')) return err('scheme-not-wanted');
  if (text.includes('@')) return err('userinfo');
  if (/[?#]/.test(text)) return err('query');
  if (text.includes('/')) return err('path-not-wanted');
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(text);
  const host = match?.[1] ?? '';
  const port = match?.[2];
  if (!isHost(host)) return err('not-a-host');
  if (port !== undefined && !isPort(port)) return err('port-out-of-range');
  return ok(text);
}

function isHost(host: string): boolean {
  // A zone (fe80::1%eth0) is no part of a registry's name: dockerd refuses the percent sign.
  if (host.startsWith('[')) return isIP(host.slice(1, -1)) === 6 && !host.includes('%');
  if (host.length === 0 || host.length > 253) return false;
  if (/^[0-9.]+$/.test(host)) return isIP(host) === 4;
  return host.split('.').every((label) => LABEL.test(label));
}

function isPort(port: string): boolean {
  return /^[1-9][0-9]{0,4}$/.test(port) && Number(port) <= 65_535;
}

/**
 * `[UPSTREAM=]URL` of --mirror; the upstream is docker.io when none is given. A slash at the end is dropped.
 * Query, fragment and user information are refused as dockerd does (moby registry/config.go, ValidateMirror).
 */
export function parseMirror(text: string): Result<MirrorRequest, UsageReason> {
  const match = /^(?:([^=/]*)=)?(.*)$/s.exec(text);
  const upstream = match?.[1] ?? 'docker.io';
  const url = /^(https?):\/\/([^/?#]*)([^?#]*)(.*)$/is.exec(match?.[2] ?? '');
  const named = parseHostPort(upstream);
  if (!named.ok) return named;
  if (url === null)
    return err(/^[a-z][a-z0-9+.-]*:\/\//i.test(match?.[2] ?? '') ? 'not-a-mirror-url' : 'scheme-missing');
  const [, scheme, host = '', path = '', rest] = url;
  if (rest !== '') return err('query');
  const registry = parseHostPort(host);
  if (!registry.ok) return registry;
  const trimmed = path.replace(/\/+$/, '');
  if (!/^(?:\/[A-Za-z0-9._~-]+)*$/.test(trimmed) || /\/\.{1,2}(?:\/|$)/.test(trimmed))
    return err('not-a-mirror-url');
  return ok({
    kind: 'mirror',
    upstream: canonicalUpstream(upstream),
    scheme: scheme?.toLowerCase() === 'http' ? 'http' : 'https',
    host,
    path: trimmed,
  });
}

/**
 * URL|HOST[:PORT] of `doctor`: a registry by its name, or the address of a mirror or of what somebody takes for one.
 * A slash at the end is dropped.
 */
export function parseNamedRegistry(text: string): Result<NamedRegistry, UsageReason> {
  if (!text.includes('://')) {
    const named = parseHostPort(text);
    return named.ok ? ok({ registry: named.value, scheme: null, path: '' }) : named;
  }
  const mirror = parseMirror(`docker.io=${text}`);
  if (!mirror.ok) return mirror;
  const { host, scheme, path } = mirror.value;
  return ok({ registry: host, scheme, path });
}

/** Docker Hub goes by several names; the engines' configuration knows it as docker.io. */
function canonicalUpstream(upstream: string): string {
  return ['index.docker.io', 'registry-1.docker.io'].includes(upstream) ? 'docker.io' : upstream;
}

/**
 * A network in CIDR form, masked as dockerd masks it: 10.1.2.3/8 is 10.0.0.0/8.
 * @returns the masked form, or the rule that it breaks
 */
export function parseCidr(text: string): Result<string, UsageReason> {
  const match = /^([0-9A-Fa-f.:]+)\/([0-9]{1,3})$/.exec(text);
  const address = match?.[1] ?? '';
  const length = Number(match?.[2]);
  const version = isIP(address);
  if (version === 0 || length > (version === 4 ? 32 : 128)) return err('not-a-cidr');
  return ok(version === 4 ? maskVersion4(address, length) : maskVersion6(address, length));
}

function maskVersion4(address: string, length: number): string {
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - length);
  const masked = Math.floor(value / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(masked / 2 ** shift) % 256).join('.')}/${length}`;
}

function maskVersion6(address: string, length: number): string {
  const value = version6Groups(address).reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);
  const shift = BigInt(128 - length);
  const masked = (value >> shift) << shift;
  const groups = [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((index) => (masked >> (index * 16n)) & 0xffffn);
  return `${compressVersion6(groups.map(Number))}/${length}`;
}

function version6Groups(address: string): readonly number[] {
  const dotted = /^(.*:)([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)$/.exec(address);
  const plain =
    dotted === null
      ? address
      : `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled =
    tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return filled.map((group) => Number.parseInt(group, 16));
}

/** The shortest spelling of RFC 5952: the longest run of two or more zero groups becomes `::`. */
function compressVersion6(groups: readonly number[]): string {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === 0) end += 1;
    if (end - start > best.length) best = { start, length: end - start };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/** An IPv4 or IPv6 address for /etc/hosts. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** An address in one spelling: ::1 and 0:0:0:0:0:0:0:1 are the same. */
export function canonicalAddress(address: string): string {
  const network = parseCidr(`${address}/${isIP(address) === 4 ? 32 : 128}`);
  return network.ok ? network.value.replace(/\/.*$/, '') : address;
}

/** The parts of a registry's `host[:port]`; an IPv6 address without its brackets, 443 where no port is said. */
export function splitHostPort(registry: string): { readonly name: string; readonly port: number } {
  const [, bracketed, plain = '', port = '443'] = /^(?:\[(.*)\]|([^:]*))(?::(.*))?$/.exec(registry) ?? [];
  return { name: bracketed ?? plain, port: Number(port) };
}

/** A name for /etc/hosts: labels of letters, digits and hyphens. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && isIP(text) === 0 && text.split('.').every((label) => LABEL.test(label));
}
