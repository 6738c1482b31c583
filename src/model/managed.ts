// What registry-client holds on this host: the requests in force and the entries that are ours.

import type { AbsPath } from './file.ts';
import type { Request } from './request.ts';

/**
 * One thing in a configuration file that means something by itself: an element of a list, a table, a key, a
 * certificate file, a line. `kind` is the engine's own word for it (`registry-mirrors`, `registry`,
 * `registry.insecure`, `mirror`, `unqualified-search-registries`, `certs.d`, `hosts`), `value` tells entries of a
 * kind apart within a file.
 */
export interface Entry {
  readonly path: AbsPath;
  readonly kind: string;
  readonly value: string;
}

/** White space (or nothing) that stood in a container before our first entry came in: see formats/. */
export interface Blank {
  readonly at: string;
  readonly text: string;
}

/** What is ours with one engine (or, for /etc/hosts, with none). Plain data: it is kept as JSON. */
export interface Holdings {
  /** In force, in the order in which they were asked for. */
  readonly requests: readonly Request[];
  /** Entries that a run added where they were not before. */
  readonly entries: readonly Entry[];
  /** Files that did not exist before a run of ours made them. */
  readonly files: readonly AbsPath[];
  readonly blanks: readonly { readonly path: AbsPath; readonly blanks: readonly Blank[] }[];
  /** Podman: our entries stand in a drop-in of our own. */
  readonly dropIn: boolean;
  /** The keys of requests that are in force as they are only because a configuration file says so; absent: none. */
  readonly fromFile?: readonly string[];
  /** What people had asked for under such a key, with another value: it comes back when the file drops the key. */
  readonly displaced?: readonly Request[];
}

export const NO_HOLDINGS: Holdings = { requests: [], entries: [], files: [], blanks: [], dropIn: false };

/** The holdings of all engines, by their holders (engines that read the same files have one), of /etc/hosts, and the directories that runs of ours made. */
export interface Managed {
  readonly version: 1;
  readonly engines: Readonly<Record<string, Holdings>>;
  readonly hosts: Holdings;
  readonly directories: readonly AbsPath[];
}

export const NOTHING_MANAGED: Managed = { version: 1, engines: {}, hosts: NO_HOLDINGS, directories: [] };

export function sameEntry(a: Entry, b: Entry): boolean {
  return a.path === b.path && a.kind === b.kind && a.value === b.value;
}

export function holdingsOf(managed: Managed, holder: string): Holdings {
  return managed.engines[holder] ?? NO_HOLDINGS;
}

export function blanksOf(holdings: Holdings, path: AbsPath): readonly Blank[] {
  return holdings.blanks.find((of) => of.path === path)?.blanks ?? [];
}

/** Whether anything at all is held. */
export function isManaged(managed: Managed): boolean {
  return [managed.hosts, ...Object.values(managed.engines)].some(
    (held) => held.requests.length > 0 || held.entries.length > 0,
  );
}

/**
 * Who asked for what is written down only where something is ours: else there is nothing that it could matter to. What
 * has been written down once is crossed out again, too.
 */
export function isSettled(before: Managed, after: Managed): boolean {
  return JSON.stringify(before) === JSON.stringify(after) || !(isManaged(before) || hasEntries(after));
}

function hasEntries(managed: Managed): boolean {
  return isManaged({
    ...managed,
    hosts: { ...managed.hosts, requests: [] },
    engines: Object.fromEntries(
      Object.entries(managed.engines).map(([id, held]) => [id, { ...held, requests: [] }]),
    ),
  });
}
