// One request as it goes over the network, and what comes back: real servers on loopback.

import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { network } from '../../../src/host/network.ts';
import type { HttpAnswer, HttpQuestion, HttpReply } from '../../../src/host/ports.ts';
import type { Proxy as ProxyServer } from '../../../src/model/endpoint.ts';
import { openCertificateMaker } from '../../support/certificate-maker.ts';
import { proxyAt } from '../../support/examination-case.ts';
import { type ScriptServer, startScript } from '../../support/script-server.ts';
import { startPlain } from '../../support/tls-server.ts';

const closers: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));
const keep = <T extends { close(): Promise<void> }>(server: T): T => {
  closers.push(() => server.close());
  return server;
};
const start = async (...args: Parameters<typeof startScript>): Promise<ScriptServer> =>
  keep(await startScript(...args));

function questionFor(port: number, more: Partial<HttpQuestion> = {}): HttpQuestion {
  return {
    scheme: 'http',
    name: '127.0.0.1',
    port,
    address: undefined,
    proxy: null,
    accepts: () => true,
    method: 'GET',
    target: '/v2/',
    headers: {},
    content: '',
    announced: 0,
    keep: 100,
    limit: 10_000,
    ...more,
  };
}

function answerIn({ outcome }: HttpReply): HttpAnswer {
  if (outcome.kind !== 'answer') throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe('an answer', () => {
  it('has its headers in lower case, and those of one name together', async () => {
    const headers = { 'X-One': ['a', 'b'], 'WWW-Authenticate': ['Basic realm="a"', 'Bearer realm="b"'] };
    const { port } = await start(() => ({ status: 401, headers, body: 'words' }));
    const reply = await network.ask(questionFor(port));
    const answer = answerIn(reply);
    expect(answer).toMatchObject({ status: 401, complete: true });
    expect(answer.headers).toMatchObject({
      'x-one': 'a, b',
      'www-authenticate': 'Basic realm="a", Bearer realm="b"',
    });
    expect(Buffer.from(answer.body).toString()).toBe('words');
    expect(reply.times.map(({ step }) => step)).toEqual(['name', 'connection', 'answer']);
  });

  it('is read only as far as it is wanted', async () => {
    const { port } = await start(() => ({ status: 200, body: 'x'.repeat(5_000_000) }));
    const answer = answerIn(await network.ask(questionFor(port)));
    expect([answer.body.length, answer.complete]).toEqual([100, false]);
  });

  it('to HEAD ends with its headers, whatever is sent behind them', async () => {
    const { port } = keep(
      await startPlain((socket) =>
        socket.once('data', () => socket.write('HTTP/1.1 404 No\r\nContent-Length: 9\r\n\r\n<html>...')),
      ),
    );
    const answer = answerIn(await network.ask(questionFor(port, { method: 'HEAD' })));
    expect([answer.status, answer.body.length, answer.complete]).toEqual([404, 0, true]);
  });

  it('never comes as a rejection', async () => {
    const { port } = await start(() => 'close');
    const questions = [
      questionFor(port),
      questionFor(port, { target: '/with space' }),
      questionFor(port, { target: '' }),
      questionFor(port, { target: '/ä' }),
      questionFor(port, { headers: { Authorization: 'Bearer a\r\nX-Injected: b' } }),
      questionFor(port, { name: 'registry.invalid' }),
      questionFor(port, { scheme: 'https' }),
      questionFor(port, { limit: 0 }),
    ];
    const kinds = (await Promise.all(questions.map((question) => network.ask(question)))).map(
      ({ outcome }) => ('error' in outcome ? outcome.error : outcome.kind),
    );
    const invalid = 'ERR_INVALID_CHAR';
    expect(kinds.slice(0, 6)).toEqual(['ECONNRESET', invalid, invalid, invalid, invalid, 'ENOTFOUND']);
  });
});

describe('a request', () => {
  it('names the host as clients do: without a port of its scheme, an IPv6 address in brackets', async () => {
    const proxy = await start(() => ({ status: 200 }));
    const through = { proxy: proxyAt(proxy.port) };
    await network.ask(questionFor(80, { ...through, name: 'r.test' }));
    await network.ask(questionFor(5000, { ...through, name: '::1' }));
    expect(proxy.seen.map(({ target, headers }) => [target, headers.host])).toEqual([
      ['http://r.test:80/v2/', 'r.test'],
      ['http://[::1]:5000/v2/', '[::1]:5000'],
    ]);
  });

  it('with a line break in a header, or a blank in its target, is not sent', async () => {
    const server = await start(() => ({ status: 200 }));
    await network.ask(questionFor(server.port, { headers: { A: 'a\r\nB: b' } }));
    await network.ask(questionFor(server.port, { target: '/ HTTP/1.1\r\nA: b' }));
    expect(server.seen).toEqual([]);
  });

  it('that announces a body does not send it', async () => {
    let bytes = 0;
    const { port } = keep(
      await startPlain((socket) => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        socket.on('data', (chunk) => {
          bytes += chunk.length;
        });
      }),
    );
    const answer = answerIn(await network.ask(questionFor(port, { method: 'PATCH', announced: 2 ** 30 })));
    expect([answer.status, bytes > 0 && bytes < 300]).toEqual([100, true]);
  });

  it('brings the answer that comes behind 100', async () => {
    const { port } = keep(
      await startPlain((socket) =>
        socket.once('data', () =>
          socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n'),
        ),
      ),
    );
    const answer = answerIn(await network.ask(questionFor(port, { method: 'PATCH', announced: 2 ** 30 })));
    expect(answer.status).toBe(413);
  });
});

describe('the proxies of the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are not used', async () => {
    const [server, proxy] = [await start(() => ({ status: 200 })), await start(() => ({ status: 200 }))];
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    await network.ask(questionFor(server.port));
    expect([server.seen.length, proxy.seen.length]).toEqual([1, 0]);
  });
});

const maker = openCertificateMaker();
afterAll(() => maker?.close());

describe.skipIf(maker === undefined)('a connection with TLS', () => {
  if (maker === undefined) return;
  maker.make({ name: 'leaf', extensions: ['subjectAltName=DNS:r.test'] });
  const tls = { cert: maker.read('leaf.crt'), key: maker.read('leaf.key') };
  const https = { scheme: 'https', name: 'r.test', address: '127.0.0.1' } as const;

  it('is asked about before anything is sent', async () => {
    const server = await start(() => ({ status: 200 }), tls);
    const asked: string[] = [];
    const accepts: HttpQuestion['accepts'] = (presented, name) => {
      asked.push(`${name} ${presented.length} ${server.seen.length}`);
      return false;
    };
    const { outcome, times } = await network.ask(questionFor(server.port, { ...https, accepts }));
    expect(outcome).toMatchObject({ kind: 'refused', name: 'r.test' });
    expect([asked, server.seen]).toEqual([['r.test 1 0'], []]);
    expect(times.map(({ step }) => step)).toEqual(['name', 'connection', 'handshake']);
  });

  it('to a proxy is asked about as well, and before it is told anything', async () => {
    const proxy = await start(() => ({ status: 407 }), tls);
    const secure: ProxyServer = { source: '', bypass: '', scheme: 'https', name: 'localhost', ...at(proxy) };
    const asked: string[] = [];
    const ask = (isAccepted: boolean) =>
      network.ask(
        questionFor(1, {
          ...https,
          proxy: secure,
          accepts: (_presented, name) => {
            asked.push(name);
            return isAccepted;
          },
        }),
      );
    expect((await ask(false)).outcome).toMatchObject({ kind: 'refused', name: 'localhost' });
    expect(proxy.seen).toEqual([]);
    expect((await ask(true)).outcome).toEqual({ kind: 'proxy', status: 407, error: '' });
    expect(asked).toEqual(['localhost', 'localhost']);
    expect(proxy.seen.map(({ target }) => target)).toEqual(['r.test:1']);
  });

  function at({ port }: ScriptServer): Pick<ProxyServer, 'port' | 'userinfo'> {
    return { port, userinfo: 'user:password' };
  }

  it.each([
    ['nothing', '', 'ECONNRESET'],
    ['another protocol', 'SSH-2.0-x\r\n\r\n', 'NO_HTTP'],
    ['headers without end', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(100_000)}`, 'NO_HTTP'],
  ])('through a proxy that answers with %s', async (_title, bytes, error) => {
    const { port } = keep(await startPlain((socket) => socket.once('data', () => socket.end(bytes))));
    const { outcome, times } = await network.ask(questionFor(1, { ...https, proxy: proxyAt(port) }));
    expect(outcome).toEqual({ kind: 'proxy', status: 0, error });
    expect(times.map(({ step }) => step)).toEqual(['proxy']);
  });
});

describe('a name', () => {
  it('is looked up as the host does it', async () => {
    expect(await network.resolve('127.0.0.1')).toEqual(['127.0.0.1']);
    expect(
      (await network.resolve('localhost')).some((address) => /^(?:127\.0\.0\.1|::1)$/.test(address)),
    ).toBe(true);
    expect(await network.resolve('registry.invalid')).toEqual([]);
  });
});
