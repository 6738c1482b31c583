// What an inspection of containerd found out: plain data that plans and settlements are computed from.

import { basename, dirname } from 'node:path/posix';
import type { AbsPath } from '../../model/file.ts';
import type { CertsDirectory, CertsLayout, CertsView } from '../certs-d.ts';
import type { Loaded, Observed } from '../engine.ts';
import { readConfiguration, rootsOf } from './configuration.ts';
import { CERTS_ROOT, ENGINE } from './places.ts';

/** The running containerd. */
export interface Daemon {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface ContainerdObserved extends Observed {
  /** False under --root. */
  readonly live: boolean;
  readonly daemon: Daemon | undefined;
  /** config.toml and what it imports, in the order in which they are loaded. */
  readonly configFiles: readonly AbsPath[];
  readonly socket: AbsPath;
  /** The folders with hosts.toml files, in their order. */
  readonly roots: readonly AbsPath[];
  /** Folders that do not count now, where something of ours may stand from a time when they did. */
  readonly formerRoots: readonly AbsPath[];
  /** The directories below both. */
  readonly certs: readonly CertsDirectory[];
  readonly loaded: Loaded;
  /** Whose containers end with a restart: none where the unit leaves its other processes alone (KillMode=process). */
  readonly interrupts: readonly string[];
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** Where nothing says so: nerdctl, and `ctr --hosts-dir` as people call it, look there. */
export function rootsIn(configPath: string): readonly AbsPath[] {
  const roots = rootsOf(configPath);
  return roots.length === 0 ? [CERTS_ROOT] : roots;
}

/** The config_path that the files come to; undefined where they cannot be read. */
export function expectedPath(observed: ContainerdObserved): string | undefined {
  const read = readConfiguration(observed);
  return read.ok ? read.value.configPath : undefined;
}

export function loadedPath({ loaded }: ContainerdObserved): string | undefined {
  return pathOf(loaded);
}

export function pathOf(loaded: Loaded): string | undefined {
  return loaded.kind === 'known' && typeof loaded.facts.configPath === 'string'
    ? loaded.facts.configPath
    : undefined;
}

export function certsLayout(observed: ContainerdObserved): CertsLayout {
  const [home = CERTS_ROOT] = observed.roots;
  const { owner } = observed;
  return { engine: ENGINE, roots: observed.roots, home, sharesLater: false, reader: 'containerd', owner };
}

/** The directories below some of the folders. */
export function certsBelow(
  { certs }: ContainerdObserved,
  roots: readonly AbsPath[],
): readonly CertsDirectory[] {
  return certs.filter(({ path }) => roots.includes(dirname(path)));
}

/** Whether the observation tells what stands at a path below the folders, or that nothing does. */
export function isSeen(path: AbsPath, { roots, formerRoots, certs, files }: ContainerdObserved): boolean {
  const folder = dirname(path);
  if (![...roots, ...formerRoots].includes(dirname(folder))) return false;
  const isListed = certs.some((one) => one.path === folder && one.names.includes(basename(path)));
  return files.has(path) || !isListed;
}

export function certsView(observed: ContainerdObserved): CertsView {
  return { directories: observed.certs, files: observed.files };
}
