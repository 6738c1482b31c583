// k3s and rke2 as engines: one and the same, but for where things are.

import type { Engine } from '../engine.ts';
import type { Distribution } from './distribution.ts';
import { inspectRancher } from './inspect.ts';
import { askRancher, compareRancher, knownRancher } from './loaded.ts';
import { entriesOfRancher, recogniseRancher } from './needs.ts';
import type { RancherObserved } from './observed.ts';
import { planRancher } from './plan.ts';
import { pullOfRancher } from './pull.ts';
import { isReady } from './ready.ts';
import { routesOfRancher } from './routes.ts';
import { assumeRancher, settleRancher } from './settle.ts';

export function engineOf(distribution: Distribution): Engine<RancherObserved> {
  return {
    id: distribution.id,
    holder: distribution.id,
    units: Object.values(distribution.units),
    inspect: (host, scope) => inspectRancher(distribution, host, scope),
    entries: entriesOfRancher,
    recognise: recogniseRancher,
    plan: (wish, observed) => planRancher(distribution, wish, observed),
    settle: (changes, observed, mode) => settleRancher(distribution, changes, observed, mode),
    assume: assumeRancher,
    // There is nothing to ask: our own reading stands in for it.
    check: () => Promise.resolve([]),
    ready: (_observed, host) => isReady(distribution, host),
    watchReload: () => Promise.resolve(undefined),
    known: knownRancher,
    loaded: askRancher,
    compare: (observed, loaded) => compareRancher(distribution, observed, loaded),
    routes: (question, observed, host) => routesOfRancher(distribution, question, observed, host),
    logIn: () => undefined,
    pull: (image, observed, host) => pullOfRancher(distribution, image, observed, host),
  };
}
