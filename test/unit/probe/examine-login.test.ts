// To whom a login or a token goes, and to whom it never does: what servers have really seen.

import { createSecureContext, type SecureContext } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { certificatesIn } from '../../../src/formats/pem.ts';
import { network } from '../../../src/host/network.ts';
import type { Endpoint } from '../../../src/model/endpoint.ts';
import type { Examination } from '../../../src/model/examination.ts';
import { NO_ROOTS } from '../../../src/probe/chain.ts';
import { examine } from '../../../src/probe/examine.ts';
import { CA, openCertificateMaker } from '../../support/certificate-maker.ts';
import { LOGIN, proxyAt } from '../../support/examination-case.ts';
import { inWords } from '../../support/examination-words.ts';
import {
  type ScriptAnswer,
  type ScriptRequest,
  type ScriptServer,
  startScript,
} from '../../support/script-server.ts';

const maker = openCertificateMaker();
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  maker?.close();
});

const SAN = ['subjectAltName=IP:127.0.0.1'];
const TITLE = 'a login';

async function start(...args: Parameters<typeof startScript>): Promise<ScriptServer> {
  const server = await startScript(...args);
  closers.push(() => server.close());
  return server;
}

const BASIC: ScriptAnswer = { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } };
const HERE: ScriptAnswer = {
  status: 200,
  headers: { 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` },
  body: '{"schemaVersion":2}',
};

/** Wants a login for everything. */
const basic = ({ headers }: ScriptRequest): ScriptAnswer =>
  headers.authorization === undefined ? BASIC : HERE;

function bearerAt(realm: string): Exclude<ScriptAnswer, string> {
  return { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="${realm}",service="s"` } };
}

/** What came with a login or a token, by method and target. */
function loggedIn({ seen }: ScriptServer): readonly string[] {
  return seen
    .filter(({ headers, body }) => headers.authorization !== undefined || body !== '')
    .map(({ method, target, headers, body }) =>
      [method, target, headers.authorization?.split(' ')[0] ?? body].join(' '),
    );
}

async function examineAt(
  { port }: ScriptServer,
  more: Partial<Endpoint>,
  push = false,
): Promise<Examination> {
  const endpoint: Endpoint = {
    registry: `127.0.0.1:${port}`,
    role: 'registry',
    upstream: null,
    transport: 'https',
    base: '',
    below: '',
    trust: { certificates: [], directory: null },
    proxies: { http: null, https: null },
    login: LOGIN,
    ...more,
  };
  const question = { endpoint, images: [{ repository: 'a', reference: '1' }], push };
  return examine(question, { network, roots: NO_ROOTS, now: Date.now(), limit: 20_000 });
}

describe.skipIf(maker === undefined)(TITLE, () => {
  if (maker === undefined) return;
  maker.make({ name: 'root', extensions: CA });
  maker.make({ name: 'good', extensions: SAN, issuer: 'root' });
  maker.make({ name: 'bad', extensions: SAN });
  maker.make({ name: 'old', extensions: SAN, issuer: 'root', days: 1 });
  const pair = (name: string) => ({ cert: maker.read(`${name}.crt`), key: maker.read(`${name}.key`) });
  const [good, bad, old] = [pair('good'), pair('bad'), pair('old')];
  const trust = { certificates: certificatesIn(maker.read('root.crt')), directory: null };

  it('goes to a registry that is verified', async () => {
    const server = await start(basic, good);
    expect(inWords(await examineAt(server, { trust }))).toBe('https api=401 basic login a:1=200 found');
    expect(loggedIn(server)).toEqual(['HEAD /v2/a/manifests/1 Basic']);
  });

  it('goes where the engines send it without verifying: insecure, and plain HTTP', async () => {
    const [secured, plain] = [await start(basic, bad), await start(basic)];
    await examineAt(secured, { transport: 'insecure' });
    await examineAt(plain, { transport: 'http' });
    expect([loggedIn(secured), loggedIn(plain)]).toEqual([
      ['HEAD /v2/a/manifests/1 Basic'],
      ['HEAD /v2/a/manifests/1 Basic'],
    ]);
  });

  it('goes nowhere, as nothing else does, where the certificate is refused', async () => {
    const server = await start(basic, bad);
    expect(inWords(await examineAt(server, { trust }))).toBe('- TLS_AUTHORITY_UNKNOWN');
    expect(server.seen).toEqual([]);
  });

  it('does not go along when a server is asked for its time', async () => {
    const server = await start(basic, old);
    const later = Date.now() + 2 * 86_400_000;
    const endpoint = (await examineAt(server, { trust })).endpoint;
    const before = server.seen.length;
    const question = { endpoint, images: [{ repository: 'a', reference: '1' }], push: true };
    const said = await examine(question, { network, roots: NO_ROOTS, now: later, limit: 20_000 });
    expect(inWords(said)).toBe('- TLS_EXPIRED');
    expect(Math.abs((said.serverTime ?? 0) - Date.now())).toBeLessThan(60_000);
    const [asked, ...more] = server.seen.slice(before);
    expect([asked?.target, asked?.headers.authorization, more]).toEqual(['/v2/', undefined, []]);
  });

  it('does not go to another who has taken the place of the one who was verified', async () => {
    let handshakes = 0;
    const contexts = [good, bad].map((each) => createSecureContext(each));
    // Asked anew for each connection; a name has to be asked for, an address is none.
    const choose = (_name: string, give: (error: null, context?: SecureContext) => void) => {
      handshakes += 1;
      give(null, contexts[handshakes === 1 ? 0 : 1]);
    };
    maker.make({ name: 'named', extensions: ['subjectAltName=DNS:localhost'], issuer: 'root' });
    contexts[0] = createSecureContext(pair('named'));
    const server = await start(basic, { ...good, SNICallback: choose });
    const examination = await examineAt(server, { trust, registry: `localhost:${server.port}` });
    expect(inWords(examination)).toBe('https TLS_NAME_WRONG api=401 basic');
    expect(server.seen.map(({ target, headers }) => [target, headers.authorization])).toEqual([
      ['/v2/', undefined],
    ]);
  });

  it('does not go to a realm in plain HTTP, where the registry speaks TLS', async () => {
    const realm = await start(() => ({ status: 200, body: '{"token":"t"}' }));
    const server = await start(
      ({ headers }) =>
        headers.authorization === undefined ? bearerAt(`http://127.0.0.1:${realm.port}/token`) : HERE,
      good,
    );
    expect(inWords(await examineAt(server, { trust }))).toBe('https api=401 bearer token a:1=200 found');
    expect(loggedIn(realm)).toEqual([]);
    expect(realm.seen.map(({ target }) => target)).toEqual(['/token?service=s&scope=repository%3Aa%3Apull']);
  });

  it('goes to such a realm where all is in plain HTTP', async () => {
    const realm = await start(() => ({ status: 200, body: '{"token":"t"}' }));
    const server = await start(({ headers }) =>
      headers.authorization === undefined ? bearerAt(`http://127.0.0.1:${realm.port}/token`) : HERE,
    );
    await examineAt(server, { transport: 'http' });
    expect(loggedIn(realm)).toEqual(['GET /token?service=s&scope=repository%3Aa%3Apull&account=ann Basic']);
    expect(loggedIn(server)).toEqual(['HEAD /v2/a/manifests/1 Bearer']);
  });

  it('does not go to a realm whose certificate is refused', async () => {
    const realm = await start(() => ({ status: 200, body: '{"token":"t"}' }), bad);
    const server = await start(() => bearerAt(`https://127.0.0.1:${realm.port}/token`), good);
    const said = inWords(await examineAt(server, { trust }));
    expect(said).toBe('https api=401 bearer token-failed=(TLS_AUTHORITY_UNKNOWN)');
    expect(realm.seen).toEqual([]);
  });

  it('and a token do not follow a redirect to another server', async () => {
    const elsewhere = await start(() => HERE);
    const away: ScriptAnswer = {
      status: 307,
      headers: { Location: `http://127.0.0.1:${elsewhere.port}/there` },
    };
    const withBasic = await start(({ headers }) => (headers.authorization === undefined ? BASIC : away));
    const realm = await start(({ method }) =>
      method === 'GET' ? away : { status: 200, body: '{"token":"t"}' },
    );
    const withToken = await start(() => bearerAt(`http://127.0.0.1:${realm.port}/token`));
    await examineAt(withBasic, { transport: 'http' });
    await examineAt(withToken, { transport: 'http' });
    expect(loggedIn(withBasic)).toHaveLength(1);
    expect(loggedIn(realm)).toHaveLength(1);
    expect(elsewhere.seen).toHaveLength(2);
    expect(loggedIn(elsewhere)).toEqual([]);
  });

  it('that is an identity token goes by POST to the realm alone', async () => {
    const login = { kind: 'identity', token: 'refresh', path: '/root/.docker/config.json' } as const;
    const realm = await start(() => ({ status: 200, body: '{"access_token":"t"}' }), good);
    const server = await start(
      ({ headers }) =>
        headers.authorization === undefined ? bearerAt(`https://127.0.0.1:${realm.port}/token`) : HERE,
      good,
    );
    await examineAt(server, { trust, login });
    expect(loggedIn(realm)).toEqual([
      'POST /token service=s&scope=repository%3Aa%3Apull&grant_type=refresh_token&refresh_token=refresh&client_id=registry-client',
    ]);
    expect(loggedIn(server)).toEqual(['HEAD /v2/a/manifests/1 Bearer']);
  });

  it('is not what a proxy sees of a registry that speaks TLS', async () => {
    const proxy = await start(() => ({ status: 407 }));
    const server = await start(basic, good);
    const proxies = { http: null, https: proxyAt(proxy.port) };
    expect(inWords(await examineAt(server, { trust, proxies }))).toBe('- proxy 407 direct');
    expect(proxy.seen.map(({ target }) => target)).toEqual([`127.0.0.1:${server.port}`]);
    expect(proxy.seen[0]?.headers).toMatchObject({
      'proxy-authorization': `Basic ${Buffer.from('u:p').toString('base64')}`,
    });
    expect(proxy.seen[0]?.headers.authorization).toBeUndefined();
    expect(server.seen).toEqual([]);
  });

  it('is asked for by a catalogue in vain', async () => {
    const server = await start(({ target, headers }) =>
      headers.authorization === undefined ? BASIC : { status: target.includes('catalog') ? 200 : 404 },
    );
    await examineAt(server, { transport: 'http' });
    expect(loggedIn(server)).toEqual(['HEAD /v2/a/manifests/1 Basic', 'GET /v2/a/manifests/1 Basic']);
    expect(server.seen.at(-1)?.target).toBe('/v2/_catalog?n=20');
  });

  it('stands in nothing that is told afterwards', async () => {
    const realm = await start(() => ({ status: 200, body: '{"token":{"secret-token":1}}' }));
    const server = await start(() => ({
      ...bearerAt(`http://127.0.0.1:${realm.port}/token`),
      body: '{}',
    }));
    const said = JSON.stringify({
      ...(await examineAt(server, { transport: 'http' }, true)),
      endpoint: undefined,
    });
    expect(said).not.toContain('secret');
    expect(said).toContain('"kind":"refused"');
  });
});
