// What an answer is worth to an engine that wants an image. Pure.

import type { Reply } from '../model/endpoint.ts';
import type { Examination, Failure, HttpFacts, Step } from '../model/examination.ts';

/** What a registry answered for the image that it was asked for. */
export function replyOf(examination: Examination): Reply {
  const { failure, api, token, manifest, challengedBy, endpoint } = examination;
  if (failure !== null) return replyOfFailure(failure);
  if (challengedBy === 'manifest' && endpoint.byHead !== true) return 'unauthorized';
  if (token?.kind === 'failed') return replyOfFailure(token.failure);
  if (token?.kind === 'refused') return replyOfStatus(token.facts);
  if (manifest !== null) return manifest.digest === null ? replyOfStatus(manifest.facts) : 'found';
  return api === null ? 'unreachable' : replyOfStatus(api);
}

function replyOfFailure(failure: Failure): Reply {
  switch (failure.kind) {
    case 'late':
      return LATE[failure.step] ?? 'silent';
    case 'untrusted':
    case 'old-protocol':
      return 'untrusted';
    case 'plain-http':
      return 'plain-http';
    case 'proxy':
    case 'failed':
      return 'unreachable';
  }
}

/** What it was that took too long. */
const LATE: Readonly<Partial<Record<Step, Reply>>> = {
  name: 'late',
  connection: 'late',
  handshake: 'late',
  manifest: 'silent-image',
};

function replyOfStatus(facts: HttpFacts): Reply {
  const { status } = facts;
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 429) return 'rate-limited';
  // Any 200 is taken for the manifest; other refusals are as good as an error.
  return status >= 400 ? 'server-error' : 'no-registry';
}

/** Whether it is a page for browsers. */
export function isHtml({ headers, body }: HttpFacts): boolean {
  return /^\s*text\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)\b/i.test(body);
}
