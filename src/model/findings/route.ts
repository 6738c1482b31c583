// Findings about the way to registries that several engines share: names of images, certs.d, proxies, builders.

import type { AbsPath } from '../file.ts';
import type { ImageProblem } from '../image.ts';

export interface RouteFindings {
  /** The engine refuses the name before it asks anybody. */
  IMAGE_NAME_REFUSED: { readonly image: string; readonly reason: ImageProblem };
  /** The name stands for something that does not come from a registry; `transport` is its first word (oci, dir). */
  IMAGE_NOT_OF_REGISTRY: { readonly image: string; readonly transport: string };
  /** A short name without an alias, and no registry to search. `file`: where an empty list stands, '' for no list at all. */
  SHORT_NAME_UNKNOWN: { readonly name: string; readonly file: string };
  /** A table of registries.conf blocks what would be asked. */
  REGISTRY_BLOCKED: { readonly registry: string; readonly prefix: string };
  /** A directory of certs.d that is meant for a registry and has another name than it. */
  CERTS_D_MISNAMED: { readonly registry: string; readonly wanted: AbsPath };
  /** A `.cert` without its key: mostly a CA that has the wrong name. */
  CERTS_D_CA_AS_CLIENT: {
    readonly registry: string;
    readonly isAuthority: boolean;
    /** containerd takes the file for its own key. */
    readonly ownKey: boolean;
  };
  CERTS_D_KEY_WITHOUT_CERT: { readonly registry: string };
  /** A `.crt` without a certificate in PEM form. `strict`: the engine fails because of it. */
  CERTS_D_NOT_PEM: { readonly registry: string; readonly form: 'der' | 'other'; readonly strict: boolean };
  /** Only files that the engine passes over. */
  CERTS_D_IGNORED_NAME: { readonly registry: string; readonly file: string };
  /** An empty directory hides a later one. */
  CERTS_D_EMPTY: { readonly registry: string; readonly hidden: AbsPath };
  /** A proxy of a kind that is not followed when registries are asked (SOCKS), or no URL at all. */
  PROXY_NOT_FOLLOWED: { readonly scheme: string; readonly source: string };
}
