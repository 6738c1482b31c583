// Every kind of registry, and of what is mistaken for one, as a real server, and what an examination has to say of it.

import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { certificatesIn } from '../../src/formats/pem.ts';
import type { Endpoint, Login, Proxy as ProxyServer, Transport } from '../../src/model/endpoint.ts';
import type { ExaminationQuestion } from '../../src/model/examination.ts';
import { CA, type CertificateMaker } from './certificate-maker.ts';
import { startStandIn } from './registry-stand-in.ts';
import type { Access, Behaviour, RegistryBehaviour } from './registry-stand-in-behaviour.ts';
import { type ScriptAnswer, type ScriptRequest, startScript } from './script-server.ts';
import { closedPort, startPlain } from './tls-server.ts';

/** Plain data: it is handed to other processes. */
export interface ExaminationCase {
  readonly title: string;
  readonly question: ExaminationQuestion;
  /** Milliseconds. */
  readonly limit: number;
  /** By how much the clock of the one who asks is ahead, milliseconds. */
  readonly ahead: number;
  /** Certificates that are known from elsewhere, in DER and base64. */
  readonly others: readonly string[];
  /** As `inWords` has it. */
  readonly expected: string;
}

export interface ExaminationCases {
  readonly cases: readonly ExaminationCase[];
  close(): Promise<void>;
}

const NAME = 'registry.test';
const DAY = 86_400_000;
/** Milliseconds: for servers that answer, also on a machine that has much else to do; for one that never does. */
const LONG = 60_000;
const SHORT = 3_000;

const IMAGE = { repository: 'library/alpine', reference: '3.19' };
const ABSENT = { repository: 'library/absent', reference: '1' };
const ACCOUNT = { user: 'ann', password: 'secret' };
export const LOGIN: Login = { kind: 'password', ...ACCOUNT, path: '/root/.docker/config.json' };

/** Where it is asked, and how. */
interface Wish {
  readonly title: string;
  readonly expected: string;
  readonly port: number;
  readonly transport?: Transport;
  readonly name?: string;
  readonly trusts?: readonly string[];
  readonly images?: ExaminationQuestion['images'];
  readonly push?: boolean;
  readonly login?: Login;
  readonly proxy?: number;
  readonly base?: string;
  readonly ahead?: number;
  readonly others?: readonly string[];
  readonly limit?: number;
}

function caseOf(wish: Wish): ExaminationCase {
  const name = wish.name ?? '127.0.0.1';
  const endpoint: Endpoint = {
    registry: `${name}:${wish.port}`,
    role: 'registry',
    upstream: null,
    transport: wish.transport ?? 'http',
    base: wish.base ?? '',
    below: '',
    trust: { certificates: wish.trusts ?? [], directory: null },
    proxies: { http: proxyAt(wish.proxy), https: proxyAt(wish.proxy) },
    login: wish.login ?? { kind: 'none' },
  };
  return {
    title: wish.title,
    expected: wish.expected,
    question: {
      endpoint,
      images: wish.images ?? [IMAGE],
      push: wish.push ?? false,
      ...(name === NAME ? { address: '127.0.0.1' } : {}),
    },
    limit: wish.limit ?? LONG,
    ahead: wish.ahead ?? 0,
    others: wish.others ?? [],
  };
}

export function proxyAt(port: number | undefined): ProxyServer | null {
  if (port === undefined) return null;
  const place = { source: 'HTTP_PROXY', bypass: 'NO_PROXY=%' };
  return { scheme: 'http', name: '127.0.0.1', port, userinfo: 'u:p', ...place };
}

const OPEN: RegistryBehaviour = {
  kind: 'registry',
  make: 'distribution',
  images: [{ ...IMAGE, label: 'alpine' }],
  access: { kind: 'open' },
  push: 'taken',
};

function bearer(anonymous: Extract<Access, { kind: 'bearer' }>['anonymous'], more: object = {}): Behaviour {
  return { ...OPEN, access: { kind: 'bearer', accounts: [ACCOUNT], anonymous, ...more } };
}

const BASIC: Behaviour = { ...OPEN, access: { kind: 'basic', accounts: [ACCOUNT] } };

interface Plan extends Partial<Wish> {
  readonly title: string;
  readonly behaviour: Behaviour;
  readonly expected: string;
}

const FOUND = 'library/alpine:3.19=200 found';

const PLANS: readonly Plan[] = [
  { title: 'open', behaviour: OPEN, expected: `http api=200 ${FOUND}` },
  { title: 'the second image', behaviour: OPEN, images: [ABSENT, IMAGE], expected: `http api=200 ${FOUND}` },
  { title: 'no image asked', behaviour: OPEN, images: [], expected: 'http api=200' },
  {
    title: 'an image that is not there',
    behaviour: OPEN,
    images: [ABSENT],
    expected: 'http api=200 library/absent:1=404 catalog=library/alpine',
  },
  {
    title: 'push, limited in size',
    behaviour: { ...OPEN, uploadLimit: 1_048_576 },
    push: true,
    expected: `http api=200 ${FOUND} push=202/413`,
  },
  {
    title: 'push to a proxy',
    behaviour: { ...OPEN, make: 'nexus', push: 'page' },
    push: true,
    expected: `http api=200 ${FOUND} push=404/-`,
  },
  {
    title: 'push to a group',
    behaviour: { ...OPEN, make: 'nexus', push: 'paid' },
    push: true,
    expected: `http api=200 ${FOUND} push=403/-`,
  },
  {
    title: 'push to what is read-only',
    behaviour: { ...OPEN, push: 'read-only' },
    push: true,
    expected: `http api=200 ${FOUND} push=405/-`,
  },
  {
    title: 'a token for everybody',
    behaviour: bearer('token'),
    expected: `http api=401 bearer token ${FOUND}`,
  },
  {
    title: 'a token for everybody, no image',
    behaviour: bearer('token'),
    images: [],
    expected: 'http api=401 bearer token',
  },
  {
    title: 'a token that opens nothing',
    behaviour: bearer('powerless'),
    expected: 'http api=401 bearer token library/alpine:3.19=401',
  },
  {
    title: 'no token without a login',
    behaviour: bearer('unauthorized'),
    expected: 'http api=401 bearer token-refused=401',
  },
  {
    title: 'no token, forbidden',
    behaviour: bearer('forbidden'),
    expected: 'http api=401 bearer token-refused=403',
  },
  {
    title: 'a token by login',
    behaviour: bearer('forbidden'),
    login: LOGIN,
    expected: `http api=401 bearer token login ${FOUND}`,
  },
  {
    title: 'a token by the wrong login',
    behaviour: bearer('token'),
    login: { ...LOGIN, password: 'other' },
    expected: 'http api=401 bearer token-refused=401 login',
  },
  {
    title: 'a token that only a program knows',
    behaviour: bearer('forbidden'),
    login: { kind: 'helper', helper: 'pass', path: '/root/.docker/config.json' },
    expected: 'http api=401 bearer token-refused=403',
  },
  {
    title: 'a realm that is not there',
    behaviour: bearer('token', { realm: 'http://127.0.0.1:1/token' }),
    expected: 'http api=401 bearer token-failed=(failed connection ECONNREFUSED)',
  },
  {
    title: 'a realm that is no address',
    behaviour: bearer('token', { realm: '/token' }),
    expected: 'http api=401 bearer token-failed=(failed realm ERR_INVALID_URL)',
  },
  { title: 'Basic', behaviour: BASIC, login: LOGIN, expected: `http api=401 basic login ${FOUND}` },
  {
    title: 'Basic without a login',
    behaviour: BASIC,
    expected: 'http api=401 basic library/alpine:3.19=401',
  },
  {
    title: 'Basic, push without a login',
    behaviour: BASIC,
    push: true,
    expected: 'http api=401 basic library/alpine:3.19=401 push=401/-',
  },
  {
    title: 'HTML with 200',
    behaviour: { kind: 'page', status: 200 },
    expected: 'http api=200 front=200 library/alpine:3.19=200',
  },
  {
    title: 'HTML with 404',
    behaviour: { kind: 'page', status: 404 },
    expected: 'http api=404 front=404 library/alpine:3.19=404',
  },
  {
    title: 'the web address of Nexus',
    behaviour: { kind: 'nexus-web' },
    base: '/repository/docker-proxy',
    expected: 'http api=200 front=404 library/alpine:3.19=200',
  },
  {
    title: 'a login page',
    behaviour: { kind: 'login-page' },
    expected: 'http api=302 front=302 library/alpine:3.19=200',
  },
  ...[403, 429, 500, 503].map((status) => ({
    title: `always ${status}`,
    behaviour: { kind: 'status', status } as const,
    expected: `http api=${status} front=${status} library/alpine:3.19=${status}`,
  })),
  {
    title: 'never an answer',
    behaviour: { kind: 'silent', to: 'requests' },
    limit: SHORT,
    expected: '- late api',
  },
  {
    title: 'no answer for images',
    behaviour: { ...OPEN, manifests: 'silent' },
    limit: SHORT,
    expected: 'http late manifest api=200',
  },
  { title: 'insecure and plain', behaviour: OPEN, transport: 'insecure', expected: `http api=200 ${FOUND}` },
  { title: 'plain where TLS is meant', behaviour: OPEN, transport: 'https', expected: '- plain-http' },
];

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
const YES: ScriptAnswer = { status: 200, body: '{}' };
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

const ODDS: readonly Odd[] = [
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

/** What is no HTTP, or only nearly: the bytes that are sent, and what comes of it. */
const BYTES: readonly (readonly [title: string, bytes: string, expected: string])[] = [
  ['a body cut off', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}', 'http api=200'],
  ['a body until the end', 'HTTP/1.0 200 OK\r\n\r\n{}', 'http api=200'],
  [
    'a chunk of no length',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n',
    'http api=200',
  ],
  [
    'two lengths',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    '- failed api HPE_UNEXPECTED_CONTENT_LENGTH',
  ],
  [
    'something before the answer',
    'HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
    'http api=200',
  ],
  [
    'too many headers',
    `HTTP/1.1 200 OK\r\n${'X-Long: yyyyyyyy\r\n'.repeat(20_000)}\r\n`,
    '- failed api HPE_HEADER_OVERFLOW',
  ],
  [
    'a header without end',
    `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(1_000_000)}`,
    '- failed api HPE_HEADER_OVERFLOW',
  ],
  ['a header with NUL', 'HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n{}', '- failed api HPE_INVALID_HEADER_TOKEN'],
  ['lines that end in LF', 'HTTP/1.1 200 OK\nX: a\n\n{}', '- failed api HPE_CR_EXPECTED'],
  ['a status without a reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', 'http api=200'],
  ['a status of its own', 'HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n', 'http api=999 front=999'],
  [
    'another protocol offered',
    'HTTP/1.1 101 Yes\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'http api=101 front=101',
  ],
  ['a large body', `HTTP/1.1 200 OK\r\n\r\n${' '.repeat(4_000_000)}`, 'http api=200'],
  ['words', 'hello world\n', '- failed api HPE_INVALID_CONSTANT'],
  ['an alert of TLS', '\x15\x03\x01\x00\x02\x02\x28', '- failed api HPE_INVALID_CONSTANT'],
  ['nothing', '', '- failed api ECONNRESET'],
];

/** Starts all of them; to be closed by the caller. */
export async function startExaminationCases(maker: CertificateMaker): Promise<ExaminationCases> {
  const closers: (() => Promise<void>)[] = [];
  const keep = <T extends { close(): Promise<void> }>(server: T): T => {
    closers.push(() => server.close());
    return server;
  };
  const standIn = keep(await startStandIn(PLANS.map(({ behaviour }) => ({ port: 0, behaviour }))));
  const plans = PLANS.map((plan, index) => caseOf({ ...plan, port: standIn.ports[index] ?? 0 }));
  const odds = await Promise.all(
    ODDS.map(async (odd) => caseOf({ ...odd, port: keep(await startScript(odd.answer)).port })),
  );
  const bytes = await Promise.all(
    BYTES.map(async ([title, sent, expected]) => {
      const answer = (socket: Socket) => socket.once('data', () => socket.end(Buffer.from(sent, 'latin1')));
      return caseOf({ title, expected, images: [], port: keep(await startPlain(answer)).port });
    }),
  );
  const cases = [
    ...plans,
    ...odds,
    ...bytes,
    ...(await startSecured(maker, keep)),
    ...(await startWays(keep)),
  ];
  return {
    cases,
    close: async () => {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

type Keep = <T extends { close(): Promise<void> }>(server: T) => T;

const SAN = [`subjectAltName=DNS:${NAME}`];

/** What hangs on certificates. */
async function startSecured(maker: CertificateMaker, keep: Keep): Promise<readonly ExaminationCase[]> {
  const der = (name: string) => certificatesIn(maker.read(`${name}.crt`));
  maker.make({ name: 'root', extensions: CA });
  maker.make({ name: 'stranger', extensions: CA });
  maker.make({ name: 'middle', extensions: CA, issuer: 'root' });
  maker.make({ name: 'leaf', extensions: SAN, issuer: 'root' });
  maker.make({ name: 'below', extensions: SAN, issuer: 'middle' });
  maker.make({ name: 'short', extensions: SAN, issuer: 'root', days: 1 });
  const store = keep(await startScript(() => ({ status: 200, body: maker.read('middle.crt').toString() })));
  const where = `authorityInfoAccess=caIssuers;URI:http://127.0.0.1:${store.port}/middle.crt`;
  maker.make({ name: 'helpful', extensions: [...SAN, where], issuer: 'middle' });
  const tls = (name: string) => ({
    cert: maker.read(`${name}.crt`).toString(),
    key: maker.read(`${name}.key`).toString(),
  });
  const names = ['leaf', 'below', 'short', 'helpful'];
  const standIn = keep(
    await startStandIn([
      ...names.map((name) => ({ port: 0, behaviour: OPEN, tls: tls(name) })),
      { port: 0, behaviour: OPEN, tls: { ...tls('leaf'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } },
      { port: 0, behaviour: bearer('forbidden'), tls: tls('leaf') },
      { port: 0, behaviour: bearer('forbidden', { realmScheme: 'http' }), tls: tls('leaf') },
      { port: 0, behaviour: { kind: 'silent', to: 'connections' }, tls: tls('leaf') },
      { port: 0, behaviour: { kind: 'forward-proxy', names: { [NAME]: '127.0.0.1' } } },
      { port: 0, behaviour: { kind: 'refusing-proxy', status: 403 } },
    ]),
  );
  const [
    leaf = 0,
    below = 0,
    short = 0,
    helpful = 0,
    old = 0,
    token = 0,
    plainRealm = 0,
    silent = 0,
    proxy = 0,
    refusing = 0,
  ] = standIn.ports;
  const clients: TlsOptions = {
    ...tls('leaf'),
    requestCert: true,
    rejectUnauthorized: true,
    ca: tls('root').cert,
  };
  const older = keep(await startScript(() => YES, { ...clients, maxVersion: 'TLSv1.2' }));
  const mutual = keep(await startScript(() => YES, clients));
  const common = { name: NAME, transport: 'https', trusts: der('root') } as const;
  const open = `https api=200 ${FOUND}`;
  const wishes: readonly Wish[] = [
    { ...common, title: 'TLS', port: leaf, expected: open },
    {
      ...common,
      title: 'TLS, another CA',
      port: leaf,
      trusts: der('stranger'),
      expected: '- TLS_AUTHORITY_UNKNOWN',
    },
    {
      ...common,
      title: 'TLS, another name',
      name: '127.0.0.1',
      port: leaf,
      expected: '- TLS_ADDRESS_MISSING',
    },
    { ...common, title: 'TLS, expired', port: short, ahead: 2 * DAY, expected: '- TLS_EXPIRED' },
    { ...common, title: 'TLS, not yet valid', port: leaf, ahead: -2 * DAY, expected: '- TLS_NOT_YET_VALID' },
    { ...common, title: 'TLS, issuer missing', port: below, expected: '- TLS_AUTHORITY_UNKNOWN' },
    {
      ...common,
      title: 'TLS, issuer missing and known',
      port: below,
      others: der('middle'),
      expected: '- TLS_CHAIN_INCOMPLETE',
    },
    {
      ...common,
      title: 'TLS, issuer missing and to be had',
      port: helpful,
      expected: '- TLS_CHAIN_INCOMPLETE',
    },
    {
      ...common,
      title: 'TLS, issuer missing, another CA',
      port: helpful,
      trusts: der('stranger'),
      expected: '- TLS_AUTHORITY_UNKNOWN',
    },
    { ...common, title: 'TLS, too old', port: old, expected: '- old-protocol' },
    { ...common, title: 'TLS, no answer', port: silent, limit: SHORT, expected: '- late handshake' },
    {
      ...common,
      title: 'TLS, a token by login',
      port: token,
      login: LOGIN,
      expected: `https api=401 bearer token login ${FOUND}`,
    },
    {
      ...common,
      title: 'TLS, a realm in plain HTTP',
      port: plainRealm,
      login: LOGIN,
      expected: 'https api=401 bearer token-refused=400',
    },
    { ...common, title: 'TLS, unverified', transport: 'insecure', trusts: [], port: leaf, expected: open },
    {
      ...common,
      title: 'TLS asked in plain HTTP',
      transport: 'http',
      port: leaf,
      expected: 'http api=400 front=400 library/alpine:3.19=400',
    },
    { ...common, title: 'TLS through a proxy', port: leaf, proxy, expected: open },
    {
      ...common,
      title: 'TLS through a proxy, another CA',
      port: leaf,
      proxy,
      trusts: [],
      expected: '- TLS_AUTHORITY_UNKNOWN',
    },
    {
      ...common,
      title: 'TLS, refused by a proxy',
      port: leaf,
      proxy: refusing,
      expected: '- proxy 403 direct',
    },
    {
      ...common,
      title: 'TLS, a proxy that is not there',
      port: leaf,
      proxy: await closedPort(),
      expected: '- proxy 0 ECONNREFUSED direct',
    },
    {
      ...common,
      title: 'TLS, refused by a proxy and not there',
      port: await closedPort(),
      proxy: refusing,
      expected: '- proxy 403',
    },
    {
      ...common,
      title: 'TLS 1.2 with a client certificate wanted',
      port: older.port,
      expected: '- failed handshake CERTIFICATE_REQUIRED',
    },
    {
      ...common,
      title: 'TLS with a client certificate wanted',
      port: mutual.port,
      expected: '- failed handshake CERTIFICATE_REQUIRED',
    },
  ];
  return wishes.map(caseOf);
}

/** What hangs on the way alone. */
async function startWays(keep: Keep): Promise<readonly ExaminationCase[]> {
  const silent = keep(await startPlain(() => undefined));
  const ssh = keep(await startPlain((socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n')));
  const standIn = keep(
    await startStandIn([
      { port: 0, behaviour: OPEN },
      { port: 0, behaviour: { kind: 'forward-proxy', names: {} } },
      { port: 0, behaviour: { kind: 'refusing-proxy', status: 503 } },
      { port: 0, behaviour: { kind: 'refusing-proxy', status: 407 } },
    ]),
  );
  const [port = 0, proxy = 0, refusing = 0, asking = 0] = standIn.ports;
  const nobody = await closedPort();
  const wishes: readonly Wish[] = [
    { title: 'nobody there', port: nobody, expected: '- failed connection ECONNREFUSED' },
    {
      title: 'nobody there, insecure',
      port: nobody,
      transport: 'insecure',
      expected: '- failed connection ECONNREFUSED',
    },
    {
      title: 'a name that nobody knows',
      name: 'registry.invalid',
      port,
      expected: '- failed name ENOTFOUND',
    },
    {
      title: 'silence, insecure',
      transport: 'insecure',
      port: silent.port,
      limit: SHORT,
      expected: '- late api',
    },
    { title: 'no HTTP', port: ssh.port, expected: '- failed api HPE_INVALID_CONSTANT' },
    {
      title: 'no HTTP, insecure',
      transport: 'insecure',
      port: ssh.port,
      expected: '- failed api HPE_INVALID_CONSTANT',
    },
    { title: 'plain through a proxy', port, proxy, expected: `http api=200 ${FOUND}` },
    { title: 'plain, refused by a proxy', port, proxy: refusing, expected: '- proxy 503 direct' },
    { title: 'plain, a proxy that wants a login', port, proxy: asking, expected: '- proxy 407 direct' },
    {
      title: 'plain, refused by a proxy and not there',
      port: nobody,
      proxy: refusing,
      expected: '- proxy 503',
    },
    { title: 'plain, nobody behind the proxy', port: nobody, proxy, expected: '- proxy 502' },
    {
      title: 'a proxy that is silent',
      transport: 'https',
      port,
      proxy: silent.port,
      limit: SHORT,
      expected: '- late proxy',
    },
  ];
  return wishes.map(caseOf);
}
