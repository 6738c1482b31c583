// Logging in and pulling with the docker command: the daemon asks the registries, and says nothing of which.

import type { Command, ReadHost } from '../../host/ports.ts';
import type { NewLogin, PullWay } from '../engine.ts';
import { cliEnvironment } from './loaded.ts';
import type { DockerObserved } from './observed.ts';

/** Milliseconds: an image of some gigabytes on a slow line. */
const PULL_LIMIT = 1_800_000;

/** docker-login(1) */
export function loginOfDocker(
  { registry, user, password }: NewLogin,
  observed: DockerObserved,
  host: ReadHost,
): Command {
  return {
    program: 'docker',
    arguments: ['login', '--username', user, '--password-stdin', registry],
    environment: cliEnvironment(host, observed.socket),
    timeout: host.timeout,
    input: password,
  };
}

export function pullOfDocker(image: string, observed: DockerObserved, host: ReadHost): PullWay {
  const environment = cliEnvironment(host, observed.socket);
  const docker = (...words: readonly string[]) => ({ program: 'docker', arguments: words, environment });
  return {
    isHere: { ...docker('image', 'inspect', '--format', '{{.Id}}', '--', image), timeout: host.timeout },
    pull: { ...docker('pull', '--quiet', '--', image), timeout: PULL_LIMIT },
    servedBy: () => undefined,
    process: observed.daemon?.pid ?? null,
  };
}
