// Whom an engine asks for a complete name: the mirrors of its table and the location, with the names rewritten.

import type { RegistryTable } from '../../formats/toml/conf.ts';
import { type EffectiveView, findEffective, type Placed } from '../../formats/toml/effective.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type ImageName, imageText, parseImage } from '../../model/image.ts';

/** One place where an image is looked for. */
export interface PullSource {
  /** With the registry of the place in it. */
  readonly name: ImageName;
  readonly insecure: boolean;
  /** The prefix of the table whose mirror it is; null for the location itself. */
  readonly mirrorOf: string | null;
  /** What comes between /v2/ and the repository: '' or 'hub/'. */
  readonly below: string;
}

export interface Sources {
  readonly sources: readonly PullSource[];
  /** Why some of them, or all, are not asked. */
  readonly findings: readonly Finding[];
}

/**
 * PullSourcesFromReference of containers/image sysregistriesv2: the mirrors that are meant for this kind of reference,
 * in order, then the location. What is blocked is found out for each of them by the name that it has there
 * (docker_client.go, newDockerClient): the mirrors of a blocked table are asked all the same.
 */
export function sourcesFor(name: ImageName, view: EffectiveView, engine: string): Sources {
  const bare = `${name.registry}/${name.repository}`;
  const table = findEffective(view, bare);
  if (table === undefined) return { sources: [ownSource(name)], findings: [] };
  const { prefix, location, insecure } = table.value;
  const places = [
    ...mirrorsFor(table.value, name.digest !== null).map((mirror) => ({ ...mirror, mirrorOf: prefix })),
    { location, insecure, mirrorOf: null },
  ];
  const rewritten = places.map(({ location: target, ...place }) => ({
    ...place,
    name: rewrite(name, prefix, target),
    target,
  }));
  const odd = rewritten.find((place) => place.name === undefined);
  // One that cannot be rewritten ends it all (rewriteReference).
  if (odd !== undefined) {
    const args = { location: odd.target, prefix };
    return { sources: [], findings: [finding('error', 'LOCATION_REFUSED', args, placeOf(table, engine))] };
  }
  const all = rewritten.flatMap((place) =>
    place.name === undefined
      ? []
      : [{ ...place, name: place.name, below: belowOf(place.target, place.name) }],
  );
  const blocked = all.flatMap((source) => blockOf(source, view));
  const sources = all.filter((source) => blockOf(source, view).length === 0);
  return { sources, findings: blocked.map((block) => toFinding(block, engine)) };
}

function ownSource(name: ImageName): PullSource {
  return { name, insecure: false, mirrorOf: null, below: '' };
}

function mirrorsFor(
  { mirrors, mirrorByDigestOnly }: RegistryTable,
  isDigested: boolean,
): readonly { readonly location: string; readonly insecure: boolean }[] {
  return mirrors.filter(({ pullFromMirror }) => {
    if (mirrorByDigestOnly || pullFromMirror === 'digest-only') return isDigested;
    return pullFromMirror === 'all' || !isDigested;
  });
}

/** The prefix gives way to the location (rewriteReference); without a location (a wildcard) the name stays. */
function rewrite(name: ImageName, prefix: string, location: string): ImageName | undefined {
  if (location === '') return name;
  const text = `${location}${imageText(name).slice(endOf(imageText(name), prefix))}`;
  const parsed = parseImage(text);
  return parsed.ok && imageText(parsed.value) === text ? parsed.value : undefined;
}

function endOf(name: string, prefix: string): number {
  if (!prefix.startsWith('*.')) return prefix.length;
  return name.indexOf(prefix.slice(1)) + prefix.length - 1;
}

function belowOf(location: string, { repository }: ImageName): string {
  const slash = location.indexOf('/');
  const below = slash === -1 ? '' : `${location.slice(slash + 1)}/`;
  return repository.startsWith(below) ? below : '';
}

interface Block {
  readonly registry: string;
  readonly table: Placed<RegistryTable>;
}

function blockOf({ name }: PullSource, view: EffectiveView): readonly Block[] {
  const table = findEffective(view, `${name.registry}/${name.repository}`);
  return table?.value.blocked === true ? [{ registry: name.registry, table }] : [];
}

function toFinding({ registry, table }: Block, engine: string): Finding {
  const args = { registry, prefix: table.value.prefix };
  return finding('warning', 'REGISTRY_BLOCKED', args, placeOf(table, engine));
}

function placeOf({ path, value }: Placed<RegistryTable>, engine: string) {
  return { engine, path, position: value.position };
}
