// What is found out about a host for an engine that reads registries.conf.

import type { ShortNameMode } from '../../formats/toml/conf.ts';
import type { Placed } from '../../formats/toml/effective.ts';
import type { AbsPath } from '../../model/file.ts';
import type { CertsDirectory } from '../certs-d.ts';
import type { Observed } from '../engine.ts';
import type { OwnPlaces } from './places.ts';
import type { Rules } from './rules.ts';

export interface RegistriesObserved extends Observed {
  /** Its id, which findings name. */
  readonly engine: string;
  readonly rules: Rules;
  readonly live: boolean;
  /** ~/.config of the user that we run as: its files come before the system's, for root too. */
  readonly configuration: AbsPath;
  readonly own: OwnPlaces;
  /** The system's folders of drop-ins where they are layered (see Rules), from weak to strong. */
  readonly layered: readonly AbsPath[];
  /** Drop-ins that are links: an engine with layers ignores them, older ones may refuse those that lead nowhere. */
  readonly links: readonly AbsPath[];
  /** $CONTAINERS_REGISTRIES_CONF of this session. */
  readonly override: string | undefined;
  /** The engine's own setting, where it has one: it counts in place of that of registries.conf. */
  readonly shortNameMode?: Placed<ShortNameMode>;
  readonly certsDirectories: readonly CertsDirectory[];
  /** Owner of files that are new. */
  readonly owner: { readonly uid: number; readonly gid: number };
}
