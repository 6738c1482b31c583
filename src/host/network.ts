// The registries over the network: one handshake, or one request over a connection of its own, bounded in time.

import type { Socket } from 'node:net';
import { connectToAny, type Destination, Ended, type Remaining, resolveName, startTimer } from './connect.ts';
import { exchange } from './http-exchange.ts';
import type {
  Handshake,
  HandshakeQuestion,
  HandshakeStep,
  HttpAnswer,
  HttpEnd,
  HttpQuestion,
  HttpReply,
  HttpStep,
  Network,
  StepTime,
} from './ports.ts';
import { openTunnel } from './proxy-tunnel.ts';
import { NO_TLS, secureOn, speaksHttp } from './secure.ts';

export const network: Network = { shakeHands, ask, resolve };

/** For looking up a name where nothing else waits for it, milliseconds. */
const LOOKUP = 5_000;

async function resolve(name: string): Promise<readonly string[]> {
  try {
    return await resolveName({ name, port: 0, address: undefined }, startTimer(LOOKUP));
  } catch (error) {
    if (error instanceof Ended) return [];
    throw error;
  }
}

async function shakeHands(question: HandshakeQuestion): Promise<Handshake> {
  const remaining = startTimer(question.limit);
  try {
    const addresses = await resolveName(question, remaining);
    const open = () => connectToAny(addresses, question.port, remaining);
    const secured = await secureOn(await open(), question.name, remaining);
    if (secured.kind === 'old-protocol') return secured;
    if (secured.kind === 'no-tls') return handshakeOf(await whyNoTls(open, question.name, remaining));
    if (secured.kind === 'secured') secured.socket.destroy();
    // Who ends it after he has presented his certificate wants one of the client's: that is no matter of the CA.
    return { kind: 'presented', certificates: secured.certificates };
  } catch (error) {
    if (error instanceof Ended) return handshakeOf(error.end);
    throw error;
  }
}

/** A handshake knows no request and no proxy: their ends cannot come of it. */
function handshakeOf(end: HttpEnd): Handshake {
  switch (end.kind) {
    case 'plain-http':
    case 'old-protocol':
      return end;
    case 'failed':
    case 'late':
      if (isHandshakeStep(end.step)) return { ...end, step: end.step };
  }
  throw new Error(`a handshake ended with ${end.kind}`);
}

function isHandshakeStep(step: HttpStep): step is HandshakeStep {
  return step === 'name' || step === 'connection' || step === 'handshake';
}

async function ask(question: HttpQuestion): Promise<HttpReply> {
  const remaining = startTimer(question.limit);
  const begun = performance.now();
  const times: StepTime[] = [];
  const timed: Timed = async (step, work) => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      times.push({ step, milliseconds: performance.now() - start });
    }
  };
  let outcome: HttpAnswer | HttpEnd;
  try {
    outcome = await askInTime(question, remaining, timed);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    outcome = error.end;
  }
  return { outcome, times, elapsed: performance.now() - begun };
}

/** Notes how long a step takes. */
type Timed = <T>(step: HttpStep, work: () => Promise<T>) => Promise<T>;

async function askInTime(question: HttpQuestion, remaining: Remaining, timed: Timed): Promise<HttpAnswer> {
  const open = await opener(question, remaining, timed);
  const socket = await open();
  try {
    const ready =
      question.scheme === 'https'
        ? await timed('handshake', () => secureFor(question, socket, open, remaining))
        : socket;
    return await timed('answer', () => exchange(ready, question, remaining));
  } finally {
    socket.destroy();
  }
}

/** What opens a connection to the server, or to the proxy on which its requests are written. */
async function opener(
  question: HttpQuestion,
  remaining: Remaining,
  timed: Timed,
): Promise<() => Promise<Socket>> {
  const { proxy } = question;
  if (proxy !== null) return () => timed('proxy', () => openTunnel(question, proxy, remaining));
  const destination: Destination = question;
  const addresses = await timed('name', () => resolveName(destination, remaining));
  return () => timed('connection', () => connectToAny(addresses, question.port, remaining));
}

async function secureFor(
  { name, accepts, oldProtocols }: HttpQuestion,
  socket: Socket,
  open: () => Promise<Socket>,
  remaining: Remaining,
): Promise<Socket> {
  const secured = await secureOn(socket, name, remaining, oldProtocols);
  switch (secured.kind) {
    case 'old-protocol':
      throw new Ended(secured);
    case 'no-tls':
      throw new Ended(await whyNoTls(open, name, remaining));
    case 'broken-off': {
      const { certificates, error } = secured;
      throw new Ended(
        accepts(certificates, name)
          ? { kind: 'failed', step: 'handshake', error }
          : { kind: 'refused', certificates, name },
      );
    }
    case 'secured': {
      const { certificates } = secured;
      if (accepts(certificates, name)) return secured.socket;
      secured.socket.destroy();
      throw new Ended({ kind: 'refused', certificates, name });
    }
  }
}

/** It may speak plain HTTP, or something else altogether. */
async function whyNoTls(open: () => Promise<Socket>, name: string, remaining: Remaining): Promise<HttpEnd> {
  return (await speaksHttp(await open(), name, remaining))
    ? { kind: 'plain-http' }
    : { kind: 'failed', step: 'handshake', error: NO_TLS };
}
