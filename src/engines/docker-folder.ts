// Where the docker command keeps what belongs to a user; Podman looks for logins there, too.

import type { ReadHost } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';

/** $DOCKER_CONFIG, else ~/.docker; under --root that of root. */
export function dockerFolder(host: ReadHost): AbsPath {
  const { session, live } = host;
  const named = live ? host.variable('DOCKER_CONFIG') : undefined;
  if (named !== undefined && named !== '') return named;
  const home = session.kind === 'user' ? session.home : live ? host.variable('HOME') : undefined;
  return `${home ?? '/root'}/.docker`;
}
