// Findings of every code, and of every reason that has words of its own, about every kind of place.

import {
  type FindingCode,
  type FindingOf,
  type FindingPlace,
  finding,
} from '../../../../src/model/finding.ts';
import type { Samples } from './sample.ts';
import {
  BUILDKIT,
  CA,
  CONTAINERD,
  CRIO,
  DOCKER,
  HOSTS_TOML,
  PODMAN,
  RANCHER,
  ROUTE,
} from './samples-of-engines.ts';
import { AGENT, GENERAL, TRANSACTION, USE } from './samples-of-host.ts';
import { PROBE, REGISTRY } from './samples-of-registries.ts';

/** The compiler asks for a code that is new. */
const SAMPLES: Samples = {
  ...GENERAL,
  ...AGENT,
  ...CA,
  ...CONTAINERD,
  ...CRIO,
  ...DOCKER,
  ...BUILDKIT,
  ...HOSTS_TOML,
  ...PODMAN,
  ...PROBE,
  ...RANCHER,
  ...REGISTRY,
  ...ROUTE,
  ...TRANSACTION,
  ...USE,
};

const PLACES: readonly FindingPlace[] = [
  { path: '/etc/containers/registries.conf.d/a.conf' },
  { engine: 'docker', path: '/etc/docker/certs.d/a.example/client.key' },
  {
    engine: 'podman',
    path: '/etc/containers/certs.d/a.example/ca.cert',
    position: { line: 3, column: 7 },
    user: 'alice',
  },
];

/** For what is raised about an engine as a rule. */
const ENGINES_FIRST = PLACES.toSorted(
  (a, b) => Number(b.engine !== undefined) - Number(a.engine !== undefined),
);

export const CODES: readonly FindingCode[] = codesOf(SAMPLES);

/** All samples in all places; what is of the command line has none. */
export function findingsOf<Code extends FindingCode>(code: Code): readonly FindingOf<Code>[] {
  const places = code in GENERAL ? [{}, ...PLACES] : code === 'ENGINE_DID_NOT_LOAD' ? ENGINES_FIRST : PLACES;
  return places.flatMap((place) => SAMPLES[code].map((args) => finding('error', code, args, place)));
}

function codesOf(samples: Samples): readonly FindingCode[] {
  const codes: FindingCode[] = [];
  let code: FindingCode;
  for (code in samples) codes.push(code);
  return codes;
}
