// Entries that would stand in a file and have no effect, because something else stands in their way. Pure.

import { dirname } from 'node:path/posix';
import type { RegistryTable } from '../../formats/toml/conf.ts';
import { type EffectiveView, hidesMirror, type Placed } from '../../formats/toml/effective.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding, type Severity } from '../../model/finding.ts';
import type { HidingReason } from '../../model/findings/podman.ts';
import type { Position } from '../../model/text.ts';
import { HUB, keyOf, type Need, NeedSet, needsInView, SEARCH } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import { MAIN } from './places.ts';
import { readConf, sourcesOf, stateOf, viewOf } from './view.ts';

/** What was asked for, in terms of entries. */
export interface Asked {
  readonly inForce: readonly Need[];
  /** Of this run: that they cannot take effect is an error, with earlier ones a warning. */
  readonly ensured: readonly Need[];
}

interface Obstacle {
  readonly need: Need;
  readonly reason: HidingReason;
  readonly by: string;
  readonly path: AbsPath | undefined;
  readonly position: Position | undefined;
  /** It hides a part of the images only. */
  readonly partly: boolean;
}

/**
 * @param view what the engine will make of the files after the change
 * @param dropIn whether our entries stand in our drop-in
 */
export function findHidden(
  asked: Asked,
  view: EffectiveView,
  observed: RegistriesObserved,
  dropIn: boolean,
): readonly Finding[] {
  const ensured = new NeedSet(asked.ensured);
  const obstacles = asked.inForce
    .flatMap((need) => obstaclesFor(need, view, observed))
    .map((obstacle) => onDisk(obstacle, observed));
  const findings = obstacles.map((obstacle) => {
    const severity: Severity = ensured.has(obstacle.need) && !obstacle.partly ? 'error' : 'warning';
    return toFinding(
      obstacle,
      severity,
      !dropIn && comesBeforeOurs(obstacle.path, observed),
      observed.engine,
    );
  });
  // One obstacle is said once, of the first entry that it hides.
  const seen = new Set<string>();
  return findings.filter(({ arguments: { reason, by }, path, position }) => {
    const key = JSON.stringify([reason, by, path, position]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/**
 * The view is that after the change; people look at the files as they are: there the table stands on another line, and
 * what our drop-in only repeats is written somewhere else.
 */
function onDisk(obstacle: Obstacle, observed: RegistriesObserved): Obstacle {
  const { path, by, reason } = obstacle;
  if (path === undefined || reason === 'search-list' || reason === 'user-file') return obstacle;
  const before = viewOf(observed, [observed.own.dropIn]);
  const repeated = before.ok ? before.value.registries.find(({ value }) => value.prefix === by) : undefined;
  if (path === observed.own.dropIn && repeated !== undefined)
    return { ...obstacle, ...placeOf(repeated), partly: obstacle.partly };
  const read = readConf(stateOf(observed, path), observed.rules);
  const table = read.ok ? read.value.conf.registries.find(({ prefix }) => prefix === by) : undefined;
  return { ...obstacle, position: table?.position };
}

function toFinding(obstacle: Obstacle, severity: Severity, isEarlier: boolean, engine: string) {
  const { need, reason, by, path, position } = obstacle;
  const replaced = reason === 'same-prefix' || reason === 'search-list';
  return finding(
    severity,
    'HIDDEN_BY',
    { entry: keyOf(need), by, reason, dropInHelps: replaced && isEarlier },
    {
      engine,
      ...(path === undefined ? {} : { path }),
      ...(position === undefined ? {} : { position }),
    },
  );
}

/** Drop-ins are read in the order of their names. */
function comesBeforeOurs(path: AbsPath | undefined, { own }: RegistriesObserved): boolean {
  return path !== undefined && dirname(path) === dirname(own.dropIn) && path < own.dropIn;
}

function obstaclesFor(need: Need, view: EffectiveView, observed: RegistriesObserved): readonly Obstacle[] {
  const user = findUserFile(observed);
  const isMet = new NeedSet(needsInView(view)).has(need);
  const common = { need, partly: false };
  if (!isMet && user !== undefined)
    return [{ ...common, reason: 'user-file', by: user, path: user, position: undefined }];
  if (need.kind === SEARCH) return isMet ? [] : searchObstacle(need, view, observed);
  const table = view.registries.find(({ value }) => value.prefix === need.prefix);
  if (!isMet) return table === undefined ? [] : [{ ...common, ...placeOf(table), reason: 'same-prefix' }];
  if (need.kind !== 'mirror' || table === undefined) return [];
  return [...mirrorObstacles(need, table), ...longerPrefixes(need, view)];
}

/** Where files are not layered the user's main file puts all of /etc out of use. */
function findUserFile(observed: RegistriesObserved): AbsPath | undefined {
  const main = sourcesOf(observed).find((source) => source.role === 'main');
  const isRead = main === undefined || [MAIN, observed.own.main].includes(main.path);
  return isRead || main.path.startsWith('/usr/') ? undefined : main.path;
}

function searchObstacle(need: Need, view: EffectiveView, observed: RegistriesObserved): readonly Obstacle[] {
  if (view.search.kind === 'absent') return [];
  const { path, value } = view.search;
  const by = `unqualified-search-registries = ${JSON.stringify(value)}`;
  return [{ need, partly: false, reason: 'search-list', by, path, position: findList(observed, path) }];
}

/** The reader keeps no place of the list: the first line that begins with its key is it. */
function findList(observed: RegistriesObserved, path: AbsPath): Position | undefined {
  const read = readConf(stateOf(observed, path), observed.rules);
  const lines = read.ok ? read.value.text.split('\n') : [];
  const line = lines.findIndex((text) => /^\s*["']?unqualified-search-registries\b/.test(text));
  return line === -1 ? undefined : { line: line + 1, column: 1 };
}

function mirrorObstacles(
  need: Need & { readonly kind: 'mirror' },
  table: Placed<RegistryTable>,
): readonly Obstacle[] {
  const place = { need, ...placeOf(table) };
  const { blocked, mirrorByDigestOnly, mirrors } = table.value;
  const use = mirrors.find(({ location }) => location === need.location)?.pullFromMirror;
  const isLimited = mirrorByDigestOnly || use === 'digest-only' || use === 'tag-only';
  return [
    ...(blocked ? [{ ...place, reason: 'blocked', partly: false } as const] : []),
    ...(isLimited ? [{ ...place, reason: 'digest-only', partly: true } as const] : []),
  ];
}

/**
 * All official images are below docker.io/library: there the mirror would have next to no effect. Other tables below
 * the upstream are mostly there on purpose.
 */
function longerPrefixes(need: Need & { readonly kind: 'mirror' }, view: EffectiveView): readonly Obstacle[] {
  return hidesMirror(view, need.prefix)
    .filter(({ table }) => !table.value.mirrors.some(({ location }) => location === need.location))
    .map(({ table, hides }) => ({
      need,
      ...placeOf(table),
      reason: 'longer-prefix',
      partly: hides === 'part' && table.value.prefix !== `${HUB}/library`,
    }));
}

function placeOf({
  path,
  value,
}: Placed<RegistryTable>): Pick<Obstacle, 'by' | 'path' | 'position' | 'partly'> {
  return { by: value.prefix, path, position: value.position, partly: false };
}
