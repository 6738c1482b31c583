// Servers on loopback that a probe meets: TLS with any certificate, and what is no TLS at all.

import net from 'node:net';
import tls from 'node:tls';

export interface Server {
  readonly port: number;
  /** How many connections there were. */
  connections(): number;
  close(): Promise<void>;
}

/** @param options `cert` and `key` in PEM; all that tls.createServer takes */
export function startTls(options: tls.TlsOptions, host = '127.0.0.1'): Promise<Server> {
  const server = tls.createServer(options, (socket) => socket.on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  return listen(server, host);
}

/** @param meet is given each connection */
export function startPlain(meet: (socket: net.Socket) => void): Promise<Server> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    meet(socket);
  });
  return listen(server, '127.0.0.1');
}

/** A port that nobody listens on: it was free a moment ago. */
export async function closedPort(): Promise<number> {
  const server = await startPlain(() => undefined);
  await server.close();
  return server.port;
}

async function listen(server: net.Server, host: string): Promise<Server> {
  const open = new Set<net.Socket>();
  let connections = 0;
  server.on('connection', (socket: net.Socket) => {
    connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
