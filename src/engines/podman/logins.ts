// Where Podman looks logins up (containers/image pkg/docker/config).

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type AuthFile, readAuthFile } from '../auth-file.ts';
import { dockerFolder } from '../docker-folder.ts';

/**
 * The files in the order in which they are looked into (getAuthFilePaths). REGISTRY_AUTH_FILE is looked into in place of
 * all others (podman-login(1), --authfile).
 */
export function podmanAuthFiles(host: ReadHost, configuration: AbsPath): readonly AuthFile[] {
  const { session } = host;
  const named = host.live ? host.variable('REGISTRY_AUTH_FILE') : undefined;
  if (named !== undefined && named !== '') return present([readAuthFile(host, named)]);
  const runtime =
    session.kind === 'user' ? session.runtime : host.live ? host.variable('XDG_RUNTIME_DIR') : undefined;
  const uid = session.kind === 'user' ? session.uid : 0;
  const own = runtime === undefined || runtime === '' ? `/run/containers/${uid}` : `${runtime}/containers`;
  const paths = [
    `${own}/auth.json`,
    `${configuration}/containers/auth.json`,
    `${dockerFolder(host)}/config.json`,
  ];
  return present(paths.map((path) => readAuthFile(host, path)));
}

function present(files: readonly (AuthFile | undefined)[]): readonly AuthFile[] {
  return files.filter((file) => file !== undefined);
}
