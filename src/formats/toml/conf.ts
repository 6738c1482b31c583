// What a containers registries.conf says: the vocabulary of its reader, its editor and the effective view.

import type { Position, TextProblem } from '../../model/text.ts';

export const SEARCH_KEY = 'unqualified-search-registries';

/** The list of that key; an empty list that is there also replaces the list of an earlier file. */
export type SearchList =
  | { readonly kind: 'absent' }
  | { readonly kind: 'list'; readonly values: readonly string[] };

export type ShortNameMode = 'disabled' | 'enforcing' | 'permissive';
export type PullFromMirror = 'all' | 'digest-only' | 'tag-only';

export interface MirrorTable {
  /** Without slashes at the end. */
  readonly location: string;
  readonly insecure: boolean;
  readonly pullFromMirror: PullFromMirror;
  readonly position: Position;
}

export interface RegistryTable {
  /** What image names are compared with: `prefix`, or `location` where that is not set. No slash at the end. */
  readonly prefix: string;
  /** Where images come from; '' where the prefix is a wildcard and the name is taken as it is. */
  readonly location: string;
  readonly insecure: boolean;
  readonly blocked: boolean;
  readonly mirrorByDigestOnly: boolean;
  readonly mirrors: readonly MirrorTable[];
  readonly position: Position;
  /** Keys that our edits never write: somebody cares about this table beyond what we would put there. */
  readonly otherKeys: readonly string[];
}

export interface RegistriesConf {
  readonly search: SearchList;
  readonly shortNameMode:
    | { readonly kind: 'absent' }
    | { readonly kind: 'mode'; readonly mode: ShortNameMode };
  /** In the order written; of two tables with one prefix the engine takes the first. */
  readonly registries: readonly RegistryTable[];
  /** Short name to full name; '' takes away the alias of an earlier file. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface Version2 {
  readonly version: 2;
  readonly conf: RegistriesConf;
  /** What the engine accepts in silence but does not do, or does not do in every version; in the order written. */
  readonly warnings: readonly TextProblem[];
}

/** The old format, `[registries.search]` and so on; entries without slashes at the end. */
export interface Version1 {
  readonly version: 1;
  readonly search: readonly string[];
  readonly insecure: readonly string[];
  readonly block: readonly string[];
  /** Where the first of its tables stands. */
  readonly position: Position;
  readonly warnings: readonly TextProblem[];
}

/** The words for `detail.reason` of a BAD_VALUE. */
export type BadValueReason =
  | 'scheme' // "URI schemes are not supported"
  | 'no-prefix-and-location'
  | 'no-location' // with a prefix that is no wildcard
  | 'no-mirror-location'
  | 'wildcard' // `*.example.com` and nothing more
  | 'conflicting-insecure' // one location in two tables
  | 'conflicting-blocked'
  | 'pull-from-mirror' // not all, digest-only or tag-only
  | 'pull-from-mirror-outside-mirror'
  | 'pull-from-mirror-with-digest-only'
  | 'short-name-mode'
  | 'search-entry' // not host[:port]
  | 'alias'
  | 'letter-case' // the engine takes `Location`, in an order that is not defined when both spellings are there
  | 'trailing-slash' // as a warning: a mirror that fails below containers/image 5.35
  | 'layout' // a valid way to write a v1 file that is not converted
  | 'no-such-registry' // asked of an edit
  | 'registry-exists'; // asked of an edit

/** A name without slashes at the end, as the engine's parseLocation leaves it (sysregistriesv2). */
export function trimSlashes(name: string): string {
  let end = name.length;
  while (name[end - 1] === '/') end -= 1;
  return name.slice(0, end);
}
