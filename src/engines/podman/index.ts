// Podman, and with it Buildah and Skopeo, which read the same files.

import type { Engine } from '../engine.ts';
import { entriesOfRegistries, recogniseRegistries } from '../registries-conf/entries.ts';
import { planRegistries } from '../registries-conf/plan.ts';
import { checkPodman } from './check.ts';
import { comparePodman } from './compare.ts';
import { inspectPodman } from './inspect.ts';
import { askLoaded } from './loaded.ts';
import type { PodmanObserved } from './observed.ts';
import { loginOfPodman, pullOfPodman } from './pull.ts';
import { routesOfPodman } from './routes.ts';
import { isReady } from './service.ts';
import { assumePodman, settlePodman } from './settle.ts';

export const podman: Engine<PodmanObserved> = {
  id: 'podman',
  holder: 'podman',
  units: ['podman.service', 'podman-restart.service', 'podman-auto-update.service'],
  inspect: inspectPodman,
  entries: entriesOfRegistries,
  recognise: recogniseRegistries,
  plan: planRegistries,
  settle: settlePodman,
  assume: assumePodman,
  known: (observed) => observed.loaded,
  check: checkPodman,
  ready: isReady,
  // The service says nothing of a reload but in its log: what it has loaded is asked instead.
  watchReload: () => Promise.resolve(undefined),
  loaded: askLoaded,
  compare: comparePodman,
  routes: routesOfPodman,
  logIn: loginOfPodman,
  pull: pullOfPodman,
};
