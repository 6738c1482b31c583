// The one interface through which every engine is inspected, planned for, checked and asked.

import type { Command, ReadHost } from '../host/ports.ts';
import type { RouteQuestion, Routes } from '../model/endpoint.ts';
import type { AbsPath, FileChange, FileState } from '../model/file.ts';
import type { Finding } from '../model/finding.ts';
import type { Entry, Holdings } from '../model/managed.ts';
import type { ApplyMode, Draft, Settlement } from '../model/plan.ts';
import type { HostAliasRequest, Request } from '../model/request.ts';

/** What an engine's `inspect` found out about the host; each engine adds its own. Plain data, no handles. */
export interface Observed {
  /** The installed version, null when it cannot be told. */
  readonly version: string | null;
  /** Whether the engine can be asked what it has loaded. Always false under --root. */
  readonly running: boolean;
  /** Every configuration file that the engine reads or that we might write, absent ones too. */
  readonly files: ReadonlyMap<AbsPath, FileState>;
  /** What stands in the way of any change to this engine (Docker Desktop, an unreadable file …), or is worth saying. */
  readonly findings: readonly Finding[];
}

/** What is asked of one engine. */
export interface Wish {
  /** Named in this run, in the order given: their entries are put in where they are missing. */
  readonly ensure: readonly Request[];
  /** In force after this run (what was asked earlier, too): entries of ours that nothing here needs go. */
  readonly inForce: readonly Request[];
  /** `--adopt`: what others wrote that counts as ours from now on (and goes, unless it is in force). */
  readonly adopted: readonly Request[];
  /** What is ours before this run. */
  readonly held: Holdings;
  /** The engine was named with --engine: a flag that it cannot use is an error, not an info. */
  readonly named: boolean;
  /** Lines that /etc/hosts has after this run; undefined: none but those that it has. */
  readonly names?: readonly HostAliasRequest[];
  /** Podman: write our own drop-in (also when an earlier run chose it: see Holdings.dropIn). */
  readonly dropIn: boolean;
  /** Podman: a v1 file may be turned into v2 first. */
  readonly convert: boolean;
}

/** What an engine says it has in force; `facts` is plain JSON and is shown to people and programs. */
export type Loaded =
  | { readonly kind: 'known'; readonly facts: Readonly<Record<string, unknown>> }
  /** `lasting`: it has no way to say it, and to ask again would tell no more. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly lasting?: true };

export interface InspectScope {
  /** The engine was named with --engine, or we hold something of it: take it as there under --root. */
  readonly expected: boolean;
  /** It was named with --engine, here or under --root: an engine that others only build upon is taken then alone. */
  readonly named?: true;
  /**
   * The engine's own command is asked in any case, too, which is where people look, and slow: the engine itself says all
   * that a plan needs.
   */
  readonly witness?: true;
}

export interface Engine<O extends Observed = Observed> {
  readonly id: string;

  /**
   * The engine under whose id what is ours in its files is written down: itself, or another one that reads the same
   * files. Engines of one holder change together: what is written for one is taken up by all.
   */
  readonly holder: string;

  /** The units that start it, or something that reads its files, at boot. */
  readonly units: readonly string[];

  /** Looks at the host without changing, starting or waking anything. undefined: this engine is not here. */
  inspect(host: ReadHost, scope: InspectScope): Promise<O | undefined>;

  /** The entries that stand in the engine's files, whoever wrote them. Pure. */
  entries(observed: O): readonly Entry[];

  /** The entries that stand in the engine's files, as the requests that would have made them. Pure. */
  recognise(observed: O): readonly Request[];

  /** Computes the edits for a wish. Pure: the same wish and observation give the same draft. */
  plan(wish: Wish, observed: O): Draft;

  /**
   * What it takes that the running engine uses the files as they are after `changes`. Pure. Compares what is
   * loaded now with what the files will say: with no changes and an engine in sync it is `none`. A file that does
   * not change can need a transitional image, too: an earlier run with `--apply none` took the key out.
   */
  settle(changes: readonly FileChange[], observed: O, mode: ApplyMode): Settlement;

  /**
   * The observation as it would be if the running engine had loaded exactly the files in it. Pure. Settling the way
   * back of a change needs it: `settle(inverted changes, assume(withChanges(observed, changes)))`.
   */
  assume(observed: O): O;

  /** Lets the installed engine judge the candidate files without putting them in place. */
  check(changes: readonly FileChange[], observed: O, host: ReadHost): Promise<readonly Finding[]>;

  /** Whether the running engine answers: a signal that comes earlier can kill it. */
  ready(observed: O, host: ReadHost): Promise<boolean>;

  /** Starts to listen for the engine's own word that it has reloaded; undefined where it gives none. */
  watchReload(observed: O, host: ReadHost): Promise<ReloadWatch | undefined>;

  /** What the engine had loaded when it was inspected; unknown when it does not run. Pure. */
  known(observed: O): Loaded;

  /** Asks the running engine what it has loaded. Never called when `observed.running` is false. */
  loaded(observed: O, host: ReadHost): Promise<Loaded>;

  /** What differs between the files as observed and what the engine has loaded; empty: in sync. Pure. */
  compare(observed: O, loaded: Loaded): readonly Finding[];

  /**
   * Whom the engine asks, in which order and in which way, from what it has loaded now, and what stands in its way. Reads
   * what a change does not need to know (logins, proxies, aliases); asks no registry.
   */
  routes(question: RouteQuestion, observed: O, host: ReadHost): Promise<Routes>;

  /** Its own command for a login, the password on the standard input of it; undefined: it has none. Pure. */
  logIn(login: NewLogin, observed: O, host: ReadHost): Command | undefined;

  /** Its own command for a pull, and how to tell who served it; undefined: it has none. Pure. */
  pull(image: string, observed: O, host: ReadHost): PullWay | undefined;
}

export interface NewLogin {
  /** host[:port] */
  readonly registry: string;
  readonly user: string;
  readonly password: string;
}

export interface PullWay {
  /** Ends with 0 where the image is on this host already. */
  readonly isHere: Command;
  readonly pull: Command;
  /** The registry that served it, host[:port], by what the command wrote; undefined where it does not say. */
  servedBy(stderr: string): string | undefined;
  /** The process whose connections tell; null: the command says it. */
  readonly process: number | null;
}

export interface ReloadWatch {
  /** Waits up to `milliseconds` for the engine's word. */
  seen(milliseconds: number): Promise<boolean>;
  close(): void;
}

/** The same observation with changed files in place of the old ones. */
export function withChanges<O extends Observed>(observed: O, changes: readonly FileChange[]): O {
  const files = new Map(observed.files);
  for (const change of changes) files.set(change.path, change.after);
  return { ...observed, files };
}
