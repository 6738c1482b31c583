// Our own drop-in: it replaces tables and lists of other files wholesale, so it carries over what it hides.

import type { MirrorTable, RegistryTable } from '../../formats/toml/conf.ts';
import type { EffectiveView } from '../../formats/toml/effective.ts';
import { type Need, NeedSet, needsInTable, needsInView, SEARCH, toSearch } from './needs.ts';
import { MAIN, type OwnPlaces } from './places.ts';

/** On top of the file; it goes with the last entry. */
export function dropInHeader({ personal }: OwnPlaces): readonly string[] {
  const main = personal ? 'the files that are read before it' : MAIN;
  return [
    '# Made by registry-client, which keeps it. A table here replaces the table of the same prefix in',
    `# ${main}, and a list replaces the list: what they said is repeated here.`,
  ];
}

/** What the drop-in takes over: whole tables, and the elements of the list. */
export interface Carried {
  readonly tables: readonly RegistryTable[];
  readonly needs: NeedSet;
}

/**
 * @param base the view without our drop-in
 * @param needed what has to stand in the drop-in
 */
export function carryOver(base: EffectiveView, needed: readonly Need[]): Carried {
  const prefixes = new Set(needed.flatMap((need) => (need.kind === SEARCH ? [] : need.prefix)));
  const tables = base.registries.map(({ value }) => value).filter(({ prefix }) => prefixes.has(prefix));
  const isListed = needed.some((need) => need.kind === SEARCH) && base.search.kind === 'set';
  const list = isListed && base.search.kind === 'set' ? base.search.value.map(toSearch) : [];
  return { tables, needs: new NeedSet([...list, ...tables.flatMap(needsInTable)]) };
}

/** What of the needs others' files do not give already. */
export function unmetNeeds(base: EffectiveView, needs: readonly Need[]): readonly Need[] {
  const met = new NeedSet(needsInView(base));
  return needs.filter((need) => !met.has(need));
}

/** Whether a table in the drop-in still says of itself what the one that it hides says. */
export function isFaithful(copy: RegistryTable, original: RegistryTable): boolean {
  const use = (mirror: MirrorTable) => `${mirror.location} ${mirror.pullFromMirror}`;
  const copied = new Set(copy.mirrors.map(use));
  const there = new Set(copy.mirrors.map((mirror) => mirror.location));
  return (
    copy.location === original.location &&
    copy.blocked === original.blocked &&
    copy.mirrorByDigestOnly === original.mirrorByDigestOnly &&
    original.mirrors.every((mirror) => !there.has(mirror.location) || copied.has(use(mirror)))
  );
}

/** A table as text, with an empty line before it. */
export function renderTable(table: RegistryTable): string {
  const { prefix, location, insecure, blocked, mirrorByDigestOnly, mirrors } = table;
  const lines = [
    '',
    '[[registry]]',
    `prefix = ${JSON.stringify(prefix)}`,
    ...(location === '' ? [] : [`location = ${JSON.stringify(location)}`]),
    ...(insecure ? ['insecure = true'] : []),
    ...(blocked ? ['blocked = true'] : []),
    ...(mirrorByDigestOnly ? ['mirror-by-digest-only = true'] : []),
    ...mirrors.flatMap((mirror) => renderMirror(mirror, mirrorByDigestOnly)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Both ways to say that a mirror is for digests exclude each other (postProcessRegistries in sysregistriesv2). */
function renderMirror(
  { location, insecure, pullFromMirror }: MirrorTable,
  digestOnly: boolean,
): readonly string[] {
  return [
    '[[registry.mirror]]',
    `location = ${JSON.stringify(location)}`,
    ...(insecure ? ['insecure = true'] : []),
    ...(pullFromMirror === 'all' || digestOnly
      ? []
      : [`pull-from-mirror = ${JSON.stringify(pullFromMirror)}`]),
  ];
}
