// Scenarios about the program and systemd more than about a release: each runs on one of the releases, in turn.

import type { Rig } from '../describe-release.ts';
import { RELEASES } from '../lab/releases.ts';

/** REGISTRY_CLIENT_LAB_EVERYWHERE=1: on all of them. */
const EVERYWHERE = process.env.REGISTRY_CLIENT_LAB_EVERYWHERE === '1';

const NAMES: readonly string[] = Object.keys(RELEASES);

/** Shares the hosts of a group of scenarios out; every release registers them in the same order. */
export function sharedOut(describeScenarios: (rig: Rig) => void): (rig: Rig) => void {
  return (rig) => {
    let turn = 0;
    const onHost: Rig['onHost'] = (title, before, body) => {
      const isMine = NAMES[turn % NAMES.length] === rig.release.name;
      turn += 1;
      if (isMine || EVERYWHERE) rig.onHost(title, before, body);
    };
    describeScenarios({ ...rig, onHost });
  };
}
