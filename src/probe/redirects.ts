// Requests whose answer sends us elsewhere: the engines go there, and so do we.

import type { HttpAnswer } from '../host/ports.ts';
import { isVerified } from '../model/endpoint.ts';
import type { Step } from '../model/examination.ts';
import { type Request, type Sent, type Server, serverAt, urlOf, type Visit } from './visit.ts';

/** Go gives up after ten (net/http, defaultCheckRedirect); a registry needs one or two. */
const HOPS = 5;

export interface Followed {
  /** What the one who was asked answered. */
  readonly first: HttpAnswer;
  /** What came in the end; the last redirect where nothing came behind it. */
  readonly last: HttpAnswer;
}

/**
 * Asks by GET or HEAD and goes where the answer leads, as Go's client does. A login or a token goes to nobody but the
 * server that it was meant for: Go would also give it to a subdomain of that.
 */
export async function sendAndFollow(
  visit: Visit,
  step: Step,
  server: Server,
  request: Request,
): Promise<Sent & Partial<Followed>> {
  const sent = await visit.send(step, server, request);
  return sent.kind === 'failed' ? sent : followOn(visit, step, { server, request }, sent.answer);
}

/** Goes where an answer leads. */
export async function followOn(
  visit: Visit,
  step: Step,
  from: { readonly server: Server; readonly request: Request },
  first: HttpAnswer,
): Promise<Sent & Followed> {
  let { server, request } = from;
  let last = first;
  for (let hop = 0; hop < HOPS && isRedirect(last); hop += 1) {
    const place = serverAt(last.headers.location ?? '', urlOf(server, request.target));
    if (place === undefined) break;
    const verified = isVerified(visit.endpoint.transport);
    const next: Server = { ...place.server, verified };
    const headers = isSame(next, server) ? request.headers : withoutLogin(request.headers);
    request = { ...request, target: place.target, ...(headers === undefined ? {} : { headers }) };
    server = next;
    const sent = await visit.send(step, server, request);
    if (sent.kind === 'failed') break;
    last = sent.answer;
  }
  return { kind: 'answer', answer: last, first, last };
}

function isRedirect({ status, headers }: HttpAnswer): boolean {
  return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

function isSame(one: Server, other: Server): boolean {
  return one.scheme === other.scheme && one.name === other.name && one.port === other.port;
}

function withoutLogin(headers: Request['headers'] = {}): Readonly<Record<string, string>> {
  const { Authorization: _login, ...kept } = headers;
  return kept;
}
