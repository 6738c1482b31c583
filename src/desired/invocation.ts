// The command line as one value: which command, what is asked of it, and how it is to be done.

import type { HostValues } from '../model/command-tree.ts';
import type { NamedRegistry } from '../model/endpoint.ts';
import type { AbsPath } from '../model/file.ts';
import type { Origin } from '../model/generation.ts';
import type { ApplyMode } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import type { RemoveSelector } from './selector.ts';

/** Where the configuration file is when none is named. */
export const DEFAULT_CONFIG = '/etc/registry-client/config.json5';

/** The options of every command. */
export interface GlobalOptions {
  /** The system to work on when it is not the running one (--root); as the caller sees it. */
  readonly root?: AbsPath;
  /** Whose rootless engines and files it is about (--user), as it was typed; undefined: the system's. */
  readonly user?: string;
  /**
   * Where the state is kept, as the host's own programs see it (with --root: inside that root). '': in the home of the
   * user, which is not known before he is looked up.
   */
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
  /** Undone by itself unless it is confirmed within so many milliseconds; undefined: it stands. */
  readonly confirmWithin?: number;
  /** The registries are not contacted before the change. */
  readonly skipProbe?: true;
}

/** What is tried out through the engines' own commands when the change is made. */
export interface TryOut {
  /** Images. */
  readonly pulls: readonly string[];
  /** `named`: it is the one that was asked for by its name, in which way ever it is spoken to. */
  readonly login: {
    readonly user: string;
    readonly hosts: readonly string[];
    readonly named: boolean;
  } | null;
}

export interface SetupInvocation extends ChangeOptions {
  readonly command: 'setup';
  readonly global: GlobalOptions;
  /** Flags add to what is in force; a file is the whole of what files put in (Holdings.fromFile). */
  readonly origin: Origin;
  /** In the order of the kinds (see Request), then in the order given; each only once. Empty only from a file, and where `asks`. */
  readonly requests: readonly Request[];
  readonly engines: EngineChoice;
  readonly replace: boolean;
  readonly adopt: boolean;
  readonly dropIn: boolean;
  readonly convert: boolean;
  readonly tryOut?: TryOut;
  /** Nothing is asked for, and there is somebody to ask. */
  readonly asks?: true;
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

export interface DoctorInvocation {
  readonly command: 'doctor';
  readonly global: GlobalOptions;
  readonly engines: EngineChoice;
  /** Empty: everything that is configured. */
  readonly registries: readonly NamedRegistry[];
}

export interface ExplainInvocation {
  readonly command: 'explain';
  readonly global: GlobalOptions;
  readonly engines: EngineChoice;
  /** As they were typed; at least one. */
  readonly images: readonly string[];
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

export interface ConfirmInvocation {
  readonly command: 'confirm';
  readonly global: GlobalOptions;
}

/** `--once`, or to stay; the others only leave a word for the runs to come. */
type AgentMode =
  | { readonly kind: 'once' }
  | { readonly kind: 'stay' }
  | { readonly kind: 'resume' }
  /** Milliseconds from now on. */
  | { readonly kind: 'pause'; readonly duration: number };

export interface AgentInvocation {
  readonly command: 'agent';
  readonly global: GlobalOptions;
  readonly mode: AgentMode;
  /** The configuration file that the host is kept as. */
  readonly config: AbsPath;
  /** Where the figures for Prometheus go; '': nowhere. */
  readonly metrics: AbsPath | '';
  /** How often the host is looked at when nothing says that it has changed, milliseconds. */
  readonly interval: number;
}

/** How the first boot gets the program. */
export type Source =
  | { readonly kind: 'image' }
  | { readonly kind: 'apt' }
  /** The checksum is that of the package as `npm pack` gets it. */
  | { readonly kind: 'npm'; readonly sha256: string }
  /** A package (its name ends in .deb) or the executable itself. */
  | { readonly kind: 'url'; readonly url: string; readonly sha256: string };

export interface CloudInitInvocation {
  readonly command: 'cloud-init';
  readonly global: GlobalOptions;
  readonly requests: readonly Request[];
  readonly engines: EngineChoice;
  readonly apply: ApplyMode;
  readonly dropIn: boolean;
  readonly convert: boolean;
  readonly source: Source;
  /** Packages that the same document installs: the engine, for example. */
  readonly packages: readonly string[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script of a shell, or what that script asks of this host when a value is to be completed. */
export type CompletionWanted =
  | { readonly kind: 'script'; readonly shell: Shell }
  /** `adopt`: also what others wrote. */
  | { readonly kind: 'values'; readonly values: HostValues; readonly adopt: boolean };

export interface CompletionInvocation {
  readonly command: 'completion';
  readonly global: GlobalOptions;
  readonly wanted: CompletionWanted;
}

export type Invocation =
  | SetupInvocation
  | RemoveInvocation
  | RollbackInvocation
  | StatusInvocation
  | DoctorInvocation
  | ExplainInvocation
  | HistoryInvocation
  | ConfirmInvocation
  | RecoverInvocation
  | CloudInitInvocation
  | AgentInvocation
  | CompletionInvocation;
