// The edits of one registries.conf: what goes, what comes, and what is ours in it afterwards. Pure.

import type { RegistriesConf, RegistryTable } from '../../formats/toml/conf.ts';
import type { RegistriesEdit, WantedMirror } from '../../formats/toml/edits.ts';
import { orderList } from '../list-order.ts';
import { type Need, NeedSet, needsInConf, SEARCH, toSearch } from './needs.ts';

export interface FileWish {
  readonly conf: RegistriesConf;
  /** What has to be in this file after the run; ours that is not among it goes. */
  readonly wanted: NeedSet;
  /** What has to be put in where it is missing. */
  readonly ensured: readonly Need[];
  /** In the order given: the search hosts and, by table, the mirrors that this run names. */
  readonly named: NeedSet;
  /** Ours before this run (also what moves here from another file), and what it adopts. */
  readonly held: NeedSet;
  /** Copies of what the file hides: they count as others' in lists, and as ours when they are to go. */
  readonly carried: NeedSet;
  /** The entry that nobody asked for by its name: it stands at the end of the search list. */
  readonly tail: NeedSet;
  /** The search list was there, and empty, before our first entry came. */
  readonly emptyList: boolean;
  /** The file is our own: what its tables say besides was copied by us. */
  readonly ownFile: boolean;
}

export interface FilePlan {
  readonly edits: readonly RegistriesEdit[];
  /** Ours in this file afterwards. */
  readonly ours: readonly Need[];
}

export function planFile(wish: FileWish): FilePlan {
  const present = new NeedSet(needsInConf(wish.conf));
  const ours = wish.held.all.filter((need) => present.has(need));
  const going = new NeedSet(ours.filter((need) => !wish.wanted.has(need)));
  const coming = new NeedSet(
    withTables(
      wish.ensured.filter((need) => !present.has(need)),
      present,
    ),
  );
  const prefixes = new Set(
    [...going.all, ...coming.all].flatMap((need) => (need.kind === SEARCH ? [] : need.prefix)),
  );
  for (const need of wish.named.all) if (need.kind === 'mirror') prefixes.add(need.prefix);
  const tables = [...prefixes].map((prefix) => planTable(prefix, going, coming, wish));
  return {
    edits: [...searchEdits(going, coming, wish), ...tables.flat()],
    ours: [...ours.filter((need) => !going.has(need)), ...coming.all],
  };
}

/** A mirror or an `insecure` needs its table, an insecure mirror the mirror. */
function withTables(missing: readonly Need[], present: NeedSet): readonly Need[] {
  return missing.flatMap(withTable).filter((need) => !present.has(need));
}

function withTable(need: Need): readonly Need[] {
  switch (need.kind) {
    case SEARCH:
    case 'registry':
      return [need];
    case 'registry.insecure':
    case 'mirror':
      return [{ kind: 'registry', prefix: need.prefix }, need];
    case 'mirror.insecure':
      return [{ kind: 'registry', prefix: need.prefix }, { ...need, kind: 'mirror' }, need];
  }
}

/** A table of ours on which others have built stays with what is theirs. */
function planTable(
  prefix: string,
  going: NeedSet,
  coming: NeedSet,
  wish: FileWish,
): readonly RegistriesEdit[] {
  const table = wish.conf.registries.find((one) => one.prefix === prefix);
  const self: Need = { kind: 'registry', prefix };
  const insecure: Need = { kind: 'registry.insecure', prefix };
  const mirrors = mirrorsAfter(prefix, table, going, coming, wish);
  if (table === undefined) {
    const registry = { prefix, location: prefix, insecure: coming.has(insecure) };
    const edits: RegistriesEdit[] = coming.has(self) ? [{ kind: 'add-registry', registry }] : [];
    return [...edits, ...mirrorEdits(prefix, [], mirrors)];
  }
  if (going.has(self) && mirrors.length === 0 && (wish.ownFile || !isOthers(table, going)))
    return [{ kind: 'remove-registry', prefix }];
  const wantedInsecure = coming.has(insecure) || (table.insecure && !going.has(insecure));
  const insecureEdits: readonly RegistriesEdit[] =
    wantedInsecure === table.insecure ? [] : [{ kind: 'set-insecure', prefix, insecure: wantedInsecure }];
  return [...insecureEdits, ...mirrorEdits(prefix, table.mirrors, mirrors)];
}

/** Whether there is more in a table than what we put there. */
function isOthers(table: RegistryTable, going: NeedSet): boolean {
  const { prefix, location, insecure, blocked, mirrorByDigestOnly, otherKeys } = table;
  return (
    location !== prefix ||
    blocked ||
    mirrorByDigestOnly ||
    otherKeys.length > 0 ||
    (insecure && !going.has({ kind: 'registry.insecure', prefix }))
  );
}

function mirrorsAfter(
  prefix: string,
  table: RegistryTable | undefined,
  going: NeedSet,
  coming: NeedSet,
  wish: FileWish,
): readonly WantedMirror[] {
  const toNeed = (location: string): Need => ({ kind: 'mirror', prefix, location });
  const present = (table?.mirrors ?? []).filter((mirror) => !going.has(toNeed(mirror.location)));
  const named = wish.named.all.flatMap((need) =>
    need.kind === 'mirror' && need.prefix === prefix ? need.location : [],
  );
  const added = coming.all.flatMap((need) =>
    need.kind === 'mirror' && need.prefix === prefix ? need.location : [],
  );
  const carried = added.filter((location) => wish.carried.has(toNeed(location)));
  const order = orderList({
    current: [
      ...movedOf(added, [...named, ...carried]),
      ...present.map((mirror) => mirror.location),
      ...carried,
    ],
    isOurs: (location) => wish.held.has(toNeed(location)) && !wish.carried.has(toNeed(location)),
    isNeeded: (location) => wish.wanted.has(toNeed(location)) && !wish.carried.has(toNeed(location)),
    named: named.filter(
      (location) => added.includes(location) || present.some((mirror) => mirror.location === location),
    ),
  });
  return order.map((location) => {
    const need: Need = { kind: 'mirror.insecure', prefix, location };
    const was = present.some((mirror) => mirror.location === location && mirror.insecure);
    return { location, insecure: coming.has(need) || (was && !going.has(need)) };
  });
}

function mirrorEdits(
  prefix: string,
  present: readonly WantedMirror[],
  mirrors: readonly WantedMirror[],
): readonly RegistriesEdit[] {
  const same =
    present.length === mirrors.length &&
    present.every(
      (one, place) => one.location === mirrors[place]?.location && one.insecure === mirrors[place].insecure,
    );
  return same ? [] : [{ kind: 'set-mirrors', prefix, mirrors }];
}

function searchEdits(going: NeedSet, coming: NeedSet, wish: FileWish): readonly RegistriesEdit[] {
  const { conf, named, held, wanted, carried, tail } = wish;
  const present = conf.search.kind === 'list' ? conf.search.values : [];
  const added = coming.all.flatMap((need) => (need.kind === SEARCH ? need.host : []));
  const isBehind = (host: string) => carried.has(toSearch(host)) || tail.has(toSearch(host));
  const asked = named.all.flatMap((need) => (need.kind === SEARCH ? need.host : []));
  const behind = added.filter(isBehind);
  const current = [
    ...movedOf(added, [...asked, ...behind]),
    ...present.filter((host) => !going.has(toSearch(host))),
    ...behind,
  ];
  const values = orderList({
    current,
    isOurs: (host) => held.has(toSearch(host)) && !isBehind(host),
    isNeeded: (host) => wanted.has(toSearch(host)) && !isBehind(host),
    named: asked.filter((host) => current.includes(host) || added.includes(host)),
  });
  if (JSON.stringify(values) === JSON.stringify(present)) return [];
  const isGone = values.length === 0 && !wish.emptyList;
  return [{ kind: 'set-search', search: isGone ? { kind: 'absent' } : { kind: 'list', values } }];
}

/** What comes without being named comes from another file of ours, in the order that it had there. */
function movedOf(added: readonly string[], others: readonly string[]): readonly string[] {
  return added.filter((value) => !others.includes(value));
}
