// Findings about k3s and rke2, and about what they read: registries.yaml.

import type { AbsPath } from '../file.ts';

/** Why a YAML file is not edited, although it can be read. */
export type YamlReason =
  | 'alias' // what would have to be edited stands somewhere else
  | 'anchor' // other places would change along with it
  | 'merge-key' // what is in force there comes from somewhere else, too
  | 'documents' // readers take the first one only
  | 'layout'; // written in a way that is not edited: an explicit key, an end mark, a value of its own line

export interface RancherFindings {
  /** A YAML file that is written in a way in which it is not edited. */
  YAML_REFUSED: { readonly reason: YamlReason };
  /** Its containerd is not used, so registries.yaml says nothing to anybody. */
  RANCHER_OTHER_RUNTIME: { readonly option: string };
  /** Somebody else's CA file is named for this registry: one key names one file. */
  RANCHER_CA_TAKEN: { readonly host: string; readonly file: AbsPath };
  /** A CA file that is named for a registry is not there, or holds no certificate: no image of it can be pulled. */
  RANCHER_CA_MISSING: { readonly host: string; readonly file: AbsPath };
  /** An image that no mirror has is asked of the upstream itself. */
  RANCHER_FALLS_BACK: { readonly upstream: string };
  /** The entry `*` does not count for a registry that has an entry of its own. */
  RANCHER_LEAVES_WILDCARD: { readonly registry: string };
  /** Insecure means TLS without verification there, and no plain HTTP. */
  RANCHER_INSECURE_IS_TLS: { readonly host: string };
  /** What the restart takes away for its time, and what goes on. */
  RANCHER_RESTART: {
    readonly unit: string;
    readonly role: 'server' | 'agent';
    readonly keepsPods: boolean;
    /** What a server is away with. */
    readonly controlPlane: readonly string[];
  };
}
