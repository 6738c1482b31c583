// A connection to a registry: its name looked up, its addresses tried, each step bounded in time.

import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import type { HttpEnd, HttpStep } from './ports.ts';

/** What ends the asking of one registry early. */
export class Ended extends Error {
  readonly end: HttpEnd;
  constructor(end: HttpEnd) {
    super(end.kind);
    this.end = end;
  }
}

/** What is left of the time, in milliseconds. */
export type Remaining = () => number;

/** @param limit milliseconds from now */
export function startTimer(limit: number): Remaining {
  const end = performance.now() + limit;
  return () => Math.max(1, end - performance.now());
}

/** Where a connection leads. */
export interface Destination {
  /** A DNS name, or an address without brackets. */
  readonly name: string;
  readonly port: number;
  /** Where the name leads, when that is known already. */
  readonly address: string | undefined;
}

/**
 * As the host's own programs look names up: /etc/hosts first (getaddrinfo; c-ares in Bun).
 * @throws Ended
 */
export async function resolveName(
  { name, address }: Destination,
  remaining: Remaining,
): Promise<readonly string[]> {
  const known = address ?? (isIP(name) === 0 ? undefined : name);
  if (known !== undefined) return [known];
  const addresses = await settle<readonly LookupAddress[]>('name', remaining(), (resolve, fail) => {
    lookup(name, { all: true, verbatim: true }).then(resolve, fail);
    return () => undefined;
  });
  return addresses.map((one) => one.address);
}

/**
 * One address after the other, the time shared among those that are left (Go, net/dial.go, partialDeadline).
 * @throws Ended with what was wrong with the last one
 */
export async function connectToAny(
  addresses: readonly string[],
  port: number,
  remaining: Remaining,
): Promise<Socket> {
  // Engines take any digits for a port, and fail when they connect ("invalid port").
  if (port < 1 || port > 65_535) throw new Ended({ kind: 'failed', step: 'connection', error: 'EINVAL' });
  let failure = new Ended({ kind: 'failed', step: 'name', error: 'ENOTFOUND' });
  for (const [index, host] of addresses.entries()) {
    try {
      return await connectTo(host, port, remaining() / (addresses.length - index));
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function connectTo(host: string, port: number, limit: number): Promise<Socket> {
  const socket = connect({ host, port });
  return settle('connection', limit, (resolve, fail) => {
    socket.on('error', fail);
    socket.once('connect', () => resolve(socket));
    return () => socket.destroy();
  });
}

/**
 * Waits for one step.
 * @param limit milliseconds
 * @param begin starts it, and gives back what ends it when it fails or the time is over
 * @throws Ended with the step, and with the code of what failed
 */
export function settle<T>(
  step: HttpStep,
  limit: number,
  begin: (resolve: (value: T) => void, fail: (error: NodeJS.ErrnoException) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (why: HttpEnd) => {
      clearTimeout(timer);
      stop();
      reject(new Ended(why));
    };
    const timer = setTimeout(() => end({ kind: 'late', step }), limit);
    const stop = begin(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => end({ kind: 'failed', step, error: error.code ?? error.name }),
    );
  });
}

/** A name in an address or a header: an IPv6 address in brackets. */
export function bracketed(name: string): string {
  return name.includes(':') ? `[${name}]` : name;
}
