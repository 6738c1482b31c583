// A connection through a proxy: to it, in TLS where it speaks that, and for https through it by CONNECT.

import type { Socket } from 'node:net';
import type { Proxy as ProxyServer } from '../model/endpoint.ts';
import { bracketed, connectToAny, Ended, type Remaining, resolveName, settle } from './connect.ts';
import { proxyAuthorization } from './http-exchange.ts';
import type { HttpEnd, HttpQuestion } from './ports.ts';
import { NO_TLS, secureOn } from './secure.ts';

/** Bytes of a proxy's answer: it has nothing to say but a status. */
const ANSWER_AT_MOST = 65_536;

/**
 * For https a connection to the server through the proxy (RFC 9110, 9.3.6), for http one to the proxy itself.
 * @throws Ended with kind `proxy`, `late` at the step `proxy`, or `refused` for the proxy's own certificate
 */
export async function openTunnel(
  question: HttpQuestion,
  proxy: ProxyServer,
  remaining: Remaining,
): Promise<Socket> {
  try {
    const socket = await connectToProxy(question, proxy, remaining);
    if (question.scheme === 'https') await passThrough(socket, question, proxy, remaining);
    return socket;
  } catch (error) {
    throw error instanceof Ended ? new Ended(ofProxy(error.end)) : error;
  }
}

/** What failed on the way to the proxy is no step of the registry's. */
function ofProxy(end: HttpEnd): HttpEnd {
  switch (end.kind) {
    case 'late':
      return { kind: 'late', step: 'proxy' };
    case 'failed':
      return { kind: 'proxy', status: 0, error: end.error };
    case 'old-protocol':
    case 'plain-http':
      return { kind: 'proxy', status: 0, error: end.kind };
    default:
      return end;
  }
}

async function connectToProxy(
  { accepts }: HttpQuestion,
  { scheme, name, port }: ProxyServer,
  remaining: Remaining,
): Promise<Socket> {
  const addresses = await resolveName({ name, port, address: undefined }, remaining);
  const socket = await connectToAny(addresses, port, remaining);
  if (scheme === 'http') return socket;
  const secured = await secureOn(socket, name, remaining);
  if (secured.kind === 'old-protocol') throw new Ended(secured);
  if (secured.kind === 'no-tls') throw new Ended({ kind: 'failed', step: 'handshake', error: NO_TLS });
  const { certificates } = secured;
  const isAccepted = accepts(certificates, name);
  if (secured.kind === 'secured' && isAccepted) return secured.socket;
  socket.destroy();
  throw new Ended(
    secured.kind === 'broken-off' && isAccepted
      ? { kind: 'failed', step: 'handshake', error: secured.error }
      : { kind: 'refused', certificates, name },
  );
}

async function passThrough(
  socket: Socket,
  { name, port }: HttpQuestion,
  { userinfo }: ProxyServer,
  remaining: Remaining,
): Promise<void> {
  const target = `${bracketed(name)}:${port}`;
  const headers = Object.entries({ Host: target, ...proxyAuthorization(userinfo) });
  const lines = [`CONNECT ${target} HTTP/1.1`, ...headers.map(([key, value]) => `${key}: ${value}`)];
  const status = await settle<number>('proxy', remaining(), (resolve, fail) => {
    readStatus(socket, resolve, fail);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return () => socket.destroy();
  });
  if (status >= 200 && status < 300) return;
  socket.destroy();
  throw new Ended({ kind: 'proxy', status, error: '' });
}

/** Reads up to the end of the headers and gives the rest back to the connection. */
function readStatus(
  socket: Socket,
  resolve: (status: number) => void,
  fail: (error: NodeJS.ErrnoException) => void,
): void {
  let read = Buffer.alloc(0);
  const leave = () => {
    socket.off('data', take);
    socket.off('end', close);
  };
  const take = (bytes: Buffer) => {
    read = Buffer.concat([read, bytes]);
    const end = read.indexOf('\r\n\r\n');
    if (end < 0 && read.length < ANSWER_AT_MOST) return;
    leave();
    socket.pause();
    const status = /^HTTP\/1\.[01] ([0-9]{3})/.exec(read.toString('latin1', 0, 32))?.[1];
    if (end < 0 || status === undefined) return fail(Object.assign(new Error(), { code: 'NO_HTTP' }));
    if (end + 4 < read.length) socket.unshift(read.subarray(end + 4));
    resolve(Number(status));
  };
  const close = () => {
    leave();
    fail(Object.assign(new Error(), { code: 'ECONNRESET' }));
  };
  socket.on('data', take);
  socket.on('end', close);
  socket.on('error', fail);
}
