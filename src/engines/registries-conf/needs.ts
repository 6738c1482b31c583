// What a request needs to find in registries.conf: the entries that follow from it, whoever wrote them.

import { type RegistriesConf, type RegistryTable, trimSlashes } from '../../formats/toml/conf.ts';
import type { EffectiveView } from '../../formats/toml/effective.ts';
import type { AbsPath } from '../../model/file.ts';
import type { Entry } from '../../model/managed.ts';
import type { MirrorRequest, Request } from '../../model/request.ts';

/** The kinds are the words of Entry.kind. A registry's `prefix` is the name of its table. */
export type Need =
  | { readonly kind: 'unqualified-search-registries'; readonly host: string }
  | { readonly kind: 'registry'; readonly prefix: string }
  | { readonly kind: 'registry.insecure'; readonly prefix: string }
  | { readonly kind: 'mirror'; readonly prefix: string; readonly location: string }
  | { readonly kind: 'mirror.insecure'; readonly prefix: string; readonly location: string };

export type NeedKey = string;

export const SEARCH = 'unqualified-search-registries';
export const HUB = 'docker.io';

/** Needs of several requests without doubles, in the order of the requests. */
export function needsOf(requests: readonly Request[]): readonly Need[] {
  return uniqueNeeds(requests.flatMap(needsOfOne));
}

/**
 * `insecure` is per endpoint: the mirror has its own, and the host's own table one for those who use it by its name
 * (containers-registries.conf(5)). certs.d and /etc/hosts are not this file's matter; a CIDR is Docker's alone.
 */
function needsOfOne(request: Request): readonly Need[] {
  switch (request.kind) {
    case 'mirror':
      return needsOfMirror(request);
    case 'registry':
      return [{ kind: 'registry', prefix: request.host }];
    case 'insecure':
      return request.form === 'cidr' ? [] : insecureNeeds(request.target);
    case 'search':
      return [{ kind: SEARCH, host: request.host }];
    case 'ca':
    case 'host-alias':
      return [];
  }
}

function needsOfMirror(mirror: MirrorRequest): readonly Need[] {
  const at = { prefix: mirror.upstream, location: locationOf(mirror) };
  const plain: readonly Need[] = [
    { kind: 'registry', prefix: mirror.upstream },
    { kind: 'mirror', ...at },
  ];
  if (mirror.scheme === 'https') return plain;
  return [...plain, { kind: 'mirror.insecure', ...at }, ...insecureNeeds(mirror.host)];
}

function insecureNeeds(prefix: string): readonly Need[] {
  return [
    { kind: 'registry', prefix },
    { kind: 'registry.insecure', prefix },
  ];
}

function locationOf(mirror: MirrorRequest): string {
  return trimSlashes(`${mirror.host}${mirror.path}`);
}

function uniqueNeeds(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [keyOf(need), need])).values()];
}

export function keyOf(need: Need): NeedKey {
  return `${need.kind} ${entryValueOf(need)}`;
}

function entryValueOf(need: Need): string {
  switch (need.kind) {
    case SEARCH:
      return need.host;
    case 'registry':
    case 'registry.insecure':
      return need.prefix;
    case 'mirror':
    case 'mirror.insecure':
      return `${need.prefix}=${need.location}`;
  }
}

export function toEntry(need: Need, path: AbsPath): Entry {
  return { path, kind: need.kind, value: entryValueOf(need) };
}

/** The need that an entry stands for; undefined for entries of other files (certs.d). */
export function fromEntry({ kind, value }: Entry): Need | undefined {
  switch (kind) {
    case SEARCH:
      return { kind, host: value };
    case 'registry':
    case 'registry.insecure':
      return { kind, prefix: value };
    case 'mirror':
    case 'mirror.insecure': {
      const at = value.indexOf('=');
      return { kind, prefix: value.slice(0, at), location: value.slice(at + 1) };
    }
    default:
      return undefined;
  }
}

/** Everything that stands in a file. */
export function needsInConf(conf: RegistriesConf): readonly Need[] {
  const values = conf.search.kind === 'list' ? conf.search.values : [];
  return uniqueNeeds([...values.map(toSearch), ...conf.registries.flatMap(needsInTable)]);
}

/** Everything that is in force. */
export function needsInView(view: EffectiveView): readonly Need[] {
  const values = view.search.kind === 'set' ? view.search.value : [];
  return [...values.map(toSearch), ...view.registries.flatMap(({ value }) => needsInTable(value))];
}

export function needsInTable({ prefix, insecure, mirrors }: RegistryTable): readonly Need[] {
  return [
    { kind: 'registry', prefix },
    ...(insecure ? [{ kind: 'registry.insecure', prefix } as const] : []),
    ...mirrors.flatMap((mirror): readonly Need[] => {
      const at = { prefix, location: mirror.location };
      return [
        { kind: 'mirror', ...at },
        ...(mirror.insecure ? [{ kind: 'mirror.insecure', ...at } as const] : []),
      ];
    }),
  ];
}

export function toSearch(host: string): Need {
  return { kind: SEARCH, host };
}

/** A set of needs that answers by key. */
export class NeedSet {
  readonly #byKey: ReadonlyMap<NeedKey, Need>;

  constructor(needs: readonly Need[]) {
    this.#byKey = new Map(needs.map((need) => [keyOf(need), need]));
  }

  has(need: Need): boolean {
    return this.#byKey.has(keyOf(need));
  }

  get all(): readonly Need[] {
    return [...this.#byKey.values()];
  }
}
