// One request and its answer over a connection that is there. node:http reads it, in Bun as in Node.js.

import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { bracketed, Ended, type Remaining, settle } from './connect.ts';
import type { HttpAnswer, HttpQuestion } from './ports.ts';
import { tlsCode } from './secure.ts';

/** Bytes of all headers together; Go's client takes more, but no registry needs it. */
const HEADERS_AT_MOST = 65_536;

/**
 * Writes the request and reads the answer, as far as it is wanted. With `createConnection` node:http uses no agent: no
 * connection is kept, and no proxy of the environment comes into it.
 * @throws Ended with the step `answer`, or `handshake` where TLS broke off only now (1.3: a client certificate is missed)
 */
export async function exchange(
  socket: Socket,
  question: HttpQuestion,
  remaining: Remaining,
): Promise<HttpAnswer> {
  const headers = headersOf(question);
  if (!isSendable(question.target, headers))
    throw new Ended({ kind: 'failed', step: 'answer', error: 'ERR_INVALID_CHAR' });
  try {
    return await settle<HttpAnswer>('answer', remaining(), (resolve, fail) => {
      const asked = request({
        createConnection: () => socket,
        method: question.method,
        path: targetOf(question),
        headers,
        maxHeaderSize: HEADERS_AT_MOST,
      });
      asked.on('error', fail);
      asked.on('response', (response) => {
        // From here on there is an answer, whatever becomes of the rest of it.
        const end = readAnswer(response, question, resolve);
        asked.off('error', fail).on('error', end);
      });
      asked.on('upgrade', (response) => resolve(answerOf(response, Buffer.alloc(0), true)));
      send(asked, question, resolve);
      return () => asked.destroy();
    });
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const { end } = error;
    throw end.kind === 'failed' && end.error.startsWith('ERR_SSL_')
      ? new Ended({ ...end, step: 'handshake', error: tlsCode(end.error) })
      : error;
  }
}

function headersOf({ scheme, name, port, proxy, headers, content, announced }: HttpQuestion) {
  const isDefault = port === (scheme === 'https' ? 443 : 80);
  const length = announced > 0 ? announced : content.length > 0 ? Buffer.byteLength(content) : undefined;
  return {
    Host: isDefault ? bracketed(name) : `${bracketed(name)}:${port}`,
    Connection: 'close',
    ...(proxy !== null && scheme === 'http' ? proxyAuthorization(proxy.userinfo) : {}),
    ...(length === undefined ? {} : { 'Content-Length': String(length) }),
    ...(announced > 0 ? { Expect: '100-continue' } : {}),
    ...headers,
  };
}

/** RFC 7617, for a proxy that was given with a user. */
export function proxyAuthorization(userinfo: string): Readonly<Record<string, string>> {
  return userinfo === ''
    ? {}
    : { 'Proxy-Authorization': `Basic ${Buffer.from(userinfo).toString('base64')}` };
}

/** What is asked of a proxy in plain HTTP is named in full (RFC 9112, 3.2.2). */
function targetOf({ scheme, name, port, proxy, target }: HttpQuestion): string {
  return proxy !== null && scheme === 'http' ? `http://${bracketed(name)}:${port}${target}` : target;
}

/** What a server gave us to send (a token, an address) could hold a line break and more headers. */
function isSendable(target: string, headers: Readonly<Record<string, string>>): boolean {
  return (
    /^[\x21-\x7e]+$/.test(target) && Object.values(headers).every((value) => /^[\x20-\x7e]*$/.test(value))
  );
}

const CONTINUE: HttpAnswer = {
  kind: 'answer',
  status: 100,
  headers: {},
  body: Buffer.alloc(0),
  complete: true,
};

/** Milliseconds in which a refusal comes, if one comes at all. */
const AFTER_CONTINUE = 200;

function send(
  asked: ClientRequest,
  { content, announced }: HttpQuestion,
  resolve: (answer: HttpAnswer) => void,
): void {
  if (announced === 0) {
    asked.end(content === '' ? undefined : content);
    return;
  }
  // Some servers say 100 of themselves, before anybody has looked at the size.
  asked.on('continue', () => setTimeout(() => resolve(CONTINUE), AFTER_CONTINUE));
  asked.flushHeaders();
}

/**
 * Whatever ends the body ends the reading: its length, the limit, a server that breaks it off.
 * @returns what ends it now
 */
function readAnswer(
  response: IncomingMessage,
  { method, keep }: HttpQuestion,
  resolve: (answer: HttpAnswer) => void,
): () => void {
  const chunks: Buffer[] = [];
  let length = 0;
  const end = (complete: boolean) =>
    resolve(answerOf(response, Buffer.concat(chunks).subarray(0, keep), complete));
  // Some servers send a body behind it all the same.
  if (method === 'HEAD') end(true);
  response.on('data', (chunk: Buffer) => {
    if (length <= keep) chunks.push(chunk);
    length += chunk.length;
    if (length > keep) end(false);
  });
  response.on('end', () => end(response.complete));
  response.on('error', () => end(false));
  response.on('close', () => end(false));
  return () => end(false);
}

function answerOf(response: IncomingMessage, body: Uint8Array, complete: boolean): HttpAnswer {
  const headers = Object.entries(response.headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    kind: 'answer',
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body,
    complete,
  };
}
