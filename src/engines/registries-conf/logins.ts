// The login that is sent to a registry, as containers/image looks it up in its files (pkg/docker/config).

import type { Login } from '../../model/endpoint.ts';
import { type AuthFile, findElsewhere, loginOf, registryOfKey } from '../auth-file.ts';
import { HUB } from './needs.ts';

const HUB_NAMES = [HUB, 'index.docker.io', 'registry-1.docker.io'];

/** What is looked up: `registry` as names of images have it, docker.io for Docker Hub. */
export interface LoginQuestion {
  readonly registry: string;
  /** '' where it is about the registry alone. */
  readonly repository: string;
  /** See Rules. */
  readonly knowsNamespaces: boolean;
}

/**
 * The first file that has something for this repository, then for each namespace above it, then for its registry
 * (findCredentialsInFile): a helper of the registry's first, then the entries.
 */
export function findLogin(
  { registry, repository, knowsNamespaces }: LoginQuestion,
  files: readonly AuthFile[],
): Login {
  const keys = knowsNamespaces ? keysFor(registry, repository) : [registry];
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
