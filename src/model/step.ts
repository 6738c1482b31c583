// The steps of a run as they happen, for whoever shows them.

import type { AbsPath } from './file.ts';

export type StepName =
  | 'wait' // another run holds the lock, and --wait was given
  | 'lock'
  | 'recover'
  | 'inspect'
  | 'plan'
  | 'probe'
  | 'check'
  | 'backup'
  | 'write'
  | 'activate'
  | 'verify'
  | 'commit'
  | 'login'
  | 'pull'
  | 'undo';

export interface Step {
  readonly step: StepName;
  readonly engine?: string;
  readonly path?: AbsPath;
  /** With `activate`: what is done to the engine. */
  readonly by?: 'reload' | 'restart';
}

/** Takes every step when it begins; must not throw. */
export type Progress = (step: Step) => void;
