// The stand-in answers as the servers do whose place it takes.

import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCertificateMaker } from '../../support/certificate-maker.ts';
import { type StandIn, startStandIn } from '../../support/registry-stand-in.ts';
import type { Behaviour, RegistryBehaviour } from '../../support/registry-stand-in-behaviour.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const REGISTRY: RegistryBehaviour = {
  kind: 'registry',
  make: 'distribution',
  images: [{ repository: 'library/alpine', reference: '3.19', label: 'a' }],
  access: { kind: 'open' },
  push: 'taken',
};
const BASIC = `Basic ${Buffer.from('robot:correct-horse').toString('base64')}`;
const BEARER: RegistryBehaviour = {
  ...REGISTRY,
  make: 'nexus',
  access: {
    kind: 'bearer',
    anonymous: 'forbidden',
    accounts: [{ user: 'robot', password: 'correct-horse' }],
  },
};
const MANIFEST = '/v2/library/alpine/manifests/3.19';

let open: StandIn[] = [];
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

async function start(behaviour: Behaviour, logFolder?: string): Promise<{ port: number; url: string }> {
  const standIn = await startStandIn([{ port: 0, behaviour, label: 9001 }], logFolder);
  open.push(standIn);
  const port = standIn.ports[0] ?? 0;
  return { port, url: `http://127.0.0.1:${port}` };
}

describe('a stand-in for a registry', () => {
  it('gives a manifest whose config and layers are there, under their digests', async () => {
    const { url } = await start(REGISTRY);
    const manifest = JSON.parse(await (await fetch(url + MANIFEST)).text());
    for (const { digest, size } of [manifest.config, ...manifest.layers]) {
      const bytes = Buffer.from(
        await (await fetch(`${url}/v2/library/alpine/blobs/${digest}`)).arrayBuffer(),
      );
      expect(bytes.length).toBe(size);
      expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
    }
    const head = await fetch(url + MANIFEST, { method: 'HEAD' });
    expect(head.headers.get('docker-content-digest')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await fetch(`${url}/v2/library/alpine/manifests/0`)).status).toBe(404);
    expect(await (await fetch(`${url}/v2/_catalog`)).json()).toEqual({ repositories: ['library/alpine'] });
  });

  it('sends one without a token to its own token endpoint, which knows its accounts', async () => {
    const { url } = await start(BEARER);
    const asked = await fetch(`${url}/v2/`);
    expect([asked.status, asked.headers.get('server')]).toEqual([401, 'Nexus/3.61.0-02 (OSS)']);
    const realm = /realm="([^"]+)"/.exec(asked.headers.get('www-authenticate') ?? '')?.[1] ?? '';
    expect(realm).toBe(`${url}/v2/token`);
    expect((await fetch(realm)).status).toBe(403);
    expect((await fetch(realm, { headers: { authorization: 'Basic cm9ib3Q6eA==' } })).status).toBe(401);
    const granted = JSON.parse(await (await fetch(realm, { headers: { authorization: BASIC } })).text());
    const answer = await fetch(url + MANIFEST, { headers: { authorization: `Bearer ${granted.token}` } });
    expect(answer.status).toBe(200);
  });

  it('stops an upload that is too large before its end', async () => {
    const { url } = await start({ ...REGISTRY, uploadLimit: 10 });
    const upload = (body: string) => fetch(`${url}/v2/a/blobs/uploads/`, { method: 'POST', body });
    expect((await upload('x'.repeat(10))).status).toBe(202);
    expect((await upload('x'.repeat(11))).status).toBe(413);
  });

  it('notes what it was asked, as an access log too', async () => {
    const folder = makeTempFolder('stand-in');
    try {
      const { port, url } = await start({ kind: 'status', status: 429 }, folder);
      await (await fetch(`${url}/v2/?a=b`, { headers: { authorization: BASIC } })).text();
      const expected = { method: 'GET', path: '/v2/?a=b', status: 429, login: 'basic' };
      await expect.poll(() => open[0]?.requests(port)).toMatchObject([expected]);
      const line = /^127\.0\.0\.1 - - \[[^\]]+\] "GET \/v2\/\?a=b HTTP\/1\.1" 429 /;
      expect(readFileSync(join(folder, '9001.log'), 'utf8')).toMatch(line);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a stand-in for what is no registry', () => {
  it.each<[Behaviour, number, string]>([
    [{ kind: 'nexus-web' }, 200, 'not directly browseable at this URL'],
    [{ kind: 'page', status: 404 }, 404, '<html>'],
    [{ kind: 'login-page' }, 200, '<html>'],
    [{ kind: 'status', status: 502 }, 502, 'nginx'],
    [{ kind: 'slow', milliseconds: 5, behaviour: { kind: 'status', status: 401 } }, 401, 'UNAUTHORIZED'],
  ])('%j', async (behaviour, status, words) => {
    const { url } = await start(behaviour);
    const answer = await fetch(`${url}/repository/docker-proxy/v2/`);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(words)]);
  });

  it.each<[Behaviour]>([
    [{ kind: 'silent', to: 'connections' }],
    [{ kind: 'silent', to: 'requests' }],
    [{ ...REGISTRY, manifests: 'silent' }],
  ])('%j: no answer', async (behaviour) => {
    const { url } = await start(behaviour);
    await expect(fetch(url + MANIFEST, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  });

  it('a forward proxy, which tunnels and forwards', async () => {
    const registry = await start(REGISTRY);
    const names = { 'registry.test': '127.0.0.1' };
    const proxy = await start({ kind: 'forward-proxy', names });
    const target = `registry.test:${registry.port}`;
    const absolute = await get({ port: proxy.port, path: `http://${target}/v2/` });
    expect(absolute).toMatchObject({ status: 200, body: '{}\n' });
    const socket = net.connect(proxy.port, '127.0.0.1');
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    expect(await readOnce(socket)).toMatch(/^HTTP\/1\.1 200 /);
    socket.write('GET /v2/ HTTP/1.1\r\nHost: registry.test\r\n\r\n');
    expect(await readOnce(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
    socket.destroy();
  });
});

const maker = openCertificateMaker();

describe.skipIf(maker === undefined)('a stand-in with TLS', () => {
  it('answers through it, and tells one without it what is wrong', async () => {
    const cert = maker?.make({ name: 'leaf', extensions: ['subjectAltName=IP:127.0.0.1'] }) ?? '';
    const key = maker?.read('leaf.key').toString() ?? '';
    maker?.close();
    const standIn = await startStandIn([{ port: 0, tls: { cert, key }, behaviour: BEARER }]);
    open.push(standIn);
    const port = standIn.ports[0] ?? 0;
    const agent = new https.Agent({ ca: cert });
    const answer = await get({ port, path: '/v2/', agent, protocol: 'https:' });
    expect(answer.challenge).toContain(`realm="https://127.0.0.1:${port}/v2/token"`);
    const plain = await get({ port, path: '/v2/' });
    expect(plain.body).toContain('The plain HTTP request was sent to HTTPS port');
    await expect(get({ port, path: '/v2/', protocol: 'https:', agent: https.globalAgent })).rejects.toThrow();
    await expect.poll(() => standIn.requests(port).map(({ status }) => status)).toEqual([401, 400, 0]);
    expect(standIn.requests(port).map(({ client }) => client)).toEqual(Array(3).fill('127.0.0.1'));
  });
});

interface Got {
  readonly status: number | undefined;
  readonly challenge: string | undefined;
  readonly body: string;
}

function get(options: https.RequestOptions): Promise<Got> {
  const { request } = options.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', ...options }, async (answer) => {
      let body = '';
      for await (const chunk of answer) body += chunk;
      resolve({ status: answer.statusCode, challenge: answer.headers['www-authenticate'], body });
    });
    asked.on('error', reject);
    asked.end();
  });
}

const readOnce = (socket: net.Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('data', (chunk) => resolve(chunk.toString()));
  });
