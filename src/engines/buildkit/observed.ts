// What is found out about BuildKit on a host: the files that we may edit, the daemon of a unit, the builders of buildx.

import type { BuildkitdConf } from '../../formats/buildkitd/read.ts';
import type { AbsPath } from '../../model/file.ts';
import type { CertsDirectory } from '../certs-d.ts';
import type { Observed } from '../engine.ts';

export const ENGINE = 'buildkit';

/**
 * A configuration file that is ours to edit. `daemon`: that of the buildkitd of this host. `default`: what buildx gives to
 * builders that are created without a file of their own.
 */
export interface Target {
  readonly role: 'daemon' | 'default';
  readonly path: AbsPath;
  /** Where CAs for it are kept; the file names each of them by its path. */
  readonly certsRoot: AbsPath;
}

/** The buildkitd of a unit of systemd. */
export interface Daemon {
  readonly unit: string;
  /** null: it does not run. */
  readonly pid: number | null;
  /**
   * What it read at its start, as far as times tell: buildkitd reads its file once and says nothing of it. `current`: the
   * file has not been written since. `stale`: it has. `unknown`: what is in its folder has changed since.
   */
  readonly reading: 'current' | 'stale' | 'unknown';
}

/** The configuration that buildx keeps of a builder, and copies into its container when that is made. */
export type Kept =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'conf';
      readonly conf: BuildkitdConf;
      readonly certificates: ReadonlyMap<AbsPath, Uint8Array>;
    }
  /** It belongs to somebody else, or cannot be read. */
  | { readonly kind: 'hidden' };

export interface BuilderNode {
  readonly name: string;
  readonly endpoint: string;
  readonly platforms: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  readonly kept: Kept;
}

/** A builder whose BuildKit runs in containers of its own (driver docker-container). */
export interface Builder {
  readonly name: string;
  readonly nodes: readonly BuilderNode[];
  /** `docker buildx build` uses it unless another one is named. */
  readonly isCurrent: boolean;
}

export interface BuildkitObserved extends Observed {
  readonly live: boolean;
  readonly targets: readonly Target[];
  readonly certs: readonly CertsDirectory[];
  readonly daemon: Daemon | undefined;
  readonly builders: readonly Builder[];
  /** It was named, or something of ours is in its files: else nothing of it is changed or restarted. */
  readonly isWanted: boolean;
  /** Of new files. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

export function daemonTarget({ targets }: Pick<BuildkitObserved, 'targets'>): Target | undefined {
  return targets.find(({ role }) => role === 'daemon');
}

/** Whether a file belongs to a target: the file itself, or a CA of it. */
export function isOf({ path, certsRoot }: Target, file: AbsPath): boolean {
  return file === path || file.startsWith(`${certsRoot}/`);
}
