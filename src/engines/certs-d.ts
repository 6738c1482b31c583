// The certs.d directories of Docker and Podman: what stands there, and which directory counts for a registry.

import { basename, dirname } from 'node:path/posix';
import { certificatesIn, writePem } from '../formats/pem.ts';
import type { ReadHost } from '../host/ports.ts';
import { ABSENT, type AbsPath, type FileState } from '../model/file.ts';
import { type Finding, finding, unreadableFinding } from '../model/finding.ts';
import type { Entry } from '../model/managed.ts';
import { parseHostPort } from '../model/registry.ts';
import type { CaRequest } from '../model/request.ts';
import { HOSTS_TOML } from './hosts-toml.ts';

export const CERTS_D = 'certs.d';

/** How an engine goes about its certs.d. */
export interface CertsLayout {
  readonly engine: string;
  /** All roots in the order in which the engine reads them; only the first that has the directory counts. */
  readonly roots: readonly AbsPath[];
  /** The root where new directories are made; roots before it (a user's own) are never written to. */
  readonly home: AbsPath;
  /** Whether our file may go into a directory of a later root; a user may not write to the system's. */
  readonly sharesLater: boolean;
  /**
   * `exact`: only `host[:port]`. `containerd` (Docker's containerd store from 28): `host_port_` comes before it and
   * `_default` after it, and a hosts.toml makes it ignore the certificates beside it (containerd
   * core/remotes/docker/config/hosts.go, hostPaths and loadHostDir).
   */
  readonly reader: 'exact' | 'containerd';
  /** Of new files: ReadHost.user. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** A directory below a root, an empty one too: it hides those that are read later. */
export interface CertsDirectory {
  readonly path: AbsPath;
  /** Every name in it, sorted. */
  readonly names: readonly string[];
}

/** What a plan needs to see: the directories, and the files of the engine's observation. */
export interface CertsView {
  readonly directories: readonly CertsDirectory[];
  readonly files: ReadonlyMap<AbsPath, FileState>;
}

export interface CertsObserved extends CertsView {
  readonly findings: readonly Finding[];
}

/**
 * Looks at every directory below the roots and reads the `.crt` files, and the hosts.toml where the engine knows it. Keys
 * and client certificates are not read: that they are there is enough. `files` are to be merged into Observed.files. What
 * cannot be read is a warning: a plan takes it for somebody else's.
 */
export function inspectCertsD(
  host: ReadHost,
  roots: readonly AbsPath[],
  reader: CertsLayout['reader'] = 'exact',
): CertsObserved {
  const files = new Map<AbsPath, FileState>();
  const findings: Finding[] = roots.flatMap((root) => findUnlistable(host, root));
  const directories = roots.flatMap((root) => listDirectories(host, root));
  for (const directory of directories) {
    findings.push(...findUnlistable(host, directory.path));
    for (const path of filesIn(directory, reader)) {
      const read = host.read(path);
      if (read.kind === 'unreadable') findings.push(unreadableFinding('warning', read.problem, { path }));
      else files.set(path, read);
    }
  }
  return { directories, files, findings };
}

function listDirectories(host: ReadHost, root: AbsPath): readonly CertsDirectory[] {
  return host
    .list(root)
    .map((name) => `${root}/${name}`)
    .filter((path) => host.look(path).kind === 'directory')
    .map((path) => ({ path, names: host.list(path) }));
}

/** ReadHost.list says nothing of a directory that may not be read: the permission bits do (groups beyond ours are not known). */
function findUnlistable(host: ReadHost, path: AbsPath): readonly Finding[] {
  const { kind, mode, uid, gid } = host.look(path);
  const { user } = host;
  if (kind !== 'directory' || user.uid === 0 || host.list(path).length > 0) return [];
  const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
  return (bits & 0o4) !== 0
    ? []
    : [finding('warning', 'NOT_VISIBLE', { what: path, error: 'EACCES' }, { path })];
}

/** Both engines take the files whose names end in `.crt` for authorities; `.CRT` and `.pem` they pass over. */
export function certificateFiles(directory: CertsDirectory): readonly AbsPath[] {
  return directory.names.filter((name) => name.endsWith('.crt')).map((name) => `${directory.path}/${name}`);
}

function filesIn(directory: CertsDirectory, reader: CertsLayout['reader']): readonly AbsPath[] {
  const isRead = reader === 'containerd' && directory.names.includes(HOSTS_TOML);
  return [...certificateFiles(directory), ...(isRead ? [`${directory.path}/${HOSTS_TOML}`] : [])];
}

/**
 * The directories as they are when the files of the view are: for an observation with changes in it that have not been
 * made. A directory that is left empty goes, as ours do.
 */
export function directoriesOf(
  { directories, files }: CertsView,
  roots: readonly AbsPath[],
): readonly CertsDirectory[] {
  const names = new Map(directories.map(({ path, names: there }) => [path, new Set(there)]));
  for (const [path, state] of files) {
    const directory = dirname(path);
    const counts = path.endsWith('.crt') || basename(path) === HOSTS_TOML;
    if (!counts || !roots.includes(dirname(directory))) continue;
    const there = names.get(directory) ?? new Set<string>();
    if (state.kind === 'absent') there.delete(basename(path));
    else there.add(basename(path));
    if (there.size > 0 || directories.some((one) => one.path === directory && one.names.length === 0))
      names.set(directory, there);
    else names.delete(directory);
  }
  return [...names].map(([path, there]) => ({ path, names: [...there].sort() }));
}

/** The certificate files that stand below the roots, whoever wrote them, as entries. */
export function certsEntries(view: CertsView): readonly Entry[] {
  return view.directories.flatMap((directory) =>
    certificateFiles(directory)
      .filter((path) => certificatesAt(view, path).length > 0)
      .map((path) => ({ path, kind: CERTS_D, value: basename(directory.path) })),
  );
}

/**
 * The requests that would have made what stands below the roots: one for each registry that has certificates in
 * the directory that the engine reads for it. Directories that are no `host[:port]` (`_default`) are nobody's request.
 */
export function recogniseCertsD(layout: CertsLayout, view: CertsView): readonly CaRequest[] {
  const hosts = new Set(view.directories.map((directory) => basename(directory.path)));
  return [...hosts]
    .filter((host) => parseHostPort(host).ok)
    .flatMap((host) => {
      const read = placeFor(host, layout, view).read;
      const ders = [...new Set(certificateFiles(read).flatMap((path) => certificatesAt(view, path)))];
      return ders.length === 0 ? [] : [{ kind: 'ca', host, pem: writePem(ders), attached: false } as const];
    });
}

/** `read`: the directory that the engine reads now (empty when there is none); `target`: the one for our file. */
export interface Place {
  readonly read: CertsDirectory;
  readonly target: CertsDirectory;
  /** Which of the two the engine comes to first. */
  readonly first: 'read' | 'target';
}

/**
 * Where a CA for this host goes: to its directory below `home`; but where only a later root (Podman: Docker's) has
 * the directory, there, because a new one would hide it with all that is in it.
 */
export function placeFor(host: string, layout: CertsLayout, view: CertsView): Place {
  const order = layout.roots.flatMap((root) =>
    namesFor(host, layout.reader).map((name) => `${root}/${name}`),
  );
  const at = (path: AbsPath) => view.directories.find((directory) => directory.path === path);
  const home = `${layout.home}/${host}`;
  const later = layout.roots
    .slice(layout.sharesLater ? layout.roots.indexOf(layout.home) + 1 : layout.roots.length)
    .flatMap((root) => at(`${root}/${host}`) ?? []);
  const target = at(home) ?? later[0] ?? { path: home, names: [] };
  const read = order.flatMap((path) => at(path) ?? [])[0] ?? target;
  return { read, target, first: order.indexOf(read.path) < order.indexOf(target.path) ? 'read' : 'target' };
}

function namesFor(host: string, reader: CertsLayout['reader']): readonly string[] {
  const colon = host.lastIndexOf(':');
  if (reader === 'exact') return [host];
  return [...(colon > 0 ? [`${host.slice(0, colon)}_${host.slice(colon + 1)}_`] : []), host, '_default'];
}

export function ignoresCertificates(directory: CertsDirectory, layout: CertsLayout): boolean {
  return layout.reader === 'containerd' && directory.names.includes(HOSTS_TOML);
}

export function stateAt(view: CertsView, path: AbsPath): FileState {
  return view.files.get(path) ?? ABSENT;
}

export function certificatesAt(view: CertsView, path: AbsPath): readonly string[] {
  const state = stateAt(view, path);
  return state.kind === 'absent' ? [] : certificatesIn(state.bytes);
}
