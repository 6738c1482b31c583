// Findings about Podman and registries.conf.

import type { AbsPath } from '../file.ts';

/** What keeps an entry of ours from taking effect. The place of a finding is where the obstacle stands. */
export type HidingReason =
  | 'same-prefix' // a table of the same prefix in a file that is read later replaces ours wholesale
  | 'longer-prefix' // a table of a longer prefix is taken for (some of) the images
  | 'search-list' // the list of a file that is read later replaces ours
  | 'blocked' // the table blocks the registry
  | 'digest-only' // the table, or the mirror, is used for pulls by digest (or by tag) only
  | 'user-file' // the user's own registries.conf: the system's files are not read
  | 'environment'; // $CONTAINERS_REGISTRIES_CONF names another file

export interface PodmanFindings {
  /** registries.conf is in the v1 format: v2 keys in it would make Podman refuse it. */
  VERSION_1: Record<never, never>;
  /** A file in registries.conf.d is in the v1 format: Podman refuses it, and with it everything. */
  VERSION_1_DROP_IN: Record<never, never>;
  /** A key that Podman ignores where it stands, because it belongs to the top of the file. */
  MISPLACED_KEY: { readonly key: string };
  /** Something that Podman accepts in silence and does not do. */
  CONF_DOUBTFUL: { readonly reason: string; readonly detail: Readonly<Record<string, string>> };
  /** `entry` is the entry that could not take effect, `by` what stands in its way. */
  HIDDEN_BY: {
    readonly entry: string;
    readonly by: string;
    readonly reason: HidingReason;
    /** Whether our own drop-in would not be hidden. */
    readonly dropInHelps: boolean;
  };
  /** A new main file would put another one out of use. */
  WOULD_HIDE: { readonly hidden: AbsPath };
  /** A `.conf` link in registries.conf.d that leads nowhere: Podman refuses to work at all. */
  DANGLING_LINK: Record<never, never>;
  /** The installed Podman does not know this. */
  VERSION_TOO_OLD: { readonly what: string; readonly installed: string; readonly needed: string };
  /** Our entries move from one file to the other, because --drop-in was given. */
  MOVED_TO_DROP_IN: { readonly from: AbsPath };
  /** A configuration file no longer asks for the drop-in in which our entries stand. */
  STAYS_IN_DROP_IN: Record<never, never>;
  /** With short-name-mode enforcing and several search registries a pull without a terminal fails. */
  SHORT_NAMES_ENFORCED: { readonly search: readonly string[] };
  /** Short names with an alias never go through the search list. */
  ALIASES_FIRST: { readonly names: readonly string[]; readonly target: string };
  /** A location that is no complete name, so that no image can be looked for there; one such ends every pull. */
  LOCATION_REFUSED: { readonly location: string; readonly prefix: string };
  /** A mode that keeps rootless users from reading the file: their Podman fails. */
  UNREADABLE_FOR_USERS: { readonly mode: string };
}
