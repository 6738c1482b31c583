// Scenarios about the program and systemd more than about a release can be shared out: each on one release, in turn.

import type { Rig } from '../describe-release.ts';
import { RELEASES } from '../lab/releases.ts';

/** REGISTRY_CLIENT_LAB_SHARED=1: where time is short; else every scenario runs on every release. */
const SHARED = process.env.REGISTRY_CLIENT_LAB_SHARED === '1';

const NAMES: readonly string[] = Object.keys(RELEASES);

/** Whether a part of one scenario, by its number, is this release's to do. */
export function isMyShare(index: number, release: string): boolean {
  return !SHARED || NAMES[index % NAMES.length] === release;
}

/** Of many rows of one table every second one, where time is short. */
export function isInSample(_row: unknown, index: number): boolean {
  return !SHARED || index % 2 === 0;
}

/** Shares a group of scenarios out, when that is asked for; every release registers them in the same order. */
export function sharedOut(...group: readonly ((rig: Rig) => void)[]): (rig: Rig) => void {
  return (rig) => {
    let turn = 0;
    const isMine = (): boolean => {
      turn += 1;
      return !SHARED || NAMES[turn % NAMES.length] === rig.release.name;
    };
    const mine: Rig = {
      release: rig.release,
      onHost: (...test) => isMine() && rig.onHost(...test),
      onImage: (...test) => isMine() && rig.onImage(...test),
      onFirstBoot: (...test) => isMine() && rig.onFirstBoot(...test),
    };
    for (const describeScenarios of group) describeScenarios(mine);
  };
}
