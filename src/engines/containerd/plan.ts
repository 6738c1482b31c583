// The edit of config.toml, hosts.toml files and CA files that makes a wish true. Pure.

import { basename, dirname } from 'node:path/posix';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Entry, Holdings } from '../../model/managed.ts';
import type { Draft } from '../../model/plan.ts';
import { mirrorUrl } from '../../model/request.ts';
import { certificateFiles, certificatesAt, directoriesOf, placeFor, stateAt } from '../certs-d.ts';
import { planCertsD } from '../certs-d-plan.ts';
import { type Wish, withChanges } from '../engine.ts';
import { HOSTS_TOML } from '../hosts-toml.ts';
import { HOST_ENTRY, type HostsTomlDraft, planHostsToml } from '../hosts-toml-plan.ts';
import type { OwnHost, OwnHostsToml, OwnServer } from '../hosts-toml-text.ts';
import { orderList } from '../list-order.ts';
import { type ConfigDraft, planConfig } from './config-plan.ts';
import { deriveHosts, findUnusable, insecureHosts, usableRequests, type WantedHosts } from './derive.ts';
import { type ContainerdObserved, certsBelow, certsLayout, certsView, isSeen } from './observed.ts';
import { ENGINE, HUB } from './places.ts';

const NO_EDIT: ConfigDraft = { changes: [], findings: [] };

/** Plans a wish; see Engine.plan. */
export function planContainerd(wish: Wish, observed: ContainerdObserved): Draft {
  const used: Wish = { ...wish, ensure: usableRequests(wish.ensure), inForce: usableRequests(wish.inForce) };
  const needsFolder = used.ensure.some(({ kind }) => kind !== 'registry');
  const config = needsFolder ? planConfig(observed, wish.convert) : NO_EDIT;
  if (config.findings.length > 0 && !isMeant(wish)) return leaveAlone(wish, config);
  const certs = planCertsD(used, certsLayout(observed), certsView(observed));
  const after = withDirectories(withChanges(observed, certs.changes));
  // A CA that has just been put in is ours, too.
  const known = { ...wish.held, files: [...wish.held.files, ...certs.files] };
  const hosts = planHosts({ ...used, held: known }, after);
  const files = hosts.flatMap((draft) => draft.files);
  const gone = certs.changes.filter((change) => change.after.kind === 'absent');
  const put = certs.changes.filter((change) => !gone.includes(change));
  const unseen = holdUnseen(wish, observed);
  return {
    // A hosts.toml must never name a CA that is not there: every pull would fail (1.6.20, 1.7.24 and 2.1.9).
    changes: [...put, ...hosts.flatMap((draft) => draft.changes), ...gone, ...config.changes],
    holdings: {
      requests: used.inForce,
      entries: [...certs.entries, ...hosts.flatMap((draft) => draft.entries), ...unseen.entries],
      files: [...certs.files, ...files, ...unseen.files],
      blanks: [],
      dropIn: false,
    },
    findings: [
      ...findUnusable(wish.ensure, wish.named),
      ...config.findings,
      ...certs.findings.flatMap((one) => judgeCa(one, used, files)),
      ...hosts.flatMap((draft) => draft.findings),
      ...findPlain(used),
    ],
  };
}

/** It was named, or has something of ours: then it is an error where it cannot be set up. */
function isMeant({ named, held }: Wish): boolean {
  return named || held.requests.length > 0 || held.entries.length > 0 || held.files.length > 0;
}

/** Found by a sign that somebody may use it; what keeps it from being set up is no reason to refuse others what they can use. */
function leaveAlone({ held }: Wish, { findings }: ConfigDraft): Draft {
  return { changes: [], holdings: held, findings: findings.map((one) => ({ ...one, severity: 'warning' })) };
}

/** What is ours and was not looked at, or could not be read, stays ours: nobody would take it out any more. */
function holdUnseen({ held }: Wish, observed: ContainerdObserved): Pick<Holdings, 'entries' | 'files'> {
  const isUnseen = (path: AbsPath) => !isSeen(path, observed);
  return {
    entries: held.entries.filter(({ path }) => isUnseen(path)),
    files: held.files.filter(isUnseen),
  };
}

/** The observation with its directories as the files in it say. */
export function withDirectories(observed: ContainerdObserved): ContainerdObserved {
  const roots = [...observed.roots, ...observed.formerRoots];
  return { ...observed, certs: directoriesOf(certsView(observed), roots) };
}

/** Beside a hosts.toml of ours a CA counts: it is named in it. One of somebody else's puts it out of use, but for mirrors. */
function judgeCa(one: Finding, { inForce }: Wish, ours: readonly AbsPath[]): readonly Finding[] {
  if (one.code !== 'CERTS_D_SHADOWED') return [one];
  const host = basename(one.path ?? '');
  const servesAlone = inForce.some((request) => request.kind === 'mirror' && request.host === host);
  return ours.includes(one.arguments.by) || servesAlone ? [] : [{ ...one, severity: 'error' }];
}

/**
 * One file for each registry, where config_path leads now. What this run asks for moves there from where it led before; what
 * is only kept stays where it is.
 */
function planHosts(wish: Wish, after: ContainerdObserved): readonly HostsTomlDraft[] {
  const wanted = deriveHosts(wish.inForce);
  const asked = deriveHosts(wish.ensure);
  const { home } = certsLayout(after);
  const held = wish.held.files.filter((path) => basename(path) === HOSTS_TOML && isSeen(path, after));
  return [...new Set([...wanted.keys(), ...held.map(registryOf)])].flatMap((name) => {
    const own = held.filter((path) => registryOf(path) === name);
    const standing = own.find((path) => stateAt(certsView(after), path).kind === 'file');
    const path =
      own.find((one) => after.roots.includes(rootOf(one))) ??
      (asked.has(name) || standing === undefined ? `${home}/${name}/${HOSTS_TOML}` : standing);
    return [
      planOne(path, wanted.get(name), wish, after),
      ...own.filter((one) => one !== path).map((one) => planOne(one, undefined, wish, after)),
    ];
  });
}

/** The registry that a hosts.toml is about, as the names of images have it. */
function registryOf(path: AbsPath): string {
  return basename(dirname(path));
}

function rootOf(path: AbsPath): AbsPath {
  return dirname(dirname(path));
}

function planOne(
  path: AbsPath,
  wanted: WantedHosts | undefined,
  wish: Wish,
  after: ContainerdObserved,
): HostsTomlDraft {
  const name = registryOf(path);
  const view = certsView(after);
  const { read } = placeFor(name, certsLayout(after), view);
  const directory = view.directories.find((one) => one.path === dirname(path));
  // Ours would hide it, or be hidden by it: containerd reads one directory alone (hosts.go, HostDirFromRoot).
  const isRead = after.roots.includes(rootOf(path));
  const isTaken = isRead && read.path !== dirname(path) && view.directories.includes(read);
  const isUnseen = !isSeen(path, after);
  if (wanted !== undefined && (isTaken || isUnseen)) {
    const by = isTaken ? read.path : path;
    const found = finding('error', 'HOSTS_TOML_FOREIGN', { upstream: name, by }, { engine: ENGINE, path });
    return { changes: [], entries: [], files: [], findings: [found] };
  }
  return planHostsToml({
    engine: ENGINE,
    upstream: name,
    path,
    wanted: wanted === undefined ? undefined : toOwn(name, ordered(name, wanted, wish), wish, after),
    held: wish.held,
    before: stateAt(view, path),
    names: directory?.names ?? [],
    owner: after.owner,
  });
}

/** As in the lists of other engines: what was asked for keeps its place, what this run names comes in the order given. */
function ordered(name: string, wanted: WantedHosts, wish: Wish): WantedHosts {
  const urls = new Map(wanted.mirrors.map((mirror) => [mirrorUrl(mirror), mirror]));
  const isHere = ({ path, kind }: Entry) => registryOf(path) === name && kind === HOST_ENTRY;
  const known = wish.held.entries.filter(isHere).map(({ value }) => value);
  const named = deriveHosts(wish.ensure).get(name)?.mirrors.map(mirrorUrl) ?? [];
  const current = known.filter((url) => urls.has(url));
  const rest = [...urls.keys()].filter((url) => !current.includes(url) && !named.includes(url));
  const order = orderList({
    current: [...current, ...rest],
    isOurs: () => true,
    isNeeded: () => true,
    named,
  });
  return { ...wanted, mirrors: order.map((url) => urls.get(url)).filter((mirror) => mirror !== undefined) };
}

/**
 * An insecure registry is asked over TLS that is not verified, then in plain HTTP. Settings for the registry itself alone,
 * without a `[host]` table, are passed over by 1.6.20 and 1.7.24 (getSortedHosts): so it is one.
 */
function toOwn(name: string, wanted: WantedHosts, wish: Wish, after: ContainerdObserved): OwnHostsToml {
  const open = insecureHosts(wish.inForce);
  const mirrors = wanted.mirrors.map((mirror): OwnHost => {
    const skipVerify = mirror.scheme === 'https' && open.has(mirror.host);
    const authorities =
      mirror.scheme === 'https' && !skipVerify ? authoritiesFor(mirror.host, wish, after) : [];
    return { url: mirrorUrl(mirror), capabilities: ['pull', 'resolve'], authorities, skipVerify };
  });
  if (!wanted.isInsecure) return { hosts: mirrors, server: verifiedServer(name, wish, after) };
  const unverified: OwnHost = {
    url: `https://${name}`,
    capabilities: ['pull', 'resolve', 'push'],
    authorities: [],
    skipVerify: true,
  };
  const plain: OwnServer = { url: `http://${name}`, authorities: [], skipVerify: false };
  return { hosts: [...mirrors, unverified], server: plain };
}

/** Beside a hosts.toml the certificates of the directory count only where they are named. */
function verifiedServer(name: string, wish: Wish, after: ContainerdObserved): OwnServer | null {
  const authorities = authoritiesFor(name, wish, after);
  return authorities.length === 0
    ? null
    : { url: `https://${serverOf(name)}`, authorities, skipVerify: false };
}

function serverOf(name: string): string {
  return name === HUB ? 'registry-1.docker.io' : name;
}

/**
 * The CA files in certs.d for a server; of a folder that does not count now only ours. containerd fails on a file without a
 * certificate, for every image.
 */
function authoritiesFor(host: string, { held }: Wish, after: ContainerdObserved): readonly AbsPath[] {
  const view = certsView(after);
  const filesBelow = (roots: readonly AbsPath[]) =>
    certsBelow(after, roots)
      .filter(({ path }) => basename(path) === host)
      .slice(0, 1)
      .flatMap(certificateFiles)
      .filter((path) => certificatesAt(view, path).length > 0);
  const files = filesBelow(after.roots);
  return files.length > 0
    ? files
    : after.formerRoots.flatMap((root) => filesBelow([root])).filter((path) => held.files.includes(path));
}

/** Said when it is new. */
function findPlain({ ensure, held }: Wish): readonly Finding[] {
  const known = held.entries.filter(({ kind }) => kind === HOST_ENTRY).map(({ value }) => value);
  return ensure.flatMap((request) =>
    request.kind === 'mirror' && request.scheme === 'http' && !known.includes(mirrorUrl(request))
      ? [finding('warning', 'MIRROR_PLAIN_HTTP', { url: mirrorUrl(request) }, { engine: ENGINE })]
      : [],
  );
}
