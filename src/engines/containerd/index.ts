// containerd, where Kubernetes or nerdctl uses it.

import type { Engine } from '../engine.ts';
import { checkContainerd } from './check.ts';
import { entriesOfContainerd, recogniseContainerd } from './entries.ts';
import { inspectContainerd } from './inspect.ts';
import { askAgain, compareContainerd, isReady } from './loaded.ts';
import type { ContainerdObserved } from './observed.ts';
import { ENGINE, UNIT } from './places.ts';
import { planContainerd } from './plan.ts';
import { pullOfContainerd } from './pull.ts';
import { routesOfContainerd } from './routes.ts';
import { assumeContainerd, settleContainerd } from './settle.ts';

export const containerd: Engine<ContainerdObserved> = {
  id: ENGINE,
  holder: ENGINE,
  units: [UNIT],
  inspect: inspectContainerd,
  entries: entriesOfContainerd,
  recognise: recogniseContainerd,
  plan: planContainerd,
  settle: settleContainerd,
  assume: assumeContainerd,
  check: checkContainerd,
  ready: isReady,
  // It is never reloaded.
  watchReload: () => Promise.resolve(undefined),
  known: (observed) => observed.loaded,
  loaded: askAgain,
  compare: compareContainerd,
  routes: routesOfContainerd,
  // Logins come with each pull, from Kubernetes.
  logIn: () => undefined,
  pull: pullOfContainerd,
};
