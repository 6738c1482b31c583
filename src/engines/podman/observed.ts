// What is found out about a host with Podman.

import type { AbsPath } from '../../model/file.ts';
import type { CertsDirectory } from '../certs-d.ts';
import type { Loaded, Observed } from '../engine.ts';
import type { OwnPlaces } from './places.ts';

/** The API service. Only a running one keeps what it has read. */
export type Service = { readonly kind: 'stopped' } | { readonly kind: 'active'; readonly pid: number };

export interface PodmanObserved extends Observed {
  readonly live: boolean;
  /** ~/.config of the user that we run as: its files come before the system's, for root too. */
  readonly configuration: AbsPath;
  readonly own: OwnPlaces;
  /** The system's folders of drop-ins that Podman 6 reads, from weak to strong. */
  readonly layered: readonly AbsPath[];
  /** Drop-ins that are links: Podman 6 ignores them, older ones refuse to work when one leads nowhere. */
  readonly links: readonly AbsPath[];
  /** $CONTAINERS_REGISTRIES_CONF of this session. */
  readonly override: string | undefined;
  readonly service: Service;
  /** What a new Podman process, and the running service, say of the registries now. */
  readonly loaded: Loaded;
  readonly certsDirectories: readonly CertsDirectory[];
  /** Owner of files that are new. */
  readonly owner: { readonly uid: number; readonly gid: number };
}
