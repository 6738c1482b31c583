// What differs between the files and what Podman says it has in force.

import type { Finding } from '../../model/finding.ts';
import type { Loaded } from '../engine.ts';
import { compareInfo, expectInfo } from '../registries-conf/info.ts';
import { viewOf } from '../registries-conf/view.ts';
import { factsOf } from './loaded.ts';
import type { PodmanObserved } from './observed.ts';

/** Each difference as an error. Files that Podman refuses have no view to compare with: `loaded` is unknown then. */
export function comparePodman(observed: PodmanObserved, loaded: Loaded): readonly Finding[] {
  const facts = factsOf(loaded);
  const view = viewOf(observed);
  if (facts === undefined || !view.ok) return [];
  const expected = expectInfo(view.value);
  const { engine } = observed;
  return [
    ...compareInfo(expected, facts.own, engine),
    ...(facts.service === undefined ? [] : compareInfo(expected, facts.service, engine, 'podman.service: ')),
  ];
}
