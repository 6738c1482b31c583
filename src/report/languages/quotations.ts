// What the engines themselves say, so that people find the words that they have seen.

import type { Step } from '../../model/examination.ts';
import type { ProbeFindings } from '../../model/findings/probe.ts';
import type { ImageProblem } from '../../model/image.ts';

/** Parts of messages, `…` for what is different each time; of every version and image store. None: it waits without a word. */
export interface Quotation {
  readonly docker: readonly string[];
  readonly podman: readonly string[];
}

/** To a web page with 404: 20.10 and later; the containerd store (distribution client/errors.go, containers/image errors.go). */
export const PAGE_NOT_FOUND: Quotation = {
  docker: [
    "error parsing HTTP 404 response body: invalid character '<' looking for beginning of value",
    'unknown: …<html',
    'not found',
  ],
  podman: ['invalid status code from registry 404', 'StatusCode: 404'],
};

/** To a web page with 200. */
export const PAGE: Quotation = {
  docker: ["invalid character '<' looking for beginning of value", 'unexpected media type text/html'],
  podman: ["invalid character '<' looking for beginning of value"],
};

/** To a status that stands for nothing that they know. */
export function statusWords(status: number): Quotation {
  return {
    docker: [
      `received unexpected HTTP status: ${status}`,
      `unexpected status from HEAD request to …: ${status}`,
    ],
    podman: [`invalid status code from registry ${status}`, `received unexpected HTTP status: ${status}`],
  };
}

/** To an image that is not there. */
const UNKNOWN: Quotation = {
  docker: ['manifest unknown', 'not found'],
  podman: ['manifest unknown'],
};

/** To an upload, by a page with this status or by what distribution says. */
export function pushWords(status: number, html: boolean): Quotation {
  const refused = 'The operation is unsupported.';
  if (!html) return { docker: [refused], podman: [refused] };
  return {
    docker: [
      `error parsing HTTP ${status} response body: invalid character '<' looking for beginning of value`,
      'unknown: …<html',
      `unexpected status from POST request to …: ${status}`,
    ],
    podman: [`StatusCode: ${status}`],
  };
}

/** To one who is not logged in. */
export function loginWords(status: number): Quotation {
  if (status === 403)
    return {
      docker: ['requested access to the resource is denied', 'unexpected status from HEAD request to …: 403'],
      podman: [
        'invalid status code from registry 403',
        'received unexpected HTTP status: 403',
        'requested access to the resource is denied',
      ],
    };
  return {
    docker: [
      'no basic auth credentials',
      'authentication required',
      'access to the requested resource is not authorized',
      'unexpected status from HEAD request to …: 401',
    ],
    podman: ['authentication required', 'unable to retrieve auth token: invalid username/password'],
  };
}

/** To a token server; `error` as in REALM_UNREACHABLE. */
export function realmWords(error: string): Quotation {
  const status = /^HTTP (\d{3})/.exec(error)?.[1];
  if (status !== undefined)
    return {
      docker: [
        `received unexpected HTTP status: ${status}`,
        `unexpected status from GET request to …: ${status}`,
      ],
      podman: [`invalid status code from registry ${status}`, `received unexpected HTTP status: ${status}`],
    };
  const words = REALM_ERRORS.find(({ begins }) => error.startsWith(begins))?.words ?? 'dial tcp';
  return { docker: [words], podman: error === 'ETIMEDOUT' ? [] : [words] };
}

const REALM_ERRORS = [
  { begins: 'ECONNREFUSED', words: 'connect: connection refused' },
  { begins: 'ETIMEDOUT', words: 'context deadline exceeded' },
  { begins: 'TLS_PLAIN_HTTP', words: 'http: server gave HTTP response to HTTPS client' },
  { begins: 'TLS_PROTOCOL_OLD', words: 'tls: protocol version not supported' },
  { begins: 'TLS_', words: 'x509: ' },
  { begins: '', words: 'dial tcp' },
] as const;

/** To an API that no registry has; with 404 it is as if the image alone were not there. */
export function noRegistryWords(status: number): Quotation {
  const words = statusWords(status);
  if (status !== 404) return words;
  return {
    docker: [...UNKNOWN.docker, ...words.docker],
    podman: [...UNKNOWN.podman, ...words.podman],
  };
}

/**
 * To a token server behind TLS whose address says http: the port that speaks TLS is mostly spoken to in plain HTTP
 * then; or the login goes nowhere.
 */
export const PLAIN_REALM: Quotation = {
  docker: [
    'The plain HTTP request was sent to HTTPS port',
    'unexpected status from GET request to …: 400',
    'access to the requested resource is not authorized',
  ],
  podman: [...statusWords(400).podman, 'access to the requested resource is not authorized'],
};

/** To a wrong login, which is told from none in the answer of a token server alone. */
export function refusedWords(status: number): Quotation {
  const { docker, podman } = loginWords(status);
  return { docker: ['incorrect username or password', ...docker], podman };
}

/** To a proxy that answers with this status; 0: it cannot be reached. */
export function proxyWords(status: number): string {
  return status === 0 ? 'proxyconnect tcp: dial tcp …' : (PROXY_STATUSES[status] ?? `HTTP status ${status}`);
}

const PROXY_STATUSES: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  407: 'Proxy Authentication Required',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** To a chain with a certificate that its issuer may not issue. */
export const ISSUER_ERRORS = {
  'no-authority': 'x509: certificate is not authorized to sign other certificates',
  'no-key-cert-sign': 'x509: invalid signature: parent certificate cannot sign this kind of certificate',
  'path-too-long': 'x509: too many intermediates for path length constraint',
} as const satisfies Record<ProbeFindings['TLS_ISSUER_NOT_ALLOWED']['reason'], string>;

/** Where a connection is there, Podman sets no limit, nor does Docker for an image. */
const AWAITING: Quotation = {
  docker: ['Client.Timeout exceeded while awaiting headers', 'context deadline exceeded'],
  podman: [],
};
const SILENT: Quotation = { docker: [], podman: [] };
const LOST: Quotation = {
  docker: ['i/o timeout', ...AWAITING.docker, 'request canceled while waiting for connection'],
  podman: ['i/o timeout'],
};
const HANDSHAKE = 'net/http: TLS handshake timeout';

/** To one that is silent, by the step that they wait for. */
export const SLOW_WORDS = {
  name: LOST,
  connection: LOST,
  proxy: AWAITING,
  handshake: { docker: [HANDSHAKE, ...AWAITING.docker], podman: [HANDSHAKE] },
  api: AWAITING,
  realm: AWAITING,
  manifest: SILENT,
  catalog: SILENT,
  push: SILENT,
} as const satisfies Record<Step, Quotation>;

/** To a name that is none of an image. */
export const IMAGE_REFUSALS = {
  empty: 'invalid reference format',
  syntax: 'invalid reference format',
  'upper-case': 'repository name must be lowercase',
  identifier: 'cannot specify 64-byte hexadecimal strings',
  'too-long': 'repository name must not be more than 255 characters',
} as const satisfies Record<ImageProblem, string>;
