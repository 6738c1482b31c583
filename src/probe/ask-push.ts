// Whether a registry takes uploads, asked so that nothing stays there.

import type { HttpAnswer } from '../host/ports.ts';
import type { HttpFacts, PushAnswer } from '../model/examination.ts';
import { factsOf } from './http-facts.ts';
import { type Request, type Server, serverAt, urlOf, type Visit } from './visit.ts';

/** Bytes: a large layer. */
const LARGE = 1_073_741_824;

/** Begins an upload. */
export function uploadRequest(base: string, repository: string): Request {
  return {
    method: 'POST',
    target: `${base}/v2/${repository}/blobs/uploads/`,
    headers: { 'Content-Length': '0' },
  };
}

/**
 * What becomes of an upload that was begun. It is given up at once, and only then the big one is announced to its
 * address: what limits sizes (nginx, client_max_body_size: 413) looks at no more than that, and the registry behind has
 * nothing that it could add to.
 * @param opened the answer to `uploadRequest`
 */
export async function closeUpload(
  visit: Visit,
  server: Server,
  opened: HttpAnswer,
  target: string,
  headers: Readonly<Record<string, string>>,
): Promise<PushAnswer> {
  const open = factsOf(opened);
  const upload = uploadAt(opened, server, target);
  if (upload === undefined) return { open, large: null };
  const given = await visit.send('push', server, { method: 'DELETE', target: upload, headers });
  if (given.kind === 'failed') return { open, large: null };
  return { open, large: await announceLarge(visit, server, upload, headers) };
}

async function announceLarge(
  visit: Visit,
  server: Server,
  target: string,
  headers: Readonly<Record<string, string>>,
): Promise<HttpFacts | null> {
  const type = { 'Content-Type': 'application/octet-stream' };
  const sent = await visit.send('push', server, {
    method: 'PATCH',
    target,
    headers: { ...type, ...headers },
    announced: LARGE,
  });
  return sent.kind === 'answer' ? factsOf(sent.answer) : null;
}

/** On the same host only; its scheme and port are often those behind a server that stands in front. */
function uploadAt({ status, headers }: HttpAnswer, server: Server, target: string): string | undefined {
  if (status !== 202 || headers.location === undefined) return undefined;
  const place = serverAt(headers.location, urlOf(server, target));
  return place?.server.name === server.name.toLowerCase() ? place.target : undefined;
}
