// What is wrong with the way to a login: the token server, the login itself, or that there is none. Pure.

import type { Endpoint } from '../model/endpoint.ts';
import type { Examination, Failure, HttpFacts } from '../model/examination.ts';
import { type Finding, finding, type Severity } from '../model/finding.ts';
import { shorten } from './shorten.ts';

/** @param severity of a login that is missing: whether that matters depends on what the registry is for */
export function judgeLogin(examination: Examination, severity: Severity): Finding | undefined {
  const { challenge, endpoint, token } = examination;
  const { registry } = endpoint;
  const realm = judgeRealm(examination);
  if (realm !== undefined) return realm;
  if (token?.kind === 'failed' && challenge.kind === 'bearer')
    return finding('error', 'REALM_UNREACHABLE', {
      registry,
      realm: shorten(challenge.realm),
      error: errorOf(token.failure),
    });
  const refused = refusalOf(examination);
  if (refused === undefined) return undefined;
  if (token?.kind === 'refused' && challenge.kind === 'bearer' && !isRefusal(refused))
    return finding('error', 'REALM_UNREACHABLE', {
      registry,
      realm: shorten(challenge.realm),
      error: `HTTP ${refused.status}`,
    });
  return judgeRefused(refused.status, examination, severity);
}

/** What hands out tokens in plain HTTP behind TLS does not know that it stands behind TLS. */
export function judgeRealm({ challenge, scheme, endpoint }: Examination): Finding | undefined {
  if (challenge.kind !== 'bearer' || scheme !== 'https' || !/^http:/i.test(challenge.realm)) return undefined;
  return finding('error', 'REALM_PLAIN_HTTP', {
    registry: endpoint.registry,
    realm: shorten(challenge.realm),
  });
}

function errorOf(failure: Failure): string {
  switch (failure.kind) {
    case 'failed':
      return failure.error;
    case 'untrusted':
      return failure.finding.code;
    case 'proxy':
      return failure.status === 0 ? failure.error : `HTTP ${failure.status} of the proxy`;
    case 'late':
      return 'ETIMEDOUT';
    case 'plain-http':
      return 'TLS_PLAIN_HTTP';
    case 'old-protocol':
      return 'TLS_PROTOCOL_OLD';
  }
}

/** The answer by which we were turned away, if we were. */
function refusalOf({ api, token, manifest }: Examination): HttpFacts | undefined {
  if (token?.kind === 'refused') return token.facts;
  if (manifest !== null) return isRefusal(manifest.facts) ? manifest.facts : undefined;
  // Without an image there is nothing to be let in for: a token was given, or that a login is wanted is all that is known.
  if (token?.kind === 'token') return undefined;
  return api !== null && isRefusal(api) ? api : undefined;
}

function isRefusal({ status }: HttpFacts): boolean {
  return status === 401 || status === 403;
}

function judgeRefused(status: number, { endpoint, loggedIn }: Examination, severity: Severity): Finding {
  const { registry, login } = endpoint;
  switch (login.kind) {
    case 'password':
    case 'identity':
      if (!loggedIn) return finding(severity, 'LOGIN_NEEDED', { registry, status });
      return finding('error', 'LOGIN_WRONG', {
        registry,
        status,
        user: login.kind === 'password' ? login.user : '',
        path: login.path,
      });
    case 'elsewhere':
      return finding('warning', 'LOGIN_ELSEWHERE', { registry, under: login.under, path: login.path });
    case 'helper':
      return finding('info', 'LOGIN_NOT_TRIED', { registry, helper: login.helper, path: login.path });
    case 'never':
      return finding('error', unusedLogin(endpoint), { registry, status });
    case 'none':
      return finding(severity, 'LOGIN_NEEDED', { registry, status });
  }
}

function unusedLogin({ role }: Endpoint): 'MIRROR_LOGIN_UNUSED' | 'LOGIN_NEEDED' {
  return role === 'mirror' ? 'MIRROR_LOGIN_UNUSED' : 'LOGIN_NEEDED';
}
