// Files with logins, config.json of Docker and auth.json of Podman: the same format, read by both.

import { isJsonObject, type JsonObject, parseJson } from '../formats/json/plain.ts';
import type { ReadHost } from '../host/ports.ts';
import type { Login } from '../model/endpoint.ts';
import { type AbsPath, textOf } from '../model/file.ts';
import { splitHostPort } from '../model/registry.ts';

/** What such a file says; secrets stay in it until an endpoint is asked. */
export interface AuthFile {
  readonly path: AbsPath;
  /** Names of registries, as written, and what is kept for them. */
  readonly auths: ReadonlyMap<string, JsonObject>;
  /** Programs that keep the logins of single registries. */
  readonly helpers: ReadonlyMap<string, string>;
  /** The program that keeps all others; '' for none. */
  readonly store: string;
}

/** Reads a file; undefined where it is not there, cannot be read or is no JSON: the engines go on without it, or say so. */
export function readAuthFile(host: ReadHost, path: AbsPath): AuthFile | undefined {
  const state = host.read(path);
  if (state.kind !== 'file') return undefined;
  const parsed = parseJson(textOf(state));
  if (!isJsonObject(parsed)) return undefined;
  const helpers = entriesOf(parsed.credHelpers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return {
    path,
    auths: new Map(
      entriesOf(parsed.auths).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])),
    ),
    helpers: new Map(helpers),
    store: typeof parsed.credsStore === 'string' ? parsed.credsStore : '',
  };
}

/**
 * What an entry holds: `identitytoken` before `auth`, which is `user:password` in base64, before the two in the clear.
 * undefined: nothing, as a store of its own leaves it behind.
 */
export function loginOf(entry: JsonObject, path: AbsPath): Login | undefined {
  const { auth, username, password, identitytoken: token } = entry;
  if (typeof token === 'string' && token !== '') return { kind: 'identity', token, path };
  const pair = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8') : '';
  const colon = pair.indexOf(':');
  // NUL bytes at the end are cut off (docker/cli config/configfile, decodeAuth).
  if (colon > 0) {
    const said = pair.slice(colon + 1).replace(/^\0+|\0+$/g, '');
    return { kind: 'password', user: pair.slice(0, colon), password: said, path };
  }
  return typeof username === 'string' && username !== '' && typeof password === 'string'
    ? { kind: 'password', user: username, password, path }
    : undefined;
}

/** The key of a file as the name of a registry: without scheme, and without what follows the name where one is written. */
export function registryOfKey(key: string): string {
  return /^https?:\/\//.test(key) ? key.replace(/^https?:\/\//, '').replace(/\/.*$/, '') : key;
}

/** A login for the same server under a name that the engine does not look under: another port, or none. */
export function findElsewhere(registry: string, files: readonly AuthFile[]): Login {
  const { name } = splitHostPort(registry);
  for (const { path, auths } of files)
    for (const [under, entry] of auths) {
      const there = registryOfKey(under).replace(/\/.*$/, '');
      if (splitHostPort(there).name === name && loginOf(entry, path) !== undefined)
        return { kind: 'elsewhere', under, path };
    }
  return { kind: 'none' };
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}
