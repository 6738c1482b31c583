// Plans: what will be changed, and how the engines come to use it. Pure data.

import type { AbsPath, DirectoryChange, FileChange, FileState } from './file.ts';
import type { Finding } from './finding.ts';
import type { Holdings, Managed } from './managed.ts';

export type ApplyMode = 'auto' | 'reload' | 'restart' | 'none';

/** How a running engine takes up changed files; from weak to strong. */
export type Activation =
  | { readonly kind: 'none' }
  | { readonly kind: 'reload'; readonly by: ReloadWay }
  | { readonly kind: 'restart'; readonly unit: string; readonly interrupts: readonly string[] };

/** A unit is reloaded by systemd; without systemd the process gets a SIGHUP. */
export type ReloadWay =
  | { readonly kind: 'unit'; readonly unit: string }
  | { readonly kind: 'signal'; readonly pid: number };

/** What an engine needs so that changed files take effect; computed from the changes and what it has loaded. */
export interface Settlement {
  readonly activation: Activation;
  /**
   * Images that files hold while the engine is activated, where they are not the final ones: Docker is emptied
   * of a key by `[]` and a reload, and the final bytes are written afterwards (moby#36632); a file without which what is
   * loaded would do harm goes only then.
   */
  readonly transitional: readonly { readonly path: AbsPath; readonly image: FileState }[];
  readonly findings: readonly Finding[];
}

/** The edit that an engine makes of a wish: its changed files and what is ours afterwards. */
export interface Draft {
  readonly changes: readonly FileChange[];
  readonly holdings: Holdings;
  readonly findings: readonly Finding[];
}

export interface EnginePlan {
  readonly engine: string;
  /** Under whose id its holdings are kept: engines of one holder read the same files. */
  readonly holder: string;
  readonly version: string | null;
  readonly running: boolean;
  /** What is changed for it; a file that several engines share is changed for the first of them. */
  readonly changes: readonly FileChange[];
  /** What is changed for another engine of its holder, and taken up by this one, too. */
  readonly shared: readonly FileChange[];
  readonly settlement: Settlement;
  /** The settlement of the way back, known beforehand so that the intent can name every image. */
  readonly undo: Settlement;
}

/** Every change that an engine takes up, whomever it is made for. */
export function changesFor({ changes, shared }: EnginePlan): readonly FileChange[] {
  return [...changes, ...shared];
}

/** Whether a plan is about an engine at all: its files change, or it is activated. */
export function isTouched(plan: EnginePlan): boolean {
  return changesFor(plan).length > 0 || plan.settlement.activation.kind !== 'none';
}

/** One change of a host, over all engines and /etc/hosts. */
export interface Plan {
  readonly engines: readonly EnginePlan[];
  /** Changes of no engine: /etc/hosts. */
  readonly changes: readonly FileChange[];
  readonly directories: readonly DirectoryChange[];
  readonly managed: Managed;
}

/** Everything that a plan changes, in the order in which it is written. */
export function allChanges(plan: Plan): readonly FileChange[] {
  return [...plan.changes, ...plan.engines.flatMap((engine) => engine.changes)];
}
