// A registry that hangs costs the limit once, wherever it hangs; and many cost no more than the slowest.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { network } from '../../../src/host/network.ts';
import type { Endpoint } from '../../../src/model/endpoint.ts';
import type { Examination, ExaminationQuestion } from '../../../src/model/examination.ts';
import { NO_ROOTS } from '../../../src/probe/chain.ts';
import { examine } from '../../../src/probe/examine.ts';
import { CA, openCertificateMaker } from '../../support/certificate-maker.ts';
import { proxyAt } from '../../support/examination-case.ts';
import { inWords } from '../../support/examination-words.ts';
import { startStandIn } from '../../support/registry-stand-in.ts';
import { type ScriptAnswer, type ScriptRequest, startScript } from '../../support/script-server.ts';
import { startPlain } from '../../support/tls-server.ts';

/** Milliseconds. */
const LIMIT = 700;
/** For what is done when the time is over, on a machine that has much else to do. */
const SMALL = 600;

const HERE: ScriptAnswer = {
  status: 200,
  headers: { 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` },
  body: '{"schemaVersion":2}',
};
const IMAGES = [
  { repository: 'a', reference: '1' },
  { repository: 'b', reference: '1' },
];

/** A registry that answers everything and keeps nothing, behind a token server. */
function answerAll({ method, target, headers }: ScriptRequest): ScriptAnswer {
  if (target.startsWith('/token')) return { status: 200, body: '{"token":"t"}' };
  if (headers.authorization === undefined)
    return { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="http://${headers.host}/token"` } };
  if (method === 'POST') return { status: 202, headers: { Location: '/v2/u' } };
  return target.includes('/b/manifests/') ? HERE : { status: 404, body: '{}' };
}

interface Hanging {
  readonly at: string;
  isMeant(request: ScriptRequest): boolean;
  /** The images that are asked for; both. */
  readonly images?: typeof IMAGES;
  readonly expected: string;
}

const FOUND = 'api=401 bearer token b:1=200 found';

const HANGING: readonly Hanging[] = [
  { at: 'the interface', isMeant: ({ target }) => target === '/v2/', expected: '- late api' },
  {
    at: 'the token',
    isMeant: ({ target }) => target.startsWith('/token'),
    expected: 'http api=401 bearer token-failed=(late realm)',
  },
  {
    at: 'the image',
    isMeant: ({ method }) => method === 'HEAD',
    expected: 'http late manifest api=401 bearer token',
  },
  {
    at: 'the second image',
    isMeant: ({ target }) => target.includes('/b/'),
    expected: 'http late manifest api=401 bearer token a:1=404',
  },
  {
    at: 'the catalogue',
    isMeant: ({ target }) => target.includes('_catalog'),
    images: IMAGES.slice(0, 1),
    expected: 'http api=401 bearer token a:1=404',
  },
  {
    at: 'the token for the catalogue',
    isMeant: ({ target }) => target.includes('catalog'),
    images: IMAGES.slice(0, 1),
    expected: 'http api=401 bearer token a:1=404',
  },
  { at: 'the upload', isMeant: ({ method }) => method === 'POST', expected: `http late push ${FOUND}` },
  {
    at: 'the token for uploads',
    isMeant: ({ target }) => target.includes('push'),
    expected: `http late realm ${FOUND}`,
  },
  { at: 'the end of it', isMeant: ({ method }) => method === 'DELETE', expected: `http ${FOUND} push=202/-` },
  { at: 'the big one', isMeant: ({ method }) => method === 'PATCH', expected: `http ${FOUND} push=202/-` },
];

const closers: (() => Promise<void>)[] = [];
const keep = <T extends { close(): Promise<void> }>(server: T): T => {
  closers.push(() => server.close());
  return server;
};
afterAll(() => Promise.all(closers.map((close) => close())));

function endpointAt(port: number, more: Partial<Endpoint> = {}): Endpoint {
  return {
    registry: `127.0.0.1:${port}`,
    role: 'registry',
    upstream: null,
    transport: 'http',
    base: '',
    below: '',
    trust: { certificates: [], directory: null },
    proxies: { http: null, https: null },
    login: { kind: 'none' },
    ...more,
  };
}

/** @returns what came of it, and how long it took in milliseconds */
async function examineTimed(
  question: ExaminationQuestion,
  limit: number,
): Promise<{ readonly words: string; readonly took: number; readonly examination: Examination }> {
  const begun = performance.now();
  const addresses = new Map([['issuers.test', '127.0.0.1']]);
  const context = { network, roots: NO_ROOTS, addresses, now: Date.now(), limit };
  const examination = await examine(question, context);
  return { words: inWords(examination), took: performance.now() - begun, examination };
}

describe('a server that hangs', () => {
  it.each(HANGING)('at $at costs the limit once', async ({ isMeant, images = IMAGES, expected }) => {
    const server = keep(await startScript((request) => (isMeant(request) ? 'silence' : answerAll(request))));
    const endpoint = endpointAt(server.port);
    const { words, took } = await examineTimed({ endpoint, images, push: true }, LIMIT);
    expect(words).toBe(expected);
    expect(took).toBeGreaterThan(LIMIT - 50);
    expect(took).toBeLessThan(LIMIT + SMALL);
  });

  it('after a redirect costs no more', async () => {
    const server = keep(
      await startScript(({ target }) =>
        target === '/v2/' ? { status: 302, headers: { Location: '/there' } } : 'silence',
      ),
    );
    const question = { endpoint: endpointAt(server.port), images: IMAGES, push: true };
    const { words, took } = await examineTimed(question, LIMIT);
    expect(words).toBe('http late manifest api=302');
    expect(took).toBeLessThan(LIMIT + SMALL);
  });

  it.each(['https', 'insecure'] as const)('before it answers a handshake (%s)', async (transport) => {
    const server = keep(await startPlain(() => undefined));
    const endpoint = endpointAt(server.port, { transport });
    const { words, took } = await examineTimed({ endpoint, images: IMAGES, push: true }, LIMIT);
    expect(words).toBe(transport === 'https' ? '- late handshake' : '- late api');
    expect(took).toBeLessThan(LIMIT + SMALL);
  });

  it('byte by byte', async () => {
    const server = keep(
      await startPlain((socket) => {
        const timer = setInterval(() => socket.write('H'), 20);
        socket.write('HTTP/1.1 200 OK\r\nX: ');
        socket.on('close', () => clearInterval(timer));
      }),
    );
    const question = { endpoint: endpointAt(server.port), images: IMAGES, push: true };
    const { words, took } = await examineTimed(question, LIMIT);
    expect(words).toBe('- late api');
    expect(took).toBeLessThan(LIMIT + SMALL);
  });

  it('behind a proxy that refuses', async () => {
    const [server, proxy] = [
      keep(await startScript(() => 'silence')),
      keep(await startScript(() => ({ status: 503 }))),
    ];
    const proxies = { http: proxyAt(proxy.port), https: null };
    const question = { endpoint: endpointAt(server.port, { proxies }), images: IMAGES, push: true };
    const { words, took } = await examineTimed(question, LIMIT);
    expect(words).toBe('- proxy 503');
    expect(took).toBeLessThan(LIMIT + SMALL);
  });

  it('where the missing issuer is to be had', async () => {
    const maker = openCertificateMaker();
    if (maker === undefined) return;
    const store = keep(await startScript(() => 'silence'));
    maker.make({ name: 'middle', extensions: CA });
    const where = `authorityInfoAccess=caIssuers;URI:http://issuers.test:${store.port}/middle.crt`;
    maker.make({ name: 'leaf', extensions: ['subjectAltName=IP:127.0.0.1', where], issuer: 'middle' });
    const [cert, key] = ['leaf.crt', 'leaf.key'].map((file) => maker.read(file));
    maker.close();
    if (cert === undefined || key === undefined) throw new Error('no certificate');
    const server = keep(await startScript(() => HERE, { cert, key }));
    const endpoint = endpointAt(server.port, { transport: 'https' });
    const { words, took } = await examineTimed({ endpoint, images: IMAGES, push: true }, LIMIT);
    expect(words).toBe('- TLS_AUTHORITY_UNKNOWN');
    expect(store.seen).toHaveLength(1);
    expect(took).toBeLessThan(LIMIT + SMALL);
  });
});

describe('twenty registries at once', () => {
  /** Milliseconds until each answer: three of them in turn. */
  const SLOW = 300;
  let ports: readonly number[] = [];

  beforeAll(async () => {
    const image = { repository: 'a', reference: '1', label: 'a' };
    const open = { kind: 'registry', make: 'distribution', images: [image] } as const;
    const behaviour = { ...open, access: { kind: 'open' }, push: 'taken' } as const;
    const slow = { kind: 'slow', milliseconds: SLOW, behaviour } as const;
    const listeners = Array.from({ length: 20 }, () => ({ port: 0, behaviour: slow }));
    ports = keep(await startStandIn(listeners)).ports;
  });

  it('are not asked one after the other', async () => {
    const images = [{ repository: 'a', reference: '1' }];
    const questions = ports.map((port) => ({ endpoint: endpointAt(port), images, push: false }));
    const one = questions.slice(0, 1).map((question) => examineTimed(question, 5_000));
    const alone = (await Promise.all(one))[0]?.took ?? 0;
    const begun = performance.now();
    const all = await Promise.all(questions.map((question) => examineTimed(question, 5_000)));
    expect(performance.now() - begun).toBeLessThan(5 * alone);
    expect(new Set(all.map(({ words }) => words))).toEqual(new Set(['http api=200 a:1=200 found']));
    for (const { examination } of all) {
      const steps = examination.times.map(({ step }) => step);
      expect(steps).toEqual(['name', 'connection', 'api', 'manifest']);
      for (const { step, milliseconds } of examination.times)
        if (step === 'api' || step === 'manifest') expect(milliseconds).toBeGreaterThan(SLOW - 20);
    }
  });
});
