// Our own certs.d/docker.io/hosts.toml, where registry-mirrors alone would not do for Docker's containerd store. Pure.

import { certificatesIn } from '../../formats/pem.ts';
import { ABSENT, type AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Holdings } from '../../model/managed.ts';
import {
  type CertsDirectory,
  certificateFiles,
  certificatesAt,
  directoriesOf,
  placeFor,
  stateAt,
} from '../certs-d.ts';
import type { Wish } from '../engine.ts';
import { HOSTS_TOML, type HostsToml } from '../hosts-toml.ts';
import { HOST_ENTRY, type HostsTomlDraft, planHostsToml } from '../hosts-toml-plan.ts';
import type { OwnHost, OwnServer } from '../hosts-toml-text.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { type Effective, expectedOf } from './compare.ts';
import { ENGINE } from './daemon-json.ts';
import { derive } from './derive.ts';
import { type InsecureRules, isInsecure, mayBeInsecure } from './insecure.ts';
import { canonicalInsecure, canonicalMirror, defaultNetworks } from './names.ts';
import { type DockerObserved, isContainerdStore, versionOf } from './observed.ts';
import { HUB, HUB_SERVER, splitMirror } from './ways.ts';

export function hubHostsPath({ certsRoot }: Pick<DockerObserved, 'certsRoot'>): AbsPath {
  return `${certsRoot}/${HUB}/${HOSTS_TOML}`;
}

/**
 * Whether this Docker goes by that file. Where its store is not known, a file of ours that stands there says that it did
 * when it was asked last.
 */
export function readsHubHosts(observed: DockerObserved, held: Pick<Holdings, 'files'>): boolean {
  if (isContainerdStore(observed)) return true;
  return observed.store === undefined && held.files.includes(hubHostsPath(observed));
}

/** The observation with its directories of certs.d as the files in it say. */
export function withDirectories(observed: DockerObserved): DockerObserved {
  return { ...observed, certs: directoriesOf(certsView(observed), [observed.certsRoot]) };
}

/** Whether a hosts.toml asks everybody who is in `registry-mirrors`, too, and in the same way. */
export function namesAll({ hosts }: HostsToml, mirrors: readonly string[]): boolean {
  return mirrors.every((url) => {
    const { scheme, registry, path } = splitMirror(canonicalMirror(url));
    const base = path.replace(/\/v2$/, '');
    return hosts.some(
      (host) =>
        host.registry === registry &&
        host.scheme === scheme &&
        (host.base ?? '') === base &&
        host.resolves &&
        host.pulls,
    );
  });
}

/** A mirror in force, as our file has it. */
interface HubMirror extends OwnHost {
  /** As dockerd keeps it. */
  readonly canonical: string;
  readonly registry: string;
  /** `registry-mirrors` alone would leave its CA out, or end the verification of Docker Hub by it. */
  readonly isBeyondList: boolean;
}

/**
 * Plans the file for what daemon.json and certs.d say after the change. With it each mirror has its own CA, and nothing in
 * `insecure-registries` counts for images of docker.io any more: Docker Hub is verified whatever stands there (28.5.2;
 * moby daemon/hosts.go, mergeLegacyConfig). It lists all mirrors in force, also those of others, because the list in
 * daemon.json does not count beside it. It comes where a mirror that this host was asked to have needs it; beside a plain
 * http one also for later, when somebody lists that as insecure: there a file of somebody else's is no hindrance.
 * @param after with the changes of daemon.json and certs.d
 * @param ours the CA files that are ours then: those of others may go at any time, and what is named must be there
 */
export function planHubHosts(wish: Wish, after: DockerObserved, ours: readonly AbsPath[]): HostsTomlDraft {
  const path = hubHostsPath(after);
  const effective = after.files.has(after.configPath) ? expectedOf(after) : undefined;
  if (effective?.ok !== true) return keptAsIs(wish, path);
  const isThere = wish.held.files.includes(path);
  const mirrors = readsHubHosts(after, wish.held) ? mirrorsIn(effective.value, after, ours, isThere) : [];
  const asked = mirrors.filter(isAskedForBy(wish, after));
  const isNeeded = asked.some((mirror) => mirror.isBeyondList);
  const isWanted =
    asked.length > 0 && mirrors.some((mirror) => mirror.isBeyondList || mirror.url.startsWith('http:'));
  const draft = planWanted(isWanted ? mirrors : undefined, wish, after, ours);
  const isRefused = draft.findings.some((one) => one.code === 'HOSTS_TOML_FOREIGN');
  if (isRefused && !isNeeded) return { ...draft, findings: [] };
  // Which store a stopped Docker has is a guess: no reason to refuse.
  const isGuess = after.store === undefined;
  return { ...draft, findings: isGuess ? draft.findings.map(asWarning) : draft.findings };
}

/** A daemon.json that cannot be read says nothing of the mirrors in force. */
function keptAsIs({ held }: Wish, path: AbsPath): HostsTomlDraft {
  const isHeld = held.files.includes(path);
  const entries = held.entries.filter((entry) => entry.path === path && entry.kind === HOST_ENTRY);
  return { changes: [], entries, files: isHeld ? [path] : [], findings: [] };
}

function asWarning(one: Finding): Finding {
  return one.severity === 'error' ? { ...one, severity: 'warning' } : one;
}

function planWanted(
  mirrors: readonly HubMirror[] | undefined,
  { held }: Wish,
  after: DockerObserved,
  ours: readonly AbsPath[],
): HostsTomlDraft {
  const path = hubHostsPath(after);
  const view = certsView(after);
  const directory = view.directories.find((one) => one.path === `${after.certsRoot}/${HUB}`);
  const files = [...held.files, ...ours];
  const task = { engine: ENGINE, upstream: HUB, path, held: { ...held, files }, owner: after.owner };
  const wanted =
    mirrors === undefined ? undefined : { server: hubServer(directory, after, ours), hosts: mirrors };
  const by = wanted === undefined ? undefined : hiddenBy(directory, after);
  if (by !== undefined) {
    const at = by.endsWith(`/${HOSTS_TOML}`) ? by : path;
    const found = finding('error', 'HOSTS_TOML_FOREIGN', { upstream: HUB, by }, { engine: ENGINE, path: at });
    return { changes: [], entries: [], files: [], findings: [found] };
  }
  return planHostsToml({ ...task, wanted, before: stateAt(view, path), names: directory?.names ?? [] });
}

/** Somebody else's files that ours would put out of use, and that a plan for it cannot see into. */
function hiddenBy(directory: CertsDirectory | undefined, after: DockerObserved): AbsPath | undefined {
  const { path, names } = directory ?? { path: `${after.certsRoot}/_default`, names: defaultNames(after) };
  if (directory === undefined) {
    const found = names.find((name) => name === HOSTS_TOML || /\.(?:crt|cert|key)$/.test(name));
    return found === undefined ? undefined : `${path}/${found}`;
  }
  // It is there and could not be read.
  return names.includes(HOSTS_TOML) && !after.files.has(`${path}/${HOSTS_TOML}`)
    ? `${path}/${HOSTS_TOML}`
    : undefined;
}

/** What containerd reads for docker.io as long as it has no directory (hosts.go, hostPaths). */
function defaultNames({ certs, certsRoot }: DockerObserved): readonly string[] {
  return certs.find((one) => one.path === `${certsRoot}/_default`)?.names ?? [];
}

/** Docker Hub itself comes last by itself; it is named where a CA for it was asked for, which would not count else. */
function hubServer(
  directory: CertsDirectory | undefined,
  after: DockerObserved,
  ours: readonly AbsPath[],
): OwnServer | null {
  const all = directory === undefined ? [] : authoritiesIn(directory, after);
  // What somebody has put beside our file does not count, and must not come into force by us.
  const authorities = all.filter((path) => ours.includes(path));
  return authorities.length === 0 ? null : { url: `https://${HUB_SERVER}`, authorities, skipVerify: false };
}

/** @param isThere our file stands there: the certificates of others beside it do not count */
function mirrorsIn(
  { mirrors, insecure }: Effective,
  after: DockerObserved,
  ours: readonly AbsPath[],
  isThere: boolean,
): readonly HubMirror[] {
  const rules = rulesFor(insecure, after);
  const own = defaultNetworks(versionOf(after));
  const view = certsView(after);
  const known = certificateFiles(placeFor(HUB, certsLayout(after), view).read)
    .filter((path) => !isThere || ours.includes(path))
    .flatMap((path) => certificatesAt(view, path));
  const all = mirrors.map((canonical) => {
    const { scheme, registry, path } = splitMirror(canonical);
    const opensHub = isInsecure(registry, rules);
    const skipVerify = scheme === 'https' && opensHub;
    const folder = view.directories.find((one) => one.path === `${after.certsRoot}/${registry}`);
    const there = folder === undefined ? [] : authoritiesIn(folder, after);
    const named = there.filter((file) => ours.includes(file));
    const authorities = scheme === 'http' || skipVerify ? [] : named.length > 0 ? named : there;
    const isLeftOut = authorities.some((file) =>
      certificatesAt(view, file).some((der) => !known.includes(der)),
    );
    return {
      canonical,
      registry,
      // containerd adds /v2 to what does not end so, as dockerd does (parseHostsFile; mirrorsToRegistryHosts).
      url: `${scheme}://${registry}${path.replace(/\/v2$/, '')}`,
      capabilities: ['pull', 'resolve'],
      authorities,
      skipVerify,
      isBeyondList: mayBeInsecure(registry, rules, own) || isLeftOut,
    } satisfies HubMirror;
  });
  return all.filter((mirror, index) => all.findIndex(({ url }) => url === mirror.url) === index);
}

/** containerd fails on a file without a certificate, for every image of docker.io. */
function authoritiesIn(directory: CertsDirectory, after: DockerObserved): readonly AbsPath[] {
  return certificateFiles(directory).filter((path) => certificatesIn(bytesAt(path, after)).length > 0);
}

function bytesAt(path: AbsPath, { files }: DockerObserved): Uint8Array {
  const state = files.get(path) ?? ABSENT;
  return state.kind === 'file' ? state.bytes : new Uint8Array();
}

/** A mirror that a request in force names, gives a CA, or lists as insecure. */
function isAskedForBy({ inForce }: Wish, after: DockerObserved): (mirror: HubMirror) => boolean {
  const asked = derive(inForce, 'plain');
  const urls = new Set(asked.mirrors.map(canonicalMirror));
  const rules = { insecure: asked.insecure.map(canonicalInsecure), addresses: after.addresses };
  const named = new Set(inForce.flatMap((one) => (one.kind === 'ca' ? [one.host] : [])));
  return ({ canonical, registry }) =>
    urls.has(canonical) || named.has(registry) || mayBeInsecure(registry, rules, []);
}

function rulesFor(insecure: readonly string[], after: DockerObserved): InsecureRules {
  return {
    insecure: [...insecure, ...defaultNetworks(versionOf(after))],
    addresses: after.addresses,
  };
}
