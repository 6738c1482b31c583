// Findings about CRI-O.

import type { AbsPath } from '../file.ts';

export interface CrioFindings {
  /**
   * A node of OpenShift: an operator of the cluster writes the file, and takes other content for damage. `by`: what the
   * node is known by; `listed`: its configuration names the file.
   */
  FILES_OF_OPERATOR: { readonly by: AbsPath; readonly listed: boolean };
  /** CRI-O was started with another registries.conf; `by` is the flag or the variable. */
  CRIO_READS_ANOTHER: { readonly file: AbsPath; readonly by: string };
  /** After a reload nothing would tell what it has taken up: it logs too little. */
  CRIO_SILENT: { readonly logLevel: string; readonly unit: string };
  /** Several registries are searched, and CRI-O tries none of them for a short name that could mean several images. */
  CRIO_SHORT_NAMES: { readonly search: readonly string[] };
  /** A list in crio.conf; `counts`: it still has an effect, which registries.conf does not show. */
  CRIO_OLD_LIST: { readonly key: string; readonly values: readonly string[]; readonly counts: boolean };
}
