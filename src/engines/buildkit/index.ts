// BuildKit: a buildkitd of its own, and the builders of buildx that run one in containers. Changed only where it is meant.

import type { Engine } from '../engine.ts';
import { checkBuildkit } from './check.ts';
import { entriesOfBuildkit, recogniseBuildkit } from './entries.ts';
import { inspectBuildkit } from './inspect.ts';
import { askLoaded, isReady, knownLoaded } from './loaded.ts';
import { type BuildkitObserved, ENGINE } from './observed.ts';
import { UNIT } from './places.ts';
import { planBuildkit } from './plan.ts';
import { routesOfBuildkit } from './routes.ts';
import { assumeBuildkit, settleBuildkit } from './settle.ts';

export const buildkit: Engine<BuildkitObserved> = {
  id: ENGINE,
  holder: ENGINE,
  units: [UNIT],
  inspect: inspectBuildkit,
  entries: entriesOfBuildkit,
  recognise: recogniseBuildkit,
  plan: planBuildkit,
  settle: settleBuildkit,
  assume: assumeBuildkit,
  check: checkBuildkit,
  ready: isReady,
  watchReload: () => Promise.resolve(undefined),
  known: knownLoaded,
  loaded: askLoaded,
  // What is known is what stands in the file: see knownLoaded.
  compare: () => [],
  routes: routesOfBuildkit,
  // Logins are those of the docker command, and images come when something is built.
  logIn: () => undefined,
  pull: () => undefined,
};
