// Findings about a hosts.toml, which containerd and Docker's containerd store read.

import type { AbsPath } from '../file.ts';

export interface HostsTomlFindings {
  /** What is to be written for a registry's images would put a file of somebody else's out of use, or be that file. */
  HOSTS_TOML_FOREIGN: { readonly upstream: string; readonly by: AbsPath };
  /** Somebody has written in ours: a rewrite would lose that. */
  HOSTS_TOML_EDITED: { readonly upstream: string };
}
