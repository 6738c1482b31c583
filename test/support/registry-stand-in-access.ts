// How a stand-in asks who is there: nobody, Basic, or Bearer with a token endpoint of its own.

import { type Answer, type Ask, json, refuse } from './registry-stand-in-answer.ts';
import type { Access, Account, Make } from './registry-stand-in-behaviour.ts';

const TOKEN_PATHS = {
  distribution: '/token',
  harbor: '/service/token',
  hub: '/token',
  nexus: '/v2/token',
} as const satisfies Record<Make, string>;

const SERVICES: Readonly<Record<Exclude<Make, 'nexus'>, string>> = {
  distribution: 'registry',
  harbor: 'harbor-registry',
  hub: 'registry.docker.io',
};

const POWERLESS = 'powerless';

const tokenOf = (user: string): string => Buffer.from(`token-of:${user}`).toString('base64url');

/** @returns the answer of the token endpoint, or undefined when it was not asked */
export function answerToken(ask: Ask, make: Make, access: Access): Answer | undefined {
  if (access.kind !== 'bearer' || ask.path !== TOKEN_PATHS[make]) return undefined;
  const login = readBasic(ask.authorization);
  if (login !== undefined) {
    return isKnown(access.accounts, login)
      ? grant(login.user)
      : unauthorized('incorrect username or password');
  }
  if (access.anonymous === 'unauthorized') return unauthorized(refusalOf(make));
  if (access.anonymous === 'forbidden')
    return refuse(403, 'DENIED', 'requested access to the resource is denied');
  return grant(access.anonymous === 'token' ? '' : POWERLESS);
}

const grant = (user: string): Answer => {
  const token = tokenOf(user);
  return json(200, { token, access_token: token, expires_in: 300, issued_at: new Date().toISOString() });
};

/** @returns the challenge, or undefined for one who may go on. `GET /v2/` is open to every token. */
export function challenge(ask: Ask, make: Make, access: Access): Answer | undefined {
  if (access.kind === 'open') return undefined;
  if (access.kind === 'basic') {
    const login = readBasic(ask.authorization);
    if (login !== undefined && isKnown(access.accounts, login)) return undefined;
    const realm = make === 'nexus' ? 'Sonatype Nexus Repository Manager' : 'Registry Realm';
    return unauthorized(refusalOf(make), { 'WWW-Authenticate': `Basic realm="${realm}"` });
  }
  const token = /^Bearer (.+)$/i.exec(ask.authorization ?? '')?.[1];
  const valid = [...access.accounts.map(({ user }) => user), ...(access.anonymous === 'token' ? [''] : [])];
  if (token !== undefined && valid.some((user) => tokenOf(user) === token)) return undefined;
  if (token === tokenOf(POWERLESS) && ask.path === '/v2/') return undefined;
  return unauthorized(refusalOf(make), { 'WWW-Authenticate': bearer(ask, make, access) });
}

function bearer(ask: Ask, make: Make, access: Extract<Access, { kind: 'bearer' }>): string {
  const scheme = access.realmScheme ?? (ask.secure ? 'https' : 'http');
  const realm = access.realm ?? `${scheme}://${ask.host}${TOKEN_PATHS[make]}`;
  const service = make === 'nexus' ? realm : SERVICES[make];
  const name = repositoryOf(ask.path);
  const scope = name === undefined ? '' : `,scope="repository:${name}:pull"`;
  return `Bearer realm="${realm}",service="${service}"${scope}`;
}

/** The repository that a path of the registry's interface is about. */
export const repositoryOf = (path: string): string | undefined =>
  /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1];

const refusalOf = (make: Make): string =>
  make === 'nexus' ? 'access to the requested resource is not authorized' : 'authentication required';

const unauthorized = (message: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  refuse(401, 'UNAUTHORIZED', message, headers);

function readBasic(header: string | undefined): Account | undefined {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { user, password: password.join(':') };
}

const isKnown = (accounts: readonly Account[], login: Account): boolean =>
  accounts.some(({ user, password }) => user === login.user && password === login.password);
