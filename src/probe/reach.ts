// The first answer of a registry: what is spoken with it, and what stands in the way.

import type { HttpAnswer } from '../host/ports.ts';
import { type Failure, STEPS } from '../model/examination.ts';
import { factsOf, isRegistryAnswer, timeOf } from './http-facts.ts';
import type { Request, Sent, Server, Visit } from './visit.ts';

export type Reached =
  | { readonly kind: 'reached'; readonly server: Server; readonly answer: HttpAnswer }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly serverTime: number | null };

/** GET /v2/ in the way that the transport says. */
export async function reachRegistry(visit: Visit): Promise<Reached> {
  switch (visit.endpoint.transport) {
    case 'https':
    case 'unverified':
      return reachOver(visit, visit.registry('https'));
    case 'http':
      return reachOver(visit, visit.registry('http'));
    case 'insecure':
      return reachInsecure(visit);
  }
}

function apiRequest(visit: Visit): Request {
  return { method: 'GET', target: `${visit.endpoint.base}/v2/` };
}

async function reachOver(visit: Visit, server: Server): Promise<Reached> {
  const sent = await visit.send('api', server, apiRequest(visit));
  if (sent.kind === 'failed') return fail(visit, server, sent.failure);
  const { answer } = sent;
  const failure = await failureOfProxy(visit, server, answer);
  return failure === undefined
    ? { kind: 'reached', server, answer }
    : { kind: 'failed', failure, serverTime: null };
}

/**
 * TLS that is not verified, and plain HTTP where that fails in any way (moby registry/service_v2.go, lookupV2Endpoints;
 * containers/image docker_client.go, detectPropertiesHelper). TLS gets half of the time: what does not answer there may
 * answer the other way.
 */
async function reachInsecure(visit: Visit): Promise<Reached> {
  const secured = visit.registry('https');
  const first = await visit.send('api', secured, apiRequest(visit), 0.5);
  if (first.kind === 'answer') return { kind: 'reached', server: secured, answer: first.answer };
  if (isSameWay(first, visit)) return fail(visit, secured, first.failure);
  const second = await reachOver(visit, visit.registry('http'));
  if (second.kind === 'reached' || depthOf(second.failure) >= depthOf(first.failure)) return second;
  return fail(visit, secured, first.failure);
}

/** A name that is not known, or a port that nobody listens on, is no better in plain HTTP. */
function isSameWay(sent: Sent, visit: Visit): boolean {
  if (sent.kind !== 'failed' || (sent.failure.kind !== 'failed' && sent.failure.kind !== 'late'))
    return false;
  const { step } = sent.failure;
  return step === 'name' || (step === 'connection' && visit.hasPort);
}

/** How far it came, by the steps. */
function depthOf(failure: Failure): number {
  switch (failure.kind) {
    case 'failed':
    case 'late':
      return STEPS.indexOf(failure.step);
    case 'proxy':
      return STEPS.indexOf('proxy');
    case 'plain-http':
    case 'old-protocol':
    case 'untrusted':
      return STEPS.indexOf('handshake');
  }
}

/** A certificate that is out of its time by our clock: the clock of the server tells whose is wrong. */
async function fail(visit: Visit, server: Server, failure: Failure): Promise<Reached> {
  const isTime =
    failure.kind === 'untrusted' && ['TLS_EXPIRED', 'TLS_NOT_YET_VALID'].includes(failure.finding.code);
  const answer = isTime ? await visit.sendAside(server, apiRequest(visit)) : undefined;
  return { kind: 'failed', failure, serverTime: answer === undefined ? null : timeOf(answer) };
}

/** What a proxy says when it cannot reach the one behind it (502, 504), or is not able or willing to (407, 403, 503). */
const OF_PROXIES = [403, 407, 502, 503, 504];

/**
 * In plain HTTP a proxy's own answer looks like the registry's. It is the proxy's where the registry, asked directly,
 * answers as one; and where it cannot be reached directly, but the answer is one that proxies give.
 */
async function failureOfProxy(
  visit: Visit,
  server: Server,
  answer: HttpAnswer,
): Promise<Failure | undefined> {
  const { status } = answer;
  if (server.scheme === 'https' || isRegistryAnswer(factsOf(answer))) return undefined;
  const direct = await visit.sendDirectly(server, apiRequest(visit));
  if (direct === undefined) return undefined;
  const failure = { kind: 'proxy', status, error: '' } as const;
  if (direct.kind === 'answer')
    return isRegistryAnswer(factsOf(direct)) || status === 407 ? { ...failure, direct: true } : undefined;
  return OF_PROXIES.includes(status) ? { ...failure, direct: false } : undefined;
}
