// Whose connections are seen: real ones, of this very process and of others.

import { spawn } from 'node:child_process';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/node-host.ts';
import { remoteOf, watchConnections } from '../../../src/transaction/connections.ts';
import { type Server, startPlain } from '../../support/tls-server.ts';

const host = createHost({
  root: undefined,
  timeout: 1_000,
  environment: process.env,
  interruption: () => undefined,
});
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(meet: (socket: net.Socket) => void = () => undefined): Promise<Server> {
  const server = await startPlain(meet);
  servers.push(server);
  return server;
}

const open = (port: number): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
  });

describe('the connections of a process', () => {
  it('are seen while they are open, in their order', async () => {
    const [first, second] = [await start(), await start()];
    const wanted = [first, second].map(({ port }) => remoteOf('127.0.0.1', port));
    const watch = watchConnections(process.pid, new Set(wanted), host);
    const sockets = [await open(second.port)];
    await setTimeout(50);
    sockets.push(await open(first.port));
    await setTimeout(50);
    for (const socket of sockets) socket.destroy();
    expect(watch.end()).toEqual(wanted.toReversed());
  });

  it('count when they are closed already, but not those of before', async () => {
    const [before, during] = [await start(), await start()];
    const close = async (port: number) => {
      const socket = await open(port);
      socket.end();
      await new Promise((resolve) => socket.once('close', resolve));
    };
    await close(before.port);
    const wanted = [before, during].map(({ port }) => remoteOf('127.0.0.1', port));
    const watch = watchConnections(process.pid, new Set(wanted), host);
    await close(during.port);
    expect(watch.end()).toEqual([remoteOf('127.0.0.1', during.port)]);
  });

  it('of another process are not its own', async () => {
    const server = await start();
    const other = spawn('sleep', ['30']);
    const watch = watchConnections(other.pid ?? 0, new Set([remoteOf('127.0.0.1', server.port)]), host);
    const socket = await open(server.port);
    await setTimeout(50);
    expect(watch.end()).toEqual([]);
    socket.destroy();
    other.kill();
  });

  it('to others are not looked at', async () => {
    const server = await start();
    const watch = watchConnections(process.pid, new Set([remoteOf('192.0.2.1', 443)]), host);
    const socket = await open(server.port);
    await setTimeout(20);
    expect(watch.end()).toEqual([]);
    socket.destroy();
  });

  it('have addresses in one spelling', () => {
    expect(remoteOf('0:0:0:0:0:0:0:1', 443)).toBe(remoteOf('::1', 443));
  });
});
