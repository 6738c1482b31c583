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
   * of a key by `[]` and a reload, and the final bytes are written afterwards (moby#36632).
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
  readonly version: string | null;
  readonly running: boolean;
  readonly changes: readonly FileChange[];
  readonly settlement: Settlement;
  /** The settlement of the way back, known beforehand so that the intent can name every image. */
  readonly undo: Settlement;
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
