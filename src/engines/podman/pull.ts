// Logging in and pulling with the podman command, which says at its debug level whom it asks.

import type { Command, ReadHost } from '../../host/ports.ts';
import type { NewLogin, PullWay } from '../engine.ts';
import type { PodmanObserved } from './observed.ts';

/** Milliseconds: an image of some gigabytes on a slow line. */
const PULL_LIMIT = 1_800_000;

/** The variables of the caller that Podman goes by when it asks registries; others are kept from it. */
const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'].concat([
  'REGISTRY_AUTH_FILE',
  'CONTAINERS_REGISTRIES_CONF',
]);

function environmentOf(host: ReadHost): Readonly<Record<string, string>> {
  return Object.fromEntries(
    VARIABLES.flatMap((name) => {
      const value = host.variable(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** podman-login(1) */
export function loginOfPodman(
  { registry, user, password }: NewLogin,
  _observed: PodmanObserved,
  host: ReadHost,
): Command {
  return {
    program: 'podman',
    arguments: ['login', '--username', user, '--password-stdin', registry],
    environment: environmentOf(host),
    timeout: host.timeout,
    input: password,
  };
}

export function pullOfPodman(image: string, _observed: PodmanObserved, host: ReadHost): PullWay {
  const environment = environmentOf(host);
  const podman = (...words: readonly string[]) => ({
    program: 'podman',
    arguments: words,
    environment,
  });
  return {
    isHere: { ...podman('image', 'exists', '--', image), timeout: host.timeout },
    pull: { ...podman('--log-level', 'debug', 'pull', '--quiet', '--', image), timeout: PULL_LIMIT },
    servedBy: serverIn,
    process: null,
  };
}

/**
 * containers/image docker/docker_image_src.go, newImageSource: `Trying to access "host/name"` for each endpoint, and
 * `Accessing "host/name" failed: …` after it where it is passed over. Inside of a logged line the quotes are escaped.
 * @returns host[:port] of the last that was not passed over
 */
export function serverIn(output: string): string | undefined {
  let server: string | undefined;
  for (const line of output.split('\n')) {
    const [, tried] = /Trying to access \\?"([^"\\]+)\\?"/.exec(line) ?? [];
    const [, failed] = /Accessing \\?"([^"\\]+)\\?" failed/.exec(line) ?? [];
    if (tried !== undefined) server = hostOf(tried);
    else if (failed !== undefined && hostOf(failed) === server) server = undefined;
  }
  return server;
}

/** Docker Hub's registry goes by a name that its images do not have. */
function hostOf(reference: string): string {
  const [host = ''] = reference.split('/', 1);
  return host === 'docker.io' ? 'registry-1.docker.io' : host;
}
