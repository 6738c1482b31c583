// A forward proxy: CONNECT for https, requests in absolute form for http.

import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/** Addresses of names that the system does not know. */
export type Names = Readonly<Record<string, string>>;

/** Opens a tunnel to `host:port` and copies both ways. @returns the status it answered with */
export function openTunnel(target: string, client: Duplex, names: Names): Promise<number> {
  const { hostname, port } = new URL(`http://${target}`);
  const upstream = net.connect(Number(port || '80'), names[hostname] ?? hostname);
  client.on('error', () => upstream.destroy());
  return new Promise((resolve) => {
    upstream.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
      resolve(200);
    });
    upstream.on('error', () => {
      client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
      resolve(502);
    });
  });
}

/** Asks for the client and hands the answer on. */
export function forward(request: http.IncomingMessage, response: http.ServerResponse, names: Names): void {
  const { hostname, port, pathname, search } = new URL(request.url ?? '');
  const { 'proxy-connection': _own, ...headers } = request.headers;
  const options = {
    host: names[hostname] ?? hostname,
    port: Number(port || '80'),
    path: pathname + search,
    method: request.method,
    headers,
    agent: false,
  };
  const upstream = http.request(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  request.pipe(upstream);
}
