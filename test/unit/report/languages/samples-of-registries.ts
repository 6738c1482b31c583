// Samples of findings about registries.

import { REPLIES } from '../../../../src/model/endpoint.ts';
import { STEPS } from '../../../../src/model/examination.ts';
import { image, issuer, no, registry, type Samples, subject, upstream, url, yes } from './sample.ts';

export const PROBE = {
  TLS_AUTHORITY_UNKNOWN: (['issuer-missing', 'other-root', 'other-key'] as const).flatMap((reason) =>
    [[], ['CN=Given'], ['CN=Given', 'CN=Second']].map((given) => ({
      registry,
      reason,
      subject,
      issuer,
      given,
    })),
  ),
  TLS_CHAIN_INCOMPLETE: [{ registry, subject, issuer }],
  TLS_NAME_WRONG: [[], ['a.example', 'b.example'], Array.from({ length: 20 }, (_, n) => `n${n}.example`)].map(
    (names) => ({ registry, name: 'nexushub.com', names }),
  ),
  TLS_ADDRESS_MISSING: ['10.0.0.1', 'fd00::1'].map((name) => ({ registry: '10.0.0.1:9000', name })),
  TLS_COMMON_NAME_ONLY: [{ registry, name: 'nexushub.com' }],
  TLS_EXPIRED: [{ registry, subject, at: '2026-01-01T00:00:00Z' }],
  TLS_NOT_YET_VALID: [{ registry, subject, at: '2027-01-01T00:00:00Z' }],
  TLS_NOT_FOR_SERVERS: [{ registry, subject }],
  TLS_SIGNATURE_WEAK: [{ registry, subject, hash: 'SHA-1' }],
  TLS_ISSUER_NOT_ALLOWED: (['no-authority', 'no-key-cert-sign', 'path-too-long'] as const).map((reason) => ({
    registry,
    subject,
    reason,
  })),
  TLS_CERTIFICATE_UNREADABLE: [{ registry, detail: 'EOF' }],
  TLS_PROTOCOL_OLD: [{ registry }],
  TLS_PLAIN_HTTP: [{ registry }],
  REGISTRY_UNREACHABLE: STEPS.map((step) => ({ registry, step, error: 'ECONNRESET' })),
  REGISTRY_SLOW: STEPS.map((step) => ({ registry, step, seconds: 7 })),
} satisfies Partial<Samples>;

const STATUSES = [400, 401, 403, 404, 502] as const;

export const REGISTRY = {
  NOT_ASKED: [{}],
  NAME_UNKNOWN: [{ registry, name: 'nexushub.com' }],
  CONNECTION_REFUSED: [{ registry, port: 9000 }],
  PROXY_IN_THE_WAY: [0, 403, 500].flatMap((status) =>
    [no, yes].map((direct) => ({
      registry,
      proxy: 'http://proxy.example:3128',
      source: 'HTTPS_PROXY in docker.service',
      bypass: 'NO_PROXY=nexushub.com',
      status,
      error: 'ECONNREFUSED',
      direct,
    })),
  ),
  WEB_ADDRESS: [{ registry, url }],
  NOT_A_DOCKER_REQUEST: [{ registry, url }],
  HTML_ANSWER: [{ registry, url }],
  HTML_NOT_FOUND: [{ registry, url }],
  NOT_A_REGISTRY: STATUSES.map((status) => ({ registry, url, status })),
  REDIRECTED: ['', 'https://login.example/v2/', 'http://login.example/'].map((location) => ({
    registry,
    url,
    status: 302,
    location,
  })),
  HTTPS_EXPECTED: [{ registry }],
  CLOCK_WRONG: [{ registry, here: '2020-01-01T00:00:00Z', there: '2026-01-01T00:00:00Z' }],
  REALM_PLAIN_HTTP: [{ registry, realm: 'http://nexushub.com/token' }],
  REALM_UNREACHABLE: [
    'ECONNREFUSED',
    'ETIMEDOUT',
    'TLS_PLAIN_HTTP',
    'TLS_EXPIRED',
    'HTTP 502',
    'ENOTFOUND',
  ].map((error) => ({ registry, realm: "http://nexushub.com/a'b", error })),
  LOGIN_NEEDED: STATUSES.map((status) => ({ registry, status })),
  LOGIN_WRONG: ['', 'alice'].map((user) => ({
    registry,
    status: 403,
    user,
    path: '/root/.docker/config.json',
  })),
  LOGIN_ELSEWHERE: [{ registry, under: 'nexushub.com', path: '/root/.docker/config.json' }],
  LOGIN_NOT_TRIED: [{ registry, helper: 'pass', path: '/root/.docker/config.json' }],
  MIRROR_LOGIN_UNUSED: [{ registry, status: 401 }],
  MIRROR_HOSTED: [{ registry, upstream, shown: ['team/app', 'team/web'] }],
  MIRROR_UPSTREAM_DEAD: ['docker.io', 'quay.io'].map((each) => ({
    registry,
    upstream: each,
    tried: ['library/alpine', 'library/busybox'],
  })),
  PUSH_TO_PROXY: [no, yes].map((html) => ({ registry, status: 404, html })),
  PUSH_TO_GROUP: [{ registry }],
  UPLOAD_TOO_LARGE: [{ registry }],
  TOO_MANY_REQUESTS: [null, 30].map((seconds) => ({ registry, seconds })),
  SERVER_ERROR: [500, 502].map((status) => ({ registry, status })),
  ANSWERS_SLOWLY: [{ registry, seconds: 7 }],
  FALLBACK: REPLIES.flatMap((reply) =>
    [no, yes].map((slow) => ({ image, first: registry, reply, served: upstream, slow })),
  ),
  FALLBACK_IMPOSSIBLE: REPLIES.map((reply) => ({ image, registry, reply })),
  NOT_SERVED: REPLIES.map((reply) => ({ image, last: registry, reply })),
  LIBRARY_MISSING: [{ image, registry, name: 'nexushub.com:9000/library/alpine' }],
} satisfies Partial<Samples>;
