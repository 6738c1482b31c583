// What is found out about a host with CRI-O.

import type { AbsPath } from '../../model/file.ts';
import type { Loaded } from '../engine.ts';
import type { RegistriesObserved } from '../registries-conf/observed.ts';
import type { CrioSettings } from './settings.ts';

/** The running CRI-O. */
export interface Daemon {
  readonly pid: number;
  /** Of its unit (systemd.exec(5), INVOCATION_ID). */
  readonly invocation: string;
  /** Milliseconds since 1970; undefined where /proc does not say. */
  readonly startedAt: number | undefined;
  /** Its unit has an ExecReload. */
  readonly canReload: boolean;
  /** The registries.conf that it was started with by a flag or variable, in place of the usual one. */
  readonly elsewhere: { readonly path: AbsPath; readonly by: string } | undefined;
}

export interface CrioObserved extends RegistriesObserved {
  readonly daemon: Daemon | undefined;
  readonly settings: CrioSettings;
  /** Why its journal cannot tell what it has loaded; undefined: it can. */
  readonly silence: string | undefined;
  /** A node of OpenShift, where an operator keeps these files; `listed`: registries.conf is among those that it wrote. */
  readonly operator: { readonly path: AbsPath; readonly listed: boolean } | undefined;
  readonly loaded: Loaded;
}
