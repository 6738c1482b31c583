// The registries over the network: names, connections, TLS handshakes, each bounded in time.

import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  type DetailedPeerCertificate,
  connect as secure,
  type TLSSocket,
} from 'node:tls';
import type { Handshake, HandshakeQuestion, HandshakeStep, Network } from './ports.ts';

export const network: Network = { shakeHands };

/** What ends the asking of one registry early. */
class Ended extends Error {
  readonly handshake: Handshake;
  constructor(handshake: Handshake) {
    super(handshake.kind);
    this.handshake = handshake;
  }
}

/** What is left of the time, in milliseconds. */
type Remaining = () => number;

async function shakeHands(question: HandshakeQuestion): Promise<Handshake> {
  const end = performance.now() + question.limit;
  const remaining: Remaining = () => Math.max(1, end - performance.now());
  try {
    const addresses = await resolve(question, remaining);
    const socket = await connectToAny(addresses, question.port, remaining);
    const secured = await secureOn(socket, question.name, remaining);
    if (secured !== 'no-tls') return secured;
    const again = await connectToAny(addresses, question.port, remaining);
    return (await speaksHttp(again, question.name, remaining))
      ? { kind: 'plain-http' }
      : { kind: 'failed', step: 'handshake', error: NO_TLS };
  } catch (error) {
    if (error instanceof Ended) return error.handshake;
    throw error;
  }
}

/** As the host's own programs look names up: /etc/hosts first (getaddrinfo; c-ares in Bun). */
async function resolve(
  { name, address }: HandshakeQuestion,
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
 *
 * An engine that goes through a proxy (HTTP_PROXY and NO_PROXY of its unit, `proxies` of daemon.json) connects to that
 * one and asks it with CONNECT for the registry: that belongs here, with the proxy in the question. Until then a
 * registry that is reached in no other way is one that cannot be reached: a warning.
 */
async function connectToAny(
  addresses: readonly string[],
  port: number,
  remaining: Remaining,
): Promise<Socket> {
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
 * A server that ends the handshake after it has presented its certificate wants one of the client's: that is no matter
 * of the CA.
 *
 * Nothing is verified here: Node.js and Bun have different libraries for it, and both decide otherwise than the
 * engines do. `ca` is empty so that the list of what was presented has no certificate of the runtime's own in it.
 */
async function secureOn(
  socket: Socket,
  name: string,
  remaining: Remaining,
): Promise<Extract<Handshake, { kind: 'presented' | 'old-protocol' }> | 'no-tls'> {
  const options: ConnectionOptions = { socket, ca: [], rejectUnauthorized: false, minVersion: 'TLSv1.2' };
  // An address is no name that a server could choose a certificate by (RFC 6066, 3).
  const secured = secure(isIP(name) === 0 ? { ...options, servername: name } : options);
  try {
    return await settle('handshake', remaining(), (resolve, fail) => {
      secured.on('error', (error: NodeJS.ErrnoException) => {
        const certificates = presentedBy(secured);
        if (certificates.length > 0) resolve({ kind: 'presented', certificates });
        else if (error.code === NO_TLS) resolve('no-tls');
        else if (error.code !== undefined && OLD_PROTOCOL.includes(error.code))
          resolve({ kind: 'old-protocol' });
        else fail(error);
      });
      secured.once('secureConnect', () => resolve({ kind: 'presented', certificates: presentedBy(secured) }));
      return () => undefined;
    });
  } finally {
    secured.destroy();
    socket.destroy();
  }
}

/** The bytes that came are no TLS record: OpenSSL takes them for a version that it does not know. */
const NO_TLS = 'ERR_SSL_WRONG_VERSION_NUMBER';

const OLD_PROTOCOL: readonly string[] = [
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
];

/** The list ends where an issuer was not presented, or with a certificate that names itself. */
function presentedBy(socket: TLSSocket): readonly Uint8Array[] {
  const seen = new Set<string>();
  const presented: Uint8Array[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    presented.push(next.raw);
    next = next.issuerCertificate;
  }
  return presented;
}

/** Whether the server answers a question in plain HTTP: it may be something else that speaks no TLS. */
async function speaksHttp(socket: Socket, name: string, remaining: Remaining): Promise<boolean> {
  const host = name.includes(':') ? `[${name}]` : name;
  try {
    return await settle('handshake', remaining(), (resolve, fail) => {
      socket.on('error', fail);
      socket.once('data', (bytes: Buffer) => resolve(bytes.toString('latin1').startsWith('HTTP/')));
      socket.once('end', () => resolve(false));
      socket.write(`GET /v2/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      return () => undefined;
    });
  } finally {
    socket.destroy();
  }
}

/**
 * Waits for one step.
 * @param limit milliseconds
 * @param begin starts it, and gives back what ends it when it fails or the time is over
 * @throws Ended with the step, and with the code of what failed
 */
function settle<T>(
  step: HandshakeStep,
  limit: number,
  begin: (resolve: (value: T) => void, fail: (error: NodeJS.ErrnoException) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (handshake: Handshake) => {
      clearTimeout(timer);
      stop();
      reject(new Ended(handshake));
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
