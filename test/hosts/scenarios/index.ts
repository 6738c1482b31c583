// All scenarios, in the order in which they are run.

import type { Rig } from '../describe-release.ts';
import { describeAgent } from './agent.ts';
import { describeBothEngines, describeHostAlias } from './both-engines.ts';
import { describeBuildkit } from './buildkit.ts';
import { describeConfirm } from './confirm.ts';
import { describeContainerd } from './containerd.ts';
import { describeContainerdStore } from './containerd-store.ts';
import { describeCrash } from './crash.ts';
import { describeCrio } from './crio.ts';
import { describeDockerMirror } from './docker-mirror.ts';
import { describeDoctor } from './doctor.ts';
import { describeEngineFaults } from './engine-faults.ts';
import { describeExplain } from './explain.ts';
import { describeFailures } from './failures.ts';
import { describeFirstBoot } from './first-boot.ts';
import { describeGoingBack } from './going-back.ts';
import { describeImageBuild } from './image-build.ts';
import { describePackages } from './packages.ts';
import { describePodmanHost } from './podman-host.ts';
import { describePrivateCa } from './private-ca.ts';
import { describeQuestions } from './questions.ts';
import { describeRancher } from './rancher.ts';
import { describeRefusals } from './refusals.ts';
import { describeRootless } from './rootless.ts';
import { describeSecurity } from './security.ts';
import { sharedOut } from './shared-out.ts';
import { describeSwitch } from './switch.ts';
import { describeUnits } from './units.ts';
import { describeUnobtrusive } from './unobtrusive.ts';

export const SCENARIOS: readonly ((rig: Rig) => void)[] = [
  describeDockerMirror,
  describeContainerdStore,
  describeContainerd,
  describePrivateCa,
  describePodmanHost,
  describeBothEngines,
  describeHostAlias,
  describeExplain,
  describeDoctor,
  sharedOut(
    describeFailures,
    describeSwitch,
    describeRefusals,
    describeUnobtrusive,
    describeSecurity,
    describeGoingBack,
    describeCrash,
    describeEngineFaults,
    describeConfirm,
    describeQuestions,
    describeAgent,
    describePackages,
    describeUnits,
    describeRootless,
    describeImageBuild,
    describeFirstBoot,
  ),
  // Not every release can take part in all of them: their turns are counted by themselves.
  sharedOut(describeCrio),
  sharedOut(describeBuildkit),
  sharedOut(describeRancher),
];
