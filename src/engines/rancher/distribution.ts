// What tells k3s and rke2 apart; everything else is the same program.

import type { AbsPath } from '../../model/file.ts';

export type Role = 'server' | 'agent';

export interface Distribution {
  readonly id: string;
  readonly units: Readonly<Record<Role, string>>;
  /** Where registries.yaml and config.yaml stand. */
  readonly folder: AbsPath;
  /** --data-dir, where nothing else is said. */
  readonly dataFolder: AbsPath;
  /** Before its variables: K3S_CONFIG_FILE. */
  readonly prefix: string;
  /** Where its program may be beside the usual folders. */
  readonly programs: readonly AbsPath[];
  /** The names of its process, where no unit of systemd starts it. */
  readonly processes: readonly string[];
  /** What a server runs in its own process, so that a restart takes it away for its time. */
  readonly controlPlane: readonly string[];
  /** Where etcd keeps its data when it is in that process, too; null: it is a pod, which goes on. */
  etcdFolder(dataFolder: AbsPath): AbsPath | null;
  /** Its crictl: program, words before the command, environment. */
  crictl(dataFolder: AbsPath): {
    readonly program: string;
    readonly words: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  };
}

/** The socket of the containerd inside, of both (k3s pkg/agent/config, RunK3SContainerd). */
export const SOCKET: AbsPath = '/run/k3s/containerd/containerd.sock';

export function mainFile({ folder }: Distribution): AbsPath {
  return `${folder}/registries.yaml`;
}

/**
 * Where our CA files stand: beside registries.yaml, in a folder that nobody else writes to and no engine reads by itself;
 * certs.d below the data folder is cleared at each start (k3s pkg/agent/containerd, cleanContainerdHosts).
 */
export function ownFolder({ folder }: Distribution): AbsPath {
  return `${folder}/registry-client`;
}

export function ownAuthority(distribution: Distribution, host: string): AbsPath {
  return `${ownFolder(distribution)}/${host}.crt`;
}
