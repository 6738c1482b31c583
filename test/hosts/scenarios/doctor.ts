// S10: doctor names the cause and no other, in every state of the catalogue, and the engines really fail in it.

import type { Rig } from '../describe-release.ts';
import { describeHealthy } from './doctor-healthy.ts';
import { describeHostStates } from './doctor-host.ts';
import { describeMirrors } from './doctor-mirrors.ts';
import { describePushes } from './doctor-pushes.ts';
import { describeRegistries } from './doctor-registries.ts';
import { describeTryOut } from './doctor-setup.ts';

export function describeDoctor(rig: Rig): void {
  describeRegistries(rig);
  describeMirrors(rig);
  describeHostStates(rig);
  describePushes(rig);
  describeTryOut(rig);
  describeHealthy(rig);
}
