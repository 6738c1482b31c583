// Whom Podman asks, in which order and in which way: Engine.routes. A new process is meant, which reads the files.

import type { ReadHost } from '../../host/ports.ts';
import type { RouteQuestion, Routes } from '../../model/endpoint.ts';
import { routesOfRegistries } from '../registries-conf/routes.ts';
import { readRecorded } from '../registries-conf/short-names.ts';
import { podmanAuthFiles } from './logins.ts';
import type { PodmanObserved } from './observed.ts';
import { podmanProxies } from './proxies.ts';

export async function routesOfPodman(
  question: RouteQuestion,
  observed: PodmanObserved,
  host: ReadHost,
): Promise<Routes> {
  const { configuration, rules } = observed;
  return routesOfRegistries(question, observed, {
    host,
    recorded: readRecorded(host, rules),
    settings: podmanProxies(host, configuration),
    files: podmanAuthFiles(host, configuration),
  });
}
