// What Podman has in force: a new process reads the files again, a running service keeps what it has read.

import type { ReadHost } from '../../host/ports.ts';
import type { Loaded } from '../engine.ts';
import { type RegistriesInfo, readFacts } from '../registries-conf/info.ts';
import { askPodman } from './ask.ts';
import type { PodmanObserved } from './observed.ts';
import { readPodmanInfo } from './registries-info.ts';
import { inspectService } from './service.ts';

/** The facts of a Podman host: of a new process, and of the service where one runs. */
export interface PodmanFacts {
  readonly own: RegistriesInfo;
  readonly service: RegistriesInfo | undefined;
}

/**
 * Asks `podman info`, and the service through its socket. The service's state is looked at right before: the socket
 * would start a stopped one, and one that is idle ends after five seconds (podman-system-service(1)).
 */
export async function askLoaded(
  { version, socket }: Pick<PodmanObserved, 'version' | 'socket'>,
  host: ReadHost,
): Promise<Loaded> {
  const asked = await askPodman(host, version);
  if (asked.kind !== 'info') return { kind: 'unknown', reason: asked.error };
  const service = await inspectService(host);
  if (service.kind === 'stopped') return toLoaded({ own: asked.info, service: undefined });
  const answer = await host.get(socket, `/v${version ?? '4.0.0'}/libpod/info`);
  if (answer.kind === 'failed') return { kind: 'unknown', reason: `${socket}: ${answer.errno}` };
  const info = answer.status === 200 ? readPodmanInfo(answer.body) : undefined;
  if (info === undefined) return { kind: 'unknown', reason: `${socket}: HTTP ${answer.status}` };
  return toLoaded({ own: asked.info, service: info });
}

export function toLoaded({ own, service }: PodmanFacts): Loaded {
  return { kind: 'known', facts: { ...own, ...(service === undefined ? {} : { service }) } };
}

/** undefined: not known, or not facts of ours. */
export function factsOf(loaded: Loaded): PodmanFacts | undefined {
  if (loaded.kind === 'unknown') return undefined;
  const own = readFacts(loaded.facts);
  return own === undefined ? undefined : { own, service: readFacts(loaded.facts.service) };
}
