// A server of HTTP whose every answer a test gives, or keeps back.

import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

export interface ScriptRequest {
  readonly method: string;
  /** Path and query, or what a client of a proxy asks for. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** `silence`: no answer at all; `close`: the connection is closed instead; status 100 is all that is said. */
export type ScriptAnswer =
  | 'silence'
  | 'close'
  | {
      readonly status: number;
      readonly headers?: http.OutgoingHttpHeaders;
      readonly body?: string;
    };

export interface ScriptServer {
  readonly port: number;
  /** What it was asked so far. */
  readonly seen: readonly ScriptRequest[];
  close(): Promise<void>;
}

/** @param answer is asked for each request; bodies that are only announced (Expect) are not waited for */
export async function startScript(
  answer: (request: ScriptRequest) => ScriptAnswer,
  options?: TlsOptions,
): Promise<ScriptServer> {
  const seen: ScriptRequest[] = [];
  const sockets = new Set<Socket>();
  const reply = (request: http.IncomingMessage, response: http.ServerResponse, body: string): void => {
    const { method = '', url = '', headers } = request;
    const asked = { method, target: url, headers, body };
    seen.push(asked);
    const given = answer(asked);
    if (given === 'silence') return;
    if (given === 'close') {
      request.socket.destroy();
      return;
    }
    if (given.status === 100) {
      response.writeContinue();
      return;
    }
    response.writeHead(given.status, { 'Content-Type': 'application/json', ...given.headers });
    response.end(method === 'HEAD' ? undefined : given.body);
  };
  const server = options === undefined ? http.createServer() : https.createServer(options);
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => reply(request, response, Buffer.concat(chunks).toString()));
  });
  server.on('checkContinue', (request: http.IncomingMessage, response: http.ServerResponse) =>
    reply(request, response, ''),
  );
  server.on('connect', (request: http.IncomingMessage, socket: Socket) => {
    const asked = { method: 'CONNECT', target: request.url ?? '', headers: request.headers, body: '' };
    seen.push(asked);
    const given = answer(asked);
    if (typeof given === 'object') socket.end(`HTTP/1.1 ${given.status} Words\r\n\r\n`);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
