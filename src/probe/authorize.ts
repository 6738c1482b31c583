// What a registry wants to see before it answers: a login, or a token of the server that it names.

import { isVerified, type Login } from '../model/endpoint.ts';
import type { Challenge, TokenAnswer } from '../model/examination.ts';
import { factsOf, readObject } from './http-facts.ts';
import { sendAndFollow } from './redirects.ts';
import { isHtml } from './reply.ts';
import { type Request, type Sent, type Server, serverAt, type Visit } from './visit.ts';

/** What is put into requests for one thing. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>;
  /** What the token server answered, if there is one. */
  readonly token: TokenAnswer | null;
  /** A login was sent, or is in the headers. */
  readonly loggedIn: boolean;
}

const ANONYMOUS: Authorization = { headers: {}, token: null, loggedIn: false };

/**
 * Prepares requests for what a scope names.
 *
 * The token server is reached by the same trust and the same proxies as the registry: the engines have one transport for
 * both (moby distribution/registry.go, newRepository; containers/image docker_client.go, getBearerToken; containerd
 * remotes/docker/config, WithAuthClient), certs.d of its own name is not read. Its proxy could be another one by
 * NO_PROXY; that is not known here.
 * @param scope repository:NAME:pull, or '' for none
 * @param login what may be sent
 */
export async function authorize(
  visit: Visit,
  challenge: Challenge,
  scope: string,
  login: Login,
): Promise<Authorization> {
  switch (challenge.kind) {
    case 'none':
      return ANONYMOUS;
    case 'basic':
      return login.kind === 'password' ? { headers: basic(login), token: null, loggedIn: true } : ANONYMOUS;
    case 'bearer':
      return fetchToken(visit, challenge, scope, login);
  }
}

function basic({ user, password }: { readonly user: string; readonly password: string }) {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

async function fetchToken(
  visit: Visit,
  { realm, service }: Extract<Challenge, { kind: 'bearer' }>,
  scope: string,
  login: Login,
): Promise<Authorization> {
  const place = serverAt(realm, '');
  if (place === undefined) {
    const failure = { kind: 'failed', step: 'realm', error: 'ERR_INVALID_URL' } as const;
    return { ...ANONYMOUS, token: { kind: 'failed', failure } };
  }
  const { transport } = visit.endpoint;
  const server: Server = { ...place.server, verified: isVerified(transport) };
  // The engines would send it over plain HTTP, too. Where the registry itself speaks TLS, we do not.
  const mayLogIn = server.scheme === 'https' || transport !== 'https';
  const request = tokenRequest(place.target, service, scope, mayLogIn ? login : { kind: 'none' });
  const sent = await sendToken(visit, server, request);
  const hasLogin = request.headers?.Authorization !== undefined || request.method === 'POST';
  return { ...readToken(sent), loggedIn: hasLogin && sent.kind === 'answer' };
}

/** A form with a token in it goes to nobody else. */
function sendToken(visit: Visit, server: Server, request: Request): Promise<Sent> {
  return request.method === 'POST'
    ? visit.send('realm', server, request)
    : sendAndFollow(visit, 'realm', server, request);
}

/** Bytes: tokens with many rights in them are long. */
const TOKEN_AT_MOST = 1_048_576;

/** Distribution's token authentication: GET with a login or without one, POST with an identity token (auth/session.go). */
function tokenRequest(target: string, service: string, scope: string, login: Login): Request {
  const asked = { ...(service === '' ? {} : { service }), ...(scope === '' ? {} : { scope }) };
  if (login.kind === 'identity') {
    const grant = { grant_type: 'refresh_token', refresh_token: login.token, client_id: 'registry-client' };
    const content = new URLSearchParams({ ...asked, ...grant }).toString();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', target, headers, content, keep: TOKEN_AT_MOST };
  }
  const isPassword = login.kind === 'password';
  const query = new URLSearchParams({ ...asked, ...(isPassword ? { account: login.user } : {}) }).toString();
  const address = query === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${query}`;
  return { method: 'GET', target: address, headers: isPassword ? basic(login) : {}, keep: TOKEN_AT_MOST };
}

function readToken(sent: Sent): Pick<Authorization, 'headers' | 'token'> {
  if (sent.kind === 'failed') return { headers: {}, token: { kind: 'failed', failure: sent.failure } };
  const { answer } = sent;
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token !== undefined) return { headers: { Authorization: `Bearer ${token}` }, token: { kind: 'token' } };
  const facts = factsOf(answer);
  // Something that was meant as a token may be in it.
  const isSafe = answer.status >= 300 || isHtml(facts);
  return { headers: {}, token: { kind: 'refused', facts: isSafe ? facts : { ...facts, body: '' } } };
}

/** Of what cannot stand in a header there is none. */
function tokenIn(body: Uint8Array): string | undefined {
  const { token, access_token: other } = readObject(body) ?? {};
  return [token, other].find((one): one is string => typeof one === 'string' && /^[\x21-\x7e]+$/.test(one));
}
