// Registries that answer in ways of their own, and what an examination says of each.

import { FOUND, LOGIN, type Wish } from './examination-case.ts';
import type { ScriptAnswer, ScriptRequest } from './script-server.ts';

/** Servers that the stand-in does not know. */
interface Odd extends Partial<Wish> {
  readonly title: string;
  readonly expected: string;
  answer(request: ScriptRequest): ScriptAnswer;
}

const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
});
const DIGEST = `sha256:${'0'.repeat(64)}`;
export const YES: ScriptAnswer = { status: 200, body: '{}' };
const HERE: ScriptAnswer = { status: 200, headers: { 'Docker-Content-Digest': DIGEST }, body: MANIFEST };
const NO: ScriptAnswer = { status: 404, body: '{"errors":[]}' };

const isManifest = ({ target }: ScriptRequest): boolean => target.includes('/manifests/');

/** @param status for what is announced */
function uploads(status: number): Odd['answer'] {
  return ({ method, target, headers }) => {
    if (method === 'HEAD') return HERE;
    if (method === 'POST')
      return { status: 202, headers: { Location: `https://${headers.host}/v2/uploads/1?_state=a` } };
    if (target !== '/v2/uploads/1?_state=a') return YES;
    return method === 'DELETE' ? { status: 204 } : { status };
  };
}

export const ODDS: readonly Odd[] = [
  {
    title: 'HEAD is not allowed',
    answer: (request) =>
      !isManifest(request)
        ? YES
        : request.method === 'HEAD'
          ? { status: 405 }
          : { status: 200, body: MANIFEST },
    expected: `http api=200 ${FOUND}`,
  },
  {
    title: 'HEAD without a digest',
    answer: (request) => (isManifest(request) ? { status: 200, body: MANIFEST } : YES),
    expected: `http api=200 ${FOUND}`,
  },
  {
    title: 'JSON that is no manifest',
    answer: () => YES,
    expected: 'http api=200 library/alpine:3.19=200',
  },
  {
    title: 'images elsewhere',
    answer: ({ target, headers }) =>
      target.startsWith('/elsewhere')
        ? HERE
        : target === '/v2/'
          ? YES
          : { status: 307, headers: { Location: `http://${headers.host}/elsewhere` } },
    expected: `http api=200 ${FOUND}`,
  },
  {
    title: 'images in a circle',
    answer: (request) => (isManifest(request) ? { status: 307, headers: { Location: request.target } } : YES),
    expected: 'http api=200 library/alpine:3.19=307',
  },
  {
    title: 'a login for images alone',
    answer: (request) =>
      isManifest(request)
        ? request.headers.authorization === undefined
          ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="images"' } }
          : HERE
        : YES,
    login: LOGIN,
    expected: `http api=200 basic login ${FOUND}`,
  },
  {
    title: 'a token with a line break in it',
    answer: ({ target, headers }) =>
      target.startsWith('/token')
        ? { status: 200, body: JSON.stringify({ token: 'a\r\nX-Injected: b' }) }
        : {
            status: 401,
            headers: { 'WWW-Authenticate': `Bearer realm="http://${headers.host}/token",service="s"` },
          },
    expected: 'http api=401 bearer token-refused=200',
  },
  {
    title: 'a token for a token',
    answer: ({ method, target, headers, body }) =>
      target === '/token'
        ? method === 'POST' && body.includes('grant_type=refresh_token') && body.includes('refresh_token=r')
          ? { status: 200, body: '{"access_token":"t"}' }
          : { status: 403 }
        : headers.authorization === 'Bearer t'
          ? HERE
          : { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="http://${headers.host}/token"` } },
    login: { kind: 'identity', token: 'r', path: '/root/.docker/config.json' },
    expected: `http api=401 bearer token login ${FOUND}`,
  },
  {
    title: 'an upload that is to go to another host',
    answer: (request) =>
      isManifest(request)
        ? HERE
        : request.method === 'GET'
          ? YES
          : { status: 202, headers: { Location: 'http://elsewhere.test/v2/u' } },
    push: true,
    expected: `http api=200 ${FOUND} push=202/-`,
  },
  ...[100, 404, 413].map((status) => ({
    title: `uploads, a big one answered with ${status}`,
    answer: uploads(status),
    push: true,
    expected: `http api=200 ${FOUND} push=202/${status}`,
  })),
  {
    title: 'uploads for those who are known',
    answer: (request) =>
      request.method === 'POST' && request.headers.authorization === undefined
        ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="uploads"' } }
        : uploads(404)(request),
    push: true,
    login: LOGIN,
    expected: `http api=200 login ${FOUND} push=202/404`,
  },
  {
    title: 'no catalogue',
    answer: ({ target }) => (target === '/v2/' ? YES : NO),
    expected: 'http api=200 library/alpine:3.19=404',
  },
  { title: 'closed after the question', answer: () => 'close', expected: '- failed api ECONNRESET' },
];
