// The sentences cite what the engines really said in the same situation, of every version in the lab and of both stores.

import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../../src/model/finding.ts';
import { isCited } from '../../support/cited-words.ts';
import { englishOf } from '../../support/english.ts';

const registry = 'nexushub.com:9000';
const url = `http://${registry}/v2/`;
const PAGE = '<!DOCTYPE html>\n<html lang="en">';
const REALM = 'http://nexushub.com:9099/token';

interface Said {
  readonly about: Finding;
  readonly docker: readonly string[];
  readonly podman: readonly string[];
}

/** Docker 20.10, 26.1 and 28.5 with graph drivers, 28.5 with the containerd store; Podman 3.0, 4.3, 5.4 and 5.8. */
const MEASURED: readonly Said[] = [
  {
    about: finding('error', 'HTML_NOT_FOUND', { registry, url }),
    docker: [
      `error parsing HTTP 404 response body: invalid character '<' looking for beginning of value: "${PAGE}`,
      `unknown: \n${PAGE}`,
      `failed to resolve reference "${registry}/library/alpine:3.19": ${registry}/library/alpine:3.19: not found`,
    ],
    podman: [
      `pinging container registry ${registry}: invalid status code from registry 404 (Not Found)`,
      `pinging container registry ${registry}: StatusCode: 404, "${PAGE}..."`,
    ],
  },
  {
    about: finding('error', 'HTML_ANSWER', { registry, url }),
    docker: [
      "error unmarshalling content: invalid character '<' looking for beginning of value",
      'failed to unpack image on snapshotter overlayfs: unexpected media type text/html for sha256:00: not found',
    ],
    podman: ["initializing image from source: invalid character '<' looking for beginning of value"],
  },
  {
    about: finding('error', 'NOT_A_REGISTRY', { registry, url, status: 404 }),
    docker: [
      'manifest for x not found: manifest unknown: manifest unknown',
      'library/alpine:3.19: not found',
    ],
    podman: ['invalid status code from registry 404 (Not Found)', `registry ${registry}: manifest unknown`],
  },
  {
    about: finding('error', 'SERVER_ERROR', { registry, status: 502 }),
    docker: [
      'received unexpected HTTP status: 502 Bad Gateway',
      `unexpected status from HEAD request to http://${registry}/v2/library/alpine/manifests/3.19: 502 Bad Gateway`,
    ],
    podman: [
      'invalid status code from registry 502 (Bad Gateway)',
      'received unexpected HTTP status: 502 Bad Gateway',
    ],
  },
  {
    about: finding('warning', 'LOGIN_NEEDED', { registry, status: 401 }),
    docker: [
      'no basic auth credentials',
      'unauthorized: access to the requested resource is not authorized',
      'error from registry: access to the requested resource is not authorized',
      `unexpected status from HEAD request to http://${registry}/v2/library/alpine/manifests/3.19: 401 Unauthorized`,
    ],
    podman: [
      'unauthorized: authentication required',
      `reading manifest 3.19 in ${registry}/library/alpine: authentication required`,
      'unable to retrieve auth token: invalid username/password: unauthorized',
    ],
  },
  {
    about: finding('warning', 'LOGIN_NEEDED', { registry, status: 403 }),
    docker: [
      'denied: requested access to the resource is denied',
      'HEAD request to http://x: 403 Forbidden',
    ].map((words) => `unexpected status from ${words}`),
    podman: [
      'Requesting bear token: invalid status code from registry 403 (Forbidden)',
      'Requesting bearer token: received unexpected HTTP status: 403 Forbidden',
      `pinging container registry ${registry}: requested access to the resource is denied`,
    ],
  },
  {
    about: finding('error', 'REALM_UNREACHABLE', { registry, realm: REALM, error: 'ECONNREFUSED' }),
    docker: [`Get "${REALM}?service=x": dial tcp 192.168.56.11:9099: connect: connection refused`],
    podman: [`Get "${REALM}?service=x": dial tcp 192.168.56.11:9099: connect: connection refused`],
  },
  {
    about: finding('error', 'REALM_PLAIN_HTTP', { registry, realm: REALM }),
    docker: [
      '<center>The plain HTTP request was sent to HTTPS port</center>',
      `unexpected status from GET request to ${REALM}?service=x: 400 Bad Request`,
    ],
    podman: [
      'Requesting bearer token: invalid status code from registry 400 (Bad Request)',
      'Requesting bearer token: received unexpected HTTP status: 400 Bad Request',
    ],
  },
  {
    about: finding('error', 'NAME_UNKNOWN', { registry: 'a.test:5000', name: 'a.test' }),
    docker: ['dial tcp: lookup a.test on 127.0.0.1:53: no such host'],
    podman: ['dial tcp: lookup a.test: no such host'],
  },
  {
    about: finding('error', 'TLS_COMMON_NAME_ONLY', { registry, name: 'nexushub.com' }),
    docker: [
      'x509: certificate relies on legacy Common Name field, use SANs or temporarily enable Common Name matching',
      'x509: certificate relies on legacy Common Name field, use SANs instead',
    ],
    podman: ['x509: certificate relies on legacy Common Name field, use SANs instead'],
  },
  {
    about: finding('warning', 'PUSH_TO_PROXY', { registry, status: 404, html: true }),
    docker: [
      `error parsing HTTP 404 response body: invalid character '<' looking for beginning of value: "${PAGE}`,
      `unknown: \n${PAGE}`,
      `unknown: unexpected status from POST request to http://${registry}/v2/a/blobs/uploads/: 404 Not Found`,
    ],
    podman: [`initiating layer upload to /v2/a/blobs/uploads/ in ${registry}: StatusCode: 404, "${PAGE}`],
  },
  {
    about: finding('warning', 'PUSH_TO_PROXY', { registry, status: 405, html: false }),
    docker: [
      'unsupported: The operation is unsupported.',
      'error from registry: The operation is unsupported.',
    ],
    podman: ['The operation is unsupported.'],
  },
  {
    about: finding('warning', 'PUSH_TO_GROUP', { registry }),
    docker: [
      'error from registry: Deploying to groups is a PRO-licensed feature. See https://links.sonatype.com/product-nexus-repository',
    ],
    podman: [
      'denied: Deploying to groups is a PRO-licensed feature. See https://links.sonatype.com/product-nexus-repository',
    ],
  },
  {
    about: finding('warning', 'UPLOAD_TOO_LARGE', { registry }),
    docker: [
      '<center><h1>413 Request Entity Too Large</h1></center>',
      'PUT request to x: 413 Request Entity Too Large',
    ],
    podman: [
      'uploading layer chunked: StatusCode: 413, "<html>\r\n<head><title>413 Request Entity Too Large<..."',
    ],
  },
];

describe('the words of', () => {
  const cases = MEASURED.flatMap(({ about, ...said }) =>
    (['docker', 'podman'] as const).flatMap((engine) =>
      said[engine].map((output) => [engine, about.code, output, about] as const),
    ),
  );
  it.each(cases)('%s when %s: %s', (engine, _code, output, about) => {
    const { message } = englishOf({ ...about, engine });
    expect(isCited(message, output), message).toBe(true);
    expect(isCited(englishOf(about).message, output)).toBe(true);
  });
});
