// What the engines themselves say, so that people find the words that they have seen.

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
export const UNKNOWN: Quotation = {
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
