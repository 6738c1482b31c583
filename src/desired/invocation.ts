// The command line as one value: which command, what is asked of it, and how it is to be done.

import type { AbsPath } from '../model/file.ts';
import type { ApplyMode } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import type { RemoveSelector } from './selector.ts';

/** The options of every command. */
export interface GlobalOptions {
  /** The system to work on when it is not the running one (--root); as the caller sees it. */
  readonly root?: AbsPath;
  /** Where the state is kept, as the host's own programs see it (with --root: inside that root). */
  readonly stateDir: AbsPath;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** False with --no-color; whether there is a terminal is for the report to find out. */
  readonly color: boolean;
  /** The limit for one question to an engine, milliseconds. */
  readonly timeout: number;
  /** How long to wait for the lock, milliseconds; 0: not at all. */
  readonly wait: number;
}

/** `auto`: every engine that is found. */
export type EngineChoice =
  | { readonly kind: 'auto' }
  | { readonly kind: 'named'; readonly ids: readonly string[] };

/** How a change is done, the same for every command that makes one. */
export interface ChangeOptions {
  readonly apply: ApplyMode;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export interface SetupInvocation extends ChangeOptions {
  readonly command: 'setup';
  readonly global: GlobalOptions;
  /** In the order of the kinds (see Request), then in the order given; each only once. Never empty. */
  readonly requests: readonly Request[];
  readonly engines: EngineChoice;
  readonly replace: boolean;
  readonly adopt: boolean;
  readonly dropIn: boolean;
  readonly convert: boolean;
}

export interface RemoveInvocation extends ChangeOptions {
  readonly command: 'remove';
  readonly global: GlobalOptions;
  /** Everything that is ours: the selectors are empty then. */
  readonly all: boolean;
  readonly selectors: readonly RemoveSelector[];
  readonly engines: EngineChoice;
  readonly adopt: boolean;
}

type RollbackTarget =
  | { readonly kind: 'newest' }
  | { readonly kind: 'generation'; readonly id: string }
  | { readonly kind: 'original' };

export interface RollbackInvocation extends ChangeOptions {
  readonly command: 'rollback';
  readonly global: GlobalOptions;
  readonly target: RollbackTarget;
  readonly force: boolean;
}

export interface StatusInvocation {
  readonly command: 'status';
  readonly global: GlobalOptions;
  readonly engines: EngineChoice;
}

export interface HistoryInvocation {
  readonly command: 'history';
  readonly global: GlobalOptions;
  readonly show: { readonly kind: 'list' } | { readonly kind: 'generation'; readonly id: string };
}

export interface RecoverInvocation {
  readonly command: 'recover';
  readonly global: GlobalOptions;
}

export type Invocation =
  | SetupInvocation
  | RemoveInvocation
  | RollbackInvocation
  | StatusInvocation
  | HistoryInvocation
  | RecoverInvocation;
