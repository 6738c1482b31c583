// What requests come to in a buildkitd.toml: tables of registries, and what has to stand in them. Pure.

import {
  type BuildkitdConf,
  type RegistryConfig,
  registryOf,
  splitMirrorEntry,
} from '../../formats/buildkitd/read.ts';
import type { AbsPath } from '../../model/file.ts';
import type { Entry } from '../../model/managed.ts';
import { splitHostPort } from '../../model/registry.ts';
import type { MirrorRequest, Request } from '../../model/request.ts';

/** `value` is empty for a flag and a table; of a mirror host[:port][/path], of a CA the path of its file. */
export interface Need {
  readonly kind: NeedKind;
  readonly registry: string;
  readonly value: string;
}

/**
 * The kinds of entries. `registry` is a table, `tls` is `http = false`: BuildKit asks loopback registries in plain HTTP
 * where nothing else is said (util/resolver, fillInsecureOpts).
 */
const KINDS = ['registry', 'mirrors', 'http', 'tls', 'insecure', 'ca'] as const;
export type NeedKind = (typeof KINDS)[number];

const TABLE = 'registry';

export function keyOf({ kind, registry, value }: Need): string {
  return `${kind} ${registry} ${value}`;
}

export function sameNeed(a: Need, b: Need): boolean {
  return keyOf(a) === keyOf(b);
}

/** @param casFor the files that hold the CA of a registry, by host[:port] */
export function needsOf(
  requests: readonly Request[],
  casFor: (host: string) => readonly AbsPath[],
): readonly Need[] {
  const needs = requests.flatMap((request) => ownNeeds(request, casFor));
  // What is insecure is asked in plain HTTP where TLS fails, whatever a mirror's address says.
  const isInsecure = (host: string) =>
    needs.some((need) => need.kind === 'insecure' && need.registry === host);
  const kept = needs.filter((need) => need.kind !== 'tls' || !isInsecure(need.registry));
  const distinct = new Map(kept.flatMap(withTable).map((need) => [keyOf(need), need]));
  return [...distinct.values()];
}

function ownNeeds(request: Request, casFor: (host: string) => readonly AbsPath[]): readonly Need[] {
  switch (request.kind) {
    case 'mirror':
      return [
        { kind: 'mirrors', registry: request.upstream, value: mirrorEntry(request) },
        ...transportOf(request),
      ];
    case 'insecure':
      // Plain HTTP is tried only where both are said (seen with 0.32; httpFallback since 0.13, before it both ways).
      return request.form === 'cidr' ? [] : [flag('http', request.target), flag('insecure', request.target)];
    case 'ca':
      return casFor(request.host).map((value) => ({ kind: 'ca', registry: request.host, value }));
    case 'registry':
    case 'search':
    case 'host-alias':
      return [];
  }
}

function mirrorEntry({ host, path }: MirrorRequest): string {
  return `${host}${path}`;
}

function transportOf({ scheme, host }: MirrorRequest): readonly Need[] {
  if (scheme === 'http') return [flag('http', host)];
  return isLoopback(host) ? [flag('tls', host)] : [];
}

/** containerd core/remotes/docker, MatchLocalhost. */
export function isLoopback(registry: string): boolean {
  const { name } = splitHostPort(registry);
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

function flag(kind: 'http' | 'tls' | 'insecure', registry: string): Need {
  return { kind, registry, value: '' };
}

export function tableNeed(registry: string): Need {
  return { kind: TABLE, registry, value: '' };
}

function withTable(need: Need): readonly Need[] {
  return [tableNeed(need.registry), need];
}

/** Everything of these kinds that stands in a file. */
export function needsIn({ registries }: BuildkitdConf): readonly Need[] {
  return registries.flatMap(({ registry, mirrors, http, insecure, ca }) => [
    tableNeed(registry),
    ...mirrors.map((value): Need => ({ kind: 'mirrors', registry, value: canonicalEntry(value) })),
    ...(http === true ? [flag('http', registry)] : []),
    ...(http === false ? [flag('tls', registry)] : []),
    ...(insecure === true ? [flag('insecure', registry)] : []),
    ...ca.map((value): Need => ({ kind: 'ca', registry, value })),
  ]);
}

/** A scheme before a mirror counts for nothing, nor do slashes behind it. */
export function canonicalEntry(text: string): string {
  const { host, path } = splitMirrorEntry(text);
  return `${host}${path}`;
}

/**
 * Whether a file gives what is needed. A builder has its CAs elsewhere than the file it was created with: where
 * `anyCa` is said, that it has one will do.
 */
export function isMet(need: Need, conf: BuildkitdConf, anyCa: boolean): boolean {
  const table = registryOf(conf, need.registry);
  if (table === undefined) return false;
  return need.kind === 'ca' && anyCa ? table.ca.length > 0 : meets(need, table);
}

function meets({ kind, value }: Need, table: RegistryConfig): boolean {
  switch (kind) {
    case 'registry':
      return true;
    case 'mirrors':
      return table.mirrors.some((entry) => canonicalEntry(entry) === value);
    case 'http':
      return table.http === true;
    case 'tls':
      return table.http === false;
    case 'insecure':
      return table.insecure === true;
    case 'ca':
      return table.ca.includes(value);
  }
}

/** The words of an entry are those of the file: `registry.mirrors`. */
export function toEntry({ kind, registry, value }: Need, path: AbsPath): Entry {
  return {
    path,
    kind: kind === TABLE ? kind : `registry.${kind}`,
    value: value === '' ? registry : `${registry}=${value}`,
  };
}

/** undefined: no entry of a buildkitd.toml. */
export function fromEntry({ kind, value }: Entry): Need | undefined {
  const name = kind === TABLE ? kind : kind.replace(/^registry\./, '');
  const found = KINDS.find((one) => one === name);
  if (found === undefined) return undefined;
  const [, registry = '', rest = ''] = /^([^=]*)=?(.*)$/s.exec(value) ?? [];
  return { kind: found, registry, value: rest };
}
