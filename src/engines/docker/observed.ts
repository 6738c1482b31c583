// What an inspection of Docker found out: plain data that plans and settlements are computed from.

import { ABSENT, type AbsPath } from '../../model/file.ts';
import type { CertsDirectory } from '../certs-d.ts';
import type { Observed } from '../engine.ts';
import type { Daemon, Unit } from './daemon.ts';
import { readDaemonJson } from './daemon-json.ts';
import type { SetFlag } from './flags.ts';
import type { DockerFacts } from './info.ts';
import { isAtLeast, parseVersion, type Version } from './version.ts';

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
}

/** What a running daemon answered; `failed` names the errno, EACCES where we may not ask. */
export type Answered =
  | { readonly kind: 'info'; readonly facts: DockerFacts }
  | { readonly kind: 'failed'; readonly error: string };

/** The images' store: the old graph drivers, or containerd's. */
export type Store = 'legacy' | 'containerd';

/**
 * What the docker command says. `none`: it was not asked, did not answer, or is not there. `other`: it talks to another
 * daemon, or to none; the variables may say why.
 */
export type Witness =
  | { readonly kind: 'none' }
  | { readonly kind: 'other'; readonly host: string; readonly context: string }
  | { readonly kind: 'info'; readonly facts: DockerFacts };

export interface DockerObserved extends Observed {
  /** False under --root. */
  readonly live: boolean;
  readonly configPath: AbsPath;
  readonly certsRoot: AbsPath;
  readonly certs: readonly CertsDirectory[];
  readonly unit: Unit | undefined;
  readonly daemon: Daemon | undefined;
  /** The words behind the program's name that dockerd is, or would be, started with. */
  readonly words: readonly string[];
  readonly flags: readonly SetFlag[];
  /** Flags that came into the unit since the daemon was started: they count at its next start. */
  readonly laterFlags: readonly SetFlag[];
  readonly socket: AbsPath;
  readonly answered: Answered | undefined;
  /** undefined when the daemon does not run. */
  readonly store: Store | undefined;
  readonly containers: readonly Container[];
  readonly witness: Witness;
  /** Addresses of names, as /etc/hosts has them. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Of new files. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** What restarts Docker where systemd does not. */
  readonly restartCommand: string;
}

export function versionOf(observed: DockerObserved): Version | undefined {
  return parseVersion(observed.version);
}

/** What the daemon had loaded when it was inspected; undefined when it could not be asked. */
export function loadedFacts(observed: DockerObserved): DockerFacts | undefined {
  return observed.answered?.kind === 'info' ? observed.answered.facts : undefined;
}

/** Whether pulls go the way of the containerd store from 28 on: its own rules for CAs, mirrors and hosts.toml. */
export function isContainerdStore(observed: DockerObserved): boolean {
  const version = versionOf(observed);
  const store = observed.store ?? storeInFile(observed);
  // Of a system that does not run: what an earlier version does not read does no harm.
  if (version === undefined) return observed.store === undefined && store === 'containerd';
  if (!isAtLeast(version, '28')) return false;
  // A stopped Docker does not tell: new installations have the containerd store from 29 on.
  return store === undefined ? isAtLeast(version, '29') : store === 'containerd';
}

/** The store that daemon.json asks for. */
function storeInFile(observed: DockerObserved): Store | undefined {
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, versionOf(observed));
  const features = read.ok ? read.value.view.value.features : undefined;
  if (typeof features !== 'object' || features === null) return undefined;
  const wanted = Object.entries(features).find(([name]) => name === 'containerd-snapshotter')?.[1];
  return typeof wanted === 'boolean' ? (wanted ? 'containerd' : 'legacy') : undefined;
}

/** Whether something failed for want of rights, by its errno name. */
export function isDenied(errno: string): boolean {
  return errno === 'EACCES' || errno === 'EPERM';
}
