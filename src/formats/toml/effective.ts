// The view that the engine has of all its registries.conf files together, and what it means for a name.

import type { RegistriesConf, RegistryTable, SearchList, ShortNameMode } from './conf.ts';

/** A file that has been read. */
export interface ConfSource {
  readonly path: string;
  readonly conf: RegistriesConf;
}

/** A value and the file it comes from. */
export type Placed<T> = { readonly kind: 'set'; readonly value: T; readonly path: string };

export interface EffectiveView {
  readonly search: { readonly kind: 'absent' } | Placed<readonly string[]>;
  readonly shortNameMode: { readonly kind: 'absent' } | Placed<ShortNameMode>;
  /** One table for each prefix, sorted by prefix as the engine sorts them. */
  readonly registries: readonly Placed<RegistryTable>[];
  readonly aliases: ReadonlyMap<string, Placed<string>>;
}

/**
 * Merges the files as updateWithConfigurationFrom does (containers/image, sysregistriesv2): a table of a later file
 * replaces the one of its prefix wholesale, a list that is there replaces the list, also an empty one; within a file
 * the first table of a prefix counts.
 *
 * @param sources in the order of loading: below containers/image 5.40 the main file, then the drop-ins by name
 */
export function mergeView(sources: readonly ConfSource[]): EffectiveView {
  const tables = new Map<string, Placed<RegistryTable>>();
  const aliases = new Map<string, Placed<string>>();
  let search: EffectiveView['search'] = { kind: 'absent' };
  let shortNameMode: EffectiveView['shortNameMode'] = { kind: 'absent' };
  for (const { path, conf } of sources) {
    for (const table of firstOfEachPrefix(conf))
      tables.set(table.prefix, { kind: 'set', value: table, path });
    for (const [name, target] of conf.aliases) aliases.set(name, { kind: 'set', value: target, path });
    search = laterSearch(search, conf.search, path);
    if (conf.shortNameMode.kind === 'mode') {
      shortNameMode = { kind: 'set', value: conf.shortNameMode.mode, path };
    }
  }
  const registries = [...tables.values()].sort((a, b) => compareBytes(a.value.prefix, b.value.prefix));
  return { search, shortNameMode, registries, aliases };
}

function firstOfEachPrefix({ registries }: RegistriesConf): Iterable<RegistryTable> {
  return new Map(registries.toReversed().map((table) => [table.prefix, table])).values();
}

function laterSearch(
  earlier: EffectiveView['search'],
  search: SearchList,
  path: string,
): EffectiveView['search'] {
  return search.kind === 'absent' ? earlier : { kind: 'set', value: search.values, path };
}

/** The one table that applies to a name (FindRegistry): the longest matching prefix, of equal ones the first. */
export function findEffective(view: EffectiveView, name: string): Placed<RegistryTable> | undefined {
  let best: Placed<RegistryTable> | undefined;
  for (const candidate of view.registries) {
    const { prefix } = candidate.value;
    if (prefix.length > (best?.value.prefix.length ?? 0) && matchesPrefix(name, prefix)) best = candidate;
  }
  return best;
}

/** A table that applies in place of the one of an upstream: for all of it, or for the names below its own prefix. */
export interface HidingTable {
  readonly table: Placed<RegistryTable>;
  readonly hides: 'all' | 'part';
}

/**
 * The tables because of which a mirror of the upstream would not be asked: longer prefixes below it
 * (docker.io/library), and a wildcard that wins over it.
 */
export function hidesMirror(view: EffectiveView, upstream: string): HidingTable[] {
  return view.registries.flatMap((table): HidingTable[] => {
    const { prefix } = table.value;
    if (prefix === upstream) return [];
    if (matchesPrefix(prefix, upstream)) return [{ table, hides: 'part' }];
    return matchesPrefix(upstream, prefix) && winsOver(prefix, upstream) ? [{ table, hides: 'all' }] : [];
  });
}

/** Whether a prefix applies to a name (refMatchingPrefix in sysregistriesv2). */
export function matchesPrefix(name: string, prefix: string): boolean {
  const end = prefix.startsWith('*.') ? endOfSubdomain(name, prefix.slice(1)) : endOfPlain(name, prefix);
  return end !== undefined && (end === name.length || /[:/@]/.test(name.charAt(end)));
}

function endOfPlain(name: string, prefix: string): number | undefined {
  return name.startsWith(prefix) ? prefix.length : undefined;
}

/** The engine looks at the first occurrence alone. */
function endOfSubdomain(name: string, domain: string): number | undefined {
  const start = name.indexOf(domain);
  return start === -1 || name.slice(0, start).includes('/') ? undefined : start + domain.length;
}

function winsOver(prefix: string, upstream: string): boolean {
  return (
    prefix.length > upstream.length ||
    (prefix.length === upstream.length && compareBytes(prefix, upstream) < 0)
  );
}

/** The order of Go's strings: by their UTF-8 bytes, which is that of the code points. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  const place = left.findIndex((character, index) => character !== right[index]);
  if (place === -1) return -1;
  return (left[place]?.codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? -1);
}
