// The login that the docker command sends to a registry, as docker/cli looks it up.

import type { ReadHost } from '../../host/ports.ts';
import type { Login } from '../../model/endpoint.ts';
import { type AuthFile, findElsewhere, loginOf, readAuthFile, registryOfKey } from '../auth-file.ts';
import { dockerFolder } from '../docker-folder.ts';
import { HUB } from './ways.ts';

/** Under this name logins of Docker Hub are kept (docker/cli config, IndexServer). */
const HUB_KEY = 'https://index.docker.io/v1/';
const OTHER_HUB_NAMES = [HUB, 'index.docker.io', 'registry-1.docker.io'];

export function dockerAuthFile(host: ReadHost): AuthFile | undefined {
  return readAuthFile(host, `${dockerFolder(host)}/config.json`);
}

/**
 * A helper for this registry alone, then the store for all, then the file: by exactly this name, else by a key that is
 * this name with a scheme and a path (docker/cli config/credentials/file_store.go, ConvertToHostname).
 * @param registry as the names of images have it: docker.io for Docker Hub
 */
export function dockerLogin(registry: string, file: AuthFile | undefined): Login {
  if (file === undefined) return { kind: 'none' };
  const { path, auths, helpers, store } = file;
  const key = registry === HUB ? HUB_KEY : registry;
  const helper = helpers.get(key) ?? store;
  if (helper !== '') return { kind: 'helper', helper, path };
  const entry =
    auths.get(key) ?? [...auths].find(([name]) => name !== HUB_KEY && hostOfKey(name) === key)?.[1];
  const login = entry === undefined ? undefined : loginOf(entry, path);
  if (login !== undefined) return login;
  if (registry !== HUB) return findElsewhere(registry, [file]);
  const under = [...auths].find(
    ([name, other]) => isHubName(name) && loginOf(other, path) !== undefined,
  )?.[0];
  return under === undefined ? { kind: 'none' } : { kind: 'elsewhere', under, path };
}

function isHubName(key: string): boolean {
  return OTHER_HUB_NAMES.includes(hostOfKey(key));
}

/** ConvertToHostname drops a path without a scheme before it, too. */
function hostOfKey(key: string): string {
  return registryOfKey(key).replace(/\/.*$/, '');
}
