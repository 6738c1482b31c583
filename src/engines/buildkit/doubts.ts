// What is to be said of builders: what each was created with, what it does not use, and how it is made anew.

import { type BuildkitdConf, registryOf } from '../../formats/buildkitd/read.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type Finding, type FindingPlace, finding, textFinding } from '../../model/finding.ts';
import type { Entry } from '../../model/managed.ts';
import type { Request } from '../../model/request.ts';
import { mirrorsOfDocker, runningBuilders } from './containers.ts';
import { canonicalEntry, fromEntry, isMet, type Need, needsIn, needsOf, sameNeed } from './needs.ts';
import { type Builder, type BuildkitObserved, daemonTarget, ENGINE, type Kept } from './observed.ts';
import { recreateLines } from './recreate.ts';
import type { Source } from './sources.ts';
import { confAt, readState, stateOf } from './view.ts';

const PLACE = { engine: ENGINE };
const HUB = 'docker.io';

/**
 * Every builder and what it was created with; those that do not use Docker's mirrors, which nobody expects; and a daemon
 * that does not use its file.
 */
export async function findBuilders(observed: BuildkitObserved, host: ReadHost): Promise<readonly Finding[]> {
  const { builders, daemon } = observed;
  const known = builders.map(({ name }) => name);
  const strangers = (await runningBuilders(host)).filter((name) => !known.includes(name));
  const mirrors = mirrorsOfDocker(host);
  const ignoring = builders.filter((builder) => !usesAll(builder, mirrors)).map(({ name }) => name);
  return [
    ...builders.map(({ name, nodes }) => {
      const kept = nodes[0]?.kept ?? { kind: 'none' };
      return finding(
        'info',
        'BUILDER_FOUND',
        { builder: name, config: kept.kind, mirrors: listMirrors(kept) },
        PLACE,
      );
    }),
    ...strangers.map((builder) =>
      finding('info', 'BUILDER_FOUND', { builder, config: 'hidden', mirrors: [] }, PLACE),
    ),
    ...(ignoring.length === 0
      ? []
      : [finding('warning', 'BUILDER_IGNORES', { builders: ignoring, mirrors }, PLACE)]),
    ...(daemon?.pid == null || daemon.reading !== 'stale'
      ? []
      : [finding('warning', 'BUILDKITD_STALE', { unit: daemon.unit }, placeOfDaemon(observed))]),
  ];
}

function placeOfDaemon(observed: BuildkitObserved): FindingPlace {
  const path = daemonTarget(observed)?.path;
  return path === undefined ? PLACE : { ...PLACE, path };
}

function listMirrors(kept: Kept): readonly string[] {
  if (kept.kind !== 'conf') return [];
  return kept.conf.registries.flatMap(({ registry, mirrors }) =>
    mirrors.map((mirror) => `${registry}=${canonicalEntry(mirror)}`),
  );
}

function usesAll({ nodes }: Builder, mirrors: readonly string[]): boolean {
  return nodes.every(({ kept }) => {
    if (kept.kind === 'hidden') return true;
    const table = kept.kind === 'conf' ? registryOf(kept.conf, HUB) : undefined;
    const used = (table?.mirrors ?? []).map(canonicalEntry);
    return mirrors.every((mirror) => used.includes(mirror));
  });
}

/**
 * The builders that were created with something else than what is in force after a change: BuildKit takes its
 * configuration when a builder is created, and nobody else's builds are ended for it here.
 * @param held what was ours in the files before
 */
export function findRecreations(
  inForce: readonly Request[],
  held: readonly Entry[],
  after: BuildkitObserved,
): readonly Finding[] {
  const target = after.targets.find(({ role }) => role === 'default');
  const conf = target === undefined ? undefined : confAt(after, target.path);
  if (conf === undefined) return [];
  const needs = needsOf(inForce, () => ['']);
  const before = held.flatMap((entry) => (entry.path === target?.path ? (fromEntry(entry) ?? []) : []));
  const gone = before.filter((need) => need.kind !== 'registry' && !isMet(need, conf, true));
  return after.builders
    .filter((builder) => isOutdated(builder, needs, gone))
    .map((builder) => {
      const isOwn = builder.nodes.some(({ kept }) => hasMore(kept, conf, gone));
      const lines = recreateLines(builder, isOwn ? 'FILE' : '');
      const args = { builder: builder.name, own: isOwn, lines };
      return finding('warning', 'BUILDER_OUTDATED', args, PLACE);
    });
}

function isOutdated({ nodes }: Builder, needs: readonly Need[], gone: readonly Need[]): boolean {
  return nodes.some(({ kept }) => {
    if (kept.kind === 'hidden') return false;
    if (kept.kind === 'none') return needs.length > 0;
    return (
      needs.some((need) => !isMet(need, kept.conf, true)) || gone.some((need) => isMet(need, kept.conf, true))
    );
  });
}

/** Whether a builder would lose something if it were made anew with the default configuration. */
function hasMore(kept: Kept, conf: BuildkitdConf, gone: readonly Need[]): boolean {
  if (kept.kind !== 'conf') return false;
  const keys = [...kept.conf.document.root.entries.keys()].filter((key) => key !== 'registry');
  if (keys.some((key) => !conf.document.root.entries.has(key))) return true;
  const isGone = (need: Need) => gone.some((one) => sameNeed(withoutPath(one), withoutPath(need)));
  return needsIn(kept.conf).some(
    (need) => need.kind !== 'registry' && !isMet(need, conf, true) && !isGone(need),
  );
}

/** A builder has its CAs in another place. */
function withoutPath(need: Need): Need {
  return need.kind === 'ca' ? { ...need, value: '' } : need;
}

/** What is wrong with the files, for doctor: a file that nothing is asked of is refused by nobody. */
export function findFaults(observed: BuildkitObserved): readonly Finding[] {
  return observed.targets.flatMap(({ path }): readonly Finding[] => {
    if (!observed.files.has(path)) return [];
    const read = readState(stateOf(observed, path));
    if (!read.ok) return [{ ...textFinding(read.error, path, ENGINE), severity: 'warning' } as const];
    return read.value.warnings.map(({ detail, position }) =>
      finding(
        'warning',
        'BUILDKITD_KEY_IGNORED',
        { key: detail.key ?? '' },
        { ...PLACE, path, ...(position === undefined ? {} : { position }) },
      ),
    );
  });
}

/**
 * CAs that are named and not there: no connection is made for an image with one of them on its way (util/resolver,
 * loadTLSConfig: "failed to read …").
 * @param registries those that count; all where it is not said
 */
export function findMissingCas(
  { conf, hasFile, path }: Source,
  registries?: readonly string[],
): readonly Finding[] {
  return conf.registries
    .filter(({ registry }) => registries === undefined || registries.includes(registry))
    .flatMap(({ registry, ca, position }) =>
      ca
        .filter((file) => !hasFile(file))
        .map((file) =>
          finding(
            'warning',
            'BUILDKITD_CA_MISSING',
            { registry, file },
            path === null ? PLACE : { ...PLACE, path, position },
          ),
        ),
    );
}
