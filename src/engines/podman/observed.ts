// What is found out about a host with Podman.

import type { AbsPath } from '../../model/file.ts';
import type { Loaded } from '../engine.ts';
import type { RegistriesObserved } from '../registries-conf/observed.ts';

/** The API service. Only a running one keeps what it has read. */
export type Service = { readonly kind: 'stopped' } | { readonly kind: 'active'; readonly pid: number };

export interface PodmanObserved extends RegistriesObserved {
  readonly service: Service;
  /** Of the service; of a user without $XDG_RUNTIME_DIR there is none. */
  readonly socket: AbsPath;
  /** What a new Podman process, and the running service, say of the registries now. */
  readonly loaded: Loaded;
}
