// A server that answers as registries do, and as what is mistaken for one: for tests of what clients make of it.

import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { type Answer, type Ask, nginxPage, type Response, SILENCE } from './registry-stand-in-answer.ts';
import type { Behaviour, Listener, ListenerTls, PlainWords } from './registry-stand-in-behaviour.ts';
import { answererOf } from './registry-stand-in-faults.ts';
import { loginOf, openLog, type RequestLog, type SeenRequest } from './registry-stand-in-log.ts';
import { forward, openTunnel } from './registry-stand-in-proxy.ts';

export interface StandIn {
  /** Where it listens, in the order of the listeners. */
  readonly ports: readonly number[];
  /** What the listener on this port was asked, in the order of the answers. */
  readonly requests: (port: number) => readonly SeenRequest[];
  readonly close: () => Promise<void>;
}

interface Open {
  readonly port: number;
  readonly log: RequestLog;
  readonly close: () => Promise<void>;
}

/**
 * Starts one listener each; those that listen already are closed when one cannot.
 * @param logFolder where `<label or port>.log` is written for each, when given
 * @throws the error of `listen`
 */
export async function startStandIn(listeners: readonly Listener[], logFolder?: string): Promise<StandIn> {
  const started = await Promise.allSettled(listeners.map((listener) => open(listener, logFolder)));
  const opened = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((each) => each.close()));
  };
  const failed = started.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    ports: opened.map(({ port }) => port),
    requests: (port) => opened.find((each) => each.port === port)?.log.seen ?? [],
    close,
  };
}

async function open(listener: Listener, logFolder: string | undefined): Promise<Open> {
  const sockets = new Set<net.Socket>();
  const name = listener.label ?? listener.port;
  const log = openLog(logFolder === undefined ? undefined : join(logFolder, `${name}.log`));
  const meet = meetConnections(listener, log);
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away in the middle is part of what is tried.
    socket.on('error', () => socket.destroy());
    meet(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listener.port, listener.host ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: address.port, log, close };
}

/** @returns what is done with each connection */
function meetConnections(listener: Listener, log: RequestLog): (socket: net.Socket) => void {
  if (listener.behaviour.kind === 'silent' && listener.behaviour.to === 'connections') {
    return (socket) => log.add(nothingAsked(socket));
  }
  const web = speakHttp(listener, log);
  if (listener.tls === undefined) return (socket) => void web.emit('connection', socket);
  const secure = speakTls(listener.tls, web, log);
  const plainWords = listener.tls.plainWords ?? 'nginx';
  return (socket) => {
    socket.once('data', (first) => {
      if (first[0] !== TLS_HANDSHAKE) {
        log.add({ ...nothingAsked(socket), status: 400 });
        socket.end(answerPlain(plainWords));
        return;
      }
      socket.pause();
      socket.unshift(first);
      secure(socket);
    });
  };
}

/** Content type of a ClientHello's record (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 22;

/** @returns what is done with a connection that begins a handshake */
function speakTls(options: ListenerTls, web: http.Server, log: RequestLog): (socket: net.Socket) => void {
  const { cert, key, minVersion, maxVersion } = options;
  const secureContext = tls.createSecureContext({
    cert,
    key,
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    // OpenSSL 3 has no ciphers for TLS 1.1 at its usual level of security.
    ...(maxVersion === 'TLSv1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  });
  // With TLS 1.3 a client refuses a certificate after the server's side is done: only a request proves anything.
  const asked = new WeakSet<Duplex>();
  web.on('request', (request: http.IncomingMessage) => asked.add(request.socket));
  web.on('connect', (request: http.IncomingMessage) => asked.add(request.socket));
  return (socket) => {
    // Its address is not known any more when it has gone.
    const failed = nothingAsked(socket);
    const secured = new tls.TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
    secured.on('error', () => secured.destroy());
    secured.once('close', () => {
      if (!asked.has(secured)) log.add(failed);
    });
    secured.once('secure', () => web.emit('connection', secured));
  };
}

function speakHttp({ behaviour, tls: secured }: Listener, log: RequestLog): http.Server {
  const answer = answererOf(behaviour);
  const options = { keepAliveTimeout: 60_000, requestTimeout: 0 };
  const web = http.createServer(options, async (request, response) => {
    const noted = noteAt(request, log);
    response.on('close', () => noted(response.headersSent ? response.statusCode : 499));
    if (behaviour.kind === 'forward-proxy' && request.url?.startsWith('http://') === true) {
      forward(request, response, behaviour.names);
      return;
    }
    const given = await answerOrGone(() => answer(asAsk(request, secured !== undefined)), request);
    if (given.kind === 'silence') return;
    if (request.complete) send(given, request, response);
    else sendEarly(given, request, response);
  });
  web.on('connect', async (request: http.IncomingMessage, client: Duplex) => {
    const noted = noteAt(request, log);
    noted(await connect(behaviour, request.url ?? '', client));
  });
  // As nginx does: what is announced and too large is refused before anything of it is sent.
  web.on('checkContinue', (request, response) => {
    const limit = behaviour.kind === 'registry' ? behaviour.uploadLimit : undefined;
    const size = Number(request.headers['content-length'] ?? 0);
    if (limit === undefined || size <= limit) response.writeContinue();
    web.emit('request', request, response);
  });
  // TLS spoken to a server without it ends here; the words are Node's own.
  web.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return web;
}

/** @returns the status of the answer to a CONNECT; a server that is no proxy says 400 */
async function connect(behaviour: Behaviour, target: string, client: Duplex): Promise<number> {
  if (behaviour.kind === 'forward-proxy') return openTunnel(target, client, behaviour.names);
  const status = behaviour.kind === 'refusing-proxy' ? behaviour.status : 400;
  client.end(asText(nginxPage(status)));
  return status;
}

function send(
  { status, reason, headers, body }: Response,
  { method }: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const words = reason ?? http.STATUS_CODES[status];
  response.writeHead(status, words, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(method === 'HEAD' ? undefined : body);
}

/** For how long nginx reads what nobody wants (lingering_timeout), in milliseconds. */
const LINGER = 5_000;

/**
 * Answers one who is still sending, and reads the rest as nginx does (lingering_close): a connection that is closed at
 * once tells many clients of a broken pipe instead of the answer.
 */
function sendEarly(answer: Response, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { status, reason = http.STATUS_CODES[status], headers, body } = answer;
  const length = Buffer.byteLength(body);
  response.writeHead(status, reason, { ...headers, 'Content-Length': length, Connection: 'close' });
  response.write(body);
  const limit = setTimeout(() => response.end(), LINGER);
  request.once('close', () => {
    clearTimeout(limit);
    response.end();
  });
  request.resume();
}

/** Who has announced a body may go away without sending it. */
async function answerOrGone(
  answer: () => Answer | Promise<Answer>,
  request: http.IncomingMessage,
): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (request.destroyed && !request.complete) return SILENCE;
    throw error;
  }
}

function noteAt(request: http.IncomingMessage, log: RequestLog): (status: number) => void {
  const client = clientOf(request.socket);
  const { method = '-', url = '-', headers } = request;
  return (status) =>
    log.add({
      ...{ client, method, path: url, status, host: headers.host ?? '-' },
      agent: headers['user-agent'] ?? '-',
      login: loginOf(headers.authorization ?? headers['proxy-authorization']),
    });
}

const nothingAsked = (socket: net.Socket): SeenRequest => ({
  ...{ client: clientOf(socket), method: '-', path: '-', status: 0 },
  ...{ host: '-', agent: '-', login: 'none' },
});

const clientOf = (socket: net.Socket): string => (socket.remoteAddress ?? '-').replace(/^::ffff:/, '');

function asAsk(request: http.IncomingMessage, secure: boolean): Ask {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  const { host = '', authorization } = request.headers;
  return {
    ...{ method: request.method ?? 'GET', path: pathname, query: searchParams, authorization, host, secure },
    contentType: request.headers['content-type'],
    body: (limit) => readBody(request, limit),
  };
}

async function readBody(request: http.IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > limit) return undefined;
  }
  return Buffer.concat(chunks);
}

/** As nginx and Go's net/http say it to one who speaks plain HTTP to their TLS port. */
const answerPlain = (words: PlainWords): string =>
  words === 'go'
    ? 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'
    : asText(nginxPage(400, '<center>The plain HTTP request was sent to HTTPS port</center>\r\n'));

const asText = ({ status, headers, body }: Response): string =>
  [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body.toString(),
  ].join('\r\n');
