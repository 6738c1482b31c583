// What a look at the host has read, by its identity.

import type { AbsPath } from './file.ts';

/**
 * `whole`: any change counts. `kind`: of a directory only what it is, its owner and its mode; other names in it do not
 * count. `variable`: `path` is the name of an environment variable.
 */
export type WitnessDepth = 'whole' | 'kind' | 'variable';

export interface Witness {
  readonly path: AbsPath;
  readonly depth: WitnessDepth;
  readonly identity: string;
}
