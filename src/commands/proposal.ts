// What a changing command is given, and what it makes of it.

import type { Engine } from '../engines/engine.ts';
import type { ReadHost } from '../host/ports.ts';
import type { Finding } from '../model/finding.ts';
import type { Managed } from '../model/managed.ts';
import type { Plan } from '../model/plan.ts';
import type { Progress } from '../model/step.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import type { State } from '../transaction/store.ts';

/** What a command makes of the host as it is: a plan, or what stands in its way. */
export interface Proposal {
  readonly plan: Plan;
  readonly engines: readonly FoundEngine[];
  readonly findings: readonly Finding[];
  readonly stackAfter: readonly string[] | undefined;
}

export interface Situation {
  readonly host: ReadHost;
  readonly engines: readonly Engine[];
  readonly state: State;
  readonly managed: Managed;
  readonly progress: Progress;
}
