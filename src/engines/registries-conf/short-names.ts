// How the name of an image is completed: as it is, by an alias, or by the search list.

import type { EffectiveView } from '../../formats/toml/effective.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { Candidate } from '../../model/endpoint.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import {
  completeName,
  type ImageName,
  type ImageProblem,
  isComplete,
  parseImage,
  parseShortName,
  type ShortName,
} from '../../model/image.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Rules } from './rules.ts';
import { readConf } from './view.ts';

/** A complete name, and where it comes from. */
export interface Completed {
  readonly name: ImageName;
  readonly by: Candidate['by'];
  readonly path: AbsPath | null;
}

/** Aliases that were recorded when somebody chose: these count before those of registries.conf. */
export interface Recorded {
  readonly path: AbsPath;
  readonly aliases: ReadonlyMap<string, string>;
}

/** Where an engine finds what a short name stands for. */
export interface NameSources {
  readonly view: EffectiveView;
  readonly recorded: Recorded;
  /** Its id, for findings. */
  readonly engine: string;
}

/** What is taken from elsewhere than a registry (containers-transports(5)); docker:// means a registry. */
const TRANSPORTS = [
  'containers-storage',
  'dir',
  'docker-archive',
  'docker-daemon',
  'oci',
  'oci-archive',
  'ostree',
  'sif',
  'tarball',
];

/** shortNameAliasesConfPath of containers/image sysregistriesv2: root's in /var/cache, a user's own in ~/.cache. */
export function readRecorded(host: ReadHost, rules: Rules): Recorded {
  const { session } = host;
  const chosen = host.live ? host.variable('XDG_CACHE_HOME') : undefined;
  const own = session.kind === 'user' ? chosen || `${session.home}/.cache` : '/var/cache';
  const path = `${own}/containers/short-name-aliases.conf`;
  const state = host.read(path);
  const read = state.kind === 'file' ? readConf(state, rules) : undefined;
  return { path, aliases: read?.ok === true ? read.value.conf.aliases : new Map() };
}

/**
 * The complete names that are tried, in order, where there is no terminal to ask on (containers/image
 * pkg/shortnames, Resolve). An alias stands in every mode and alone; then the search list, with a modest `host/name`:
 * `library/` is put in for docker.io only. Images that are on this host already are not looked at, although Podman
 * takes the name of one that fits.
 *
 * @returns why it refuses the name
 */
export function completeImage(
  image: string,
  { view, recorded, engine }: NameSources,
): Result<readonly Completed[], Finding> {
  const transport = /^([a-z-]+):/.exec(image)?.[1] ?? '';
  if (TRANSPORTS.includes(transport) && !image.startsWith('docker://'))
    return err(finding('error', 'IMAGE_NOT_OF_REGISTRY', { image, transport }, { engine }));
  const text = image.replace(/^docker:\/\//, '');
  const parsed = image === text ? parseShortName(text) : parseImage(text);
  if (!parsed.ok) return refuseName(image, parsed.error, engine);
  const name = withoutTagOfDigest(parsed.value);
  if (isComplete(name)) return ok([{ name, by: image === text ? 'written' : 'default', path: null }]);
  const alias = findAlias(name.repository, view, recorded);
  if (alias !== undefined)
    return toCandidates(image, [aliased(alias.target, name)], 'alias', alias.path, engine);
  return completeBySearch(image, name, view, engine);
}

function completeBySearch(
  image: string,
  name: ShortName,
  view: EffectiveView,
  engine: string,
): Result<readonly Completed[], Finding> {
  const { search, shortNameMode } = view;
  const registries = search.kind === 'set' ? search.value : [];
  const path = search.kind === 'set' ? search.path : null;
  const place = { engine, ...(path === null ? {} : { path }) };
  if (registries.length === 0)
    return err(finding('error', 'SHORT_NAME_UNKNOWN', { name: name.repository, file: path ?? '' }, place));
  const isEnforced = shortNameMode.kind === 'set' && shortNameMode.value === 'enforcing';
  if (isEnforced && registries.length > 1) {
    const where = shortNameMode.kind === 'set' ? { engine, path: shortNameMode.path } : place;
    return err(finding('error', 'SHORT_NAMES_ENFORCED', { search: registries }, where));
  }
  return toCandidates(
    image,
    registries.map((registry) => completeName(registry, name)),
    'search',
    path,
    engine,
  );
}

function toCandidates(
  image: string,
  names: readonly Result<ImageName, ImageProblem>[],
  by: Candidate['by'],
  path: AbsPath | null,
  engine: string,
): Result<readonly Completed[], Finding> {
  const completed: Completed[] = [];
  for (const name of names) {
    if (!name.ok) return refuseName(image, name.error, engine);
    completed.push({ name: name.value, by, path });
  }
  return ok(completed);
}

function aliased(target: string, { tag, digest }: ShortName): Result<ImageName, ImageProblem> {
  const slash = target.indexOf('/');
  return completeName(target.slice(0, slash), { repository: target.slice(slash + 1), tag, digest });
}

/** An empty alias takes back the one of an earlier file. */
function findAlias(
  name: string,
  view: EffectiveView,
  recorded: Recorded,
): { readonly target: string; readonly path: AbsPath } | undefined {
  const own = recorded.aliases.get(name);
  if (own !== undefined && own !== '') return { target: own, path: recorded.path };
  const placed = view.aliases.get(name);
  return placed === undefined || placed.value === ''
    ? undefined
    : { target: placed.value, path: placed.path };
}

/** Of name:tag@digest the tag is dropped (common libimage, normalizeTaggedDigestedString). */
function withoutTagOfDigest<Name extends ShortName | ImageName>(name: Name): Name {
  return name.digest === null ? name : { ...name, tag: null };
}

function refuseName(image: string, reason: ImageProblem, engine: string): Result<never, Finding> {
  return err(finding('error', 'IMAGE_NAME_REFUSED', { image, reason }, { engine }));
}
