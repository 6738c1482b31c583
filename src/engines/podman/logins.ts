// The login that Podman sends to a registry, as containers/image looks it up (pkg/docker/config).

import type { ReadHost } from '../../host/ports.ts';
import type { Login } from '../../model/endpoint.ts';
import type { AbsPath } from '../../model/file.ts';
import { type AuthFile, findElsewhere, loginOf, readAuthFile, registryOfKey } from '../auth-file.ts';
import { dockerFolder } from '../docker-folder.ts';
import { isAtLeast } from './places.ts';

const HUB = 'docker.io';
const HUB_NAMES = [HUB, 'index.docker.io', 'registry-1.docker.io'];

/** Logins of single namespaces came with containers/image 5.14. */
const NAMESPACES_SINCE = '3.3';

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

/**
 * The first file that has something for this repository, then for each namespace above it, then for its registry
 * (findCredentialsInFile): a helper of the registry's first, then the entries.
 * @param registry as names of images have it, docker.io for Docker Hub
 * @param repository '' where it is about the registry alone
 */
export function podmanLogin(
  registry: string,
  repository: string,
  files: readonly AuthFile[],
  version: string | null,
): Login {
  const keys = isAtLeast(version, NAMESPACES_SINCE) ? keysFor(registry, repository) : [registry];
  for (const file of files) {
    const helper = file.helpers.get(registry);
    if (helper !== undefined) return { kind: 'helper', helper, path: file.path };
    for (const key of keys) {
      const entry = file.auths.get(key) ?? [...file.auths].find(([name]) => normal(name) === key)?.[1];
      const login = entry === undefined ? undefined : loginOf(entry, file.path);
      if (login !== undefined) return login;
    }
    if (file.store !== '' && keys.some((key) => file.auths.has(key)))
      return { kind: 'helper', helper: file.store, path: file.path };
  }
  return registry === HUB ? { kind: 'none' } : findElsewhere(registry, files);
}

/** registry/a/b, registry/a, registry (authKeysForKey). */
function keysFor(registry: string, repository: string): readonly string[] {
  const words = repository === '' ? [] : repository.split('/');
  const deeper = words.map((_, index) => [registry, ...words.slice(0, words.length - index)].join('/'));
  return [...deeper, registry];
}

/** normalizeAuthFileKey and normalizeRegistry: without scheme and what follows; the names of Docker Hub are one. */
function normal(key: string): string {
  const registry = registryOfKey(key);
  return HUB_NAMES.includes(registry) ? HUB : registry;
}
