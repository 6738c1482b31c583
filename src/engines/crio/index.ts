// CRI-O, which pulls for Kubernetes by the registries.conf that Podman reads, too.

import type { Engine } from '../engine.ts';
import { entriesOfRegistries, recogniseRegistries } from '../registries-conf/entries.ts';
import { inspectCrio } from './inspect.ts';
import { askAgain, compareCrio, isReady } from './loaded.ts';
import type { CrioObserved } from './observed.ts';
import { ENGINE, UNIT } from './places.ts';
import { planCrio } from './plan.ts';
import { pullOfCrio } from './pull.ts';
import { routesOfCrio } from './routes.ts';
import { assumeCrio, settleCrio } from './settle.ts';

export const crio: Engine<CrioObserved> = {
  id: ENGINE,
  holder: 'podman',
  units: [UNIT],
  inspect: inspectCrio,
  entries: entriesOfRegistries,
  recognise: recogniseRegistries,
  plan: planCrio,
  settle: settleCrio,
  assume: assumeCrio,
  // It has no command that judges a file alone; one that it refuses it leaves aside at the reload, and says so.
  check: () => Promise.resolve([]),
  ready: isReady,
  // What it has loaded is its word in the journal: that is asked.
  watchReload: () => Promise.resolve(undefined),
  known: (observed) => observed.loaded,
  loaded: askAgain,
  compare: compareCrio,
  routes: routesOfCrio,
  // Logins come with each pull, from Kubernetes.
  logIn: () => undefined,
  pull: pullOfCrio,
};
