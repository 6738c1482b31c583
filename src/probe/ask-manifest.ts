// An image's manifest, as an engine asks for it: whether it is there, and its digest.

import { createHash } from 'node:crypto';
import type { HttpAnswer } from '../host/ports.ts';
import type { Failure, ManifestAnswer } from '../model/examination.ts';
import { factsOf, readObject } from './http-facts.ts';
import { sendAndFollow } from './redirects.ts';
import type { Request, Server, Visit } from './visit.ts';

/** Image indexes and manifests in the forms of OCI and Docker. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Bytes; the engines take no larger one (containers/image iolimits, MaxManifestBodySize; distribution-spec: 4 MiB). */
const MANIFEST_AT_MOST = 4_194_304;

export type ManifestSent =
  | { readonly kind: 'answer'; readonly manifest: ManifestAnswer }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * HEAD first, as Docker does for a tag: it counts as no pull at Docker Hub. GET after any other answer than a digest, as
 * Docker does, too (distribution client, tags.Get); Podman asks with GET alone, containerd's resolver with HEAD.
 */
export async function askManifest(
  visit: Visit,
  server: Server,
  image: { readonly repository: string; readonly reference: string },
  headers: Readonly<Record<string, string>>,
): Promise<ManifestSent> {
  const { base, byHead = false } = visit.endpoint;
  const target = `${base}/v2/${image.repository}/manifests/${image.reference}`;
  const ask = (method: 'HEAD' | 'GET') => {
    const request: Request = {
      method,
      target,
      headers: { Accept: ACCEPT, ...headers },
      keep: MANIFEST_AT_MOST,
    };
    return sendAndFollow(visit, 'manifest', server, request);
  };
  const head = await ask('HEAD');
  if (head.kind === 'failed') return head;
  const digest = head.answer.status === 200 ? digestSaid(head.answer) : null;
  if (digest !== null || (byHead && head.answer.status !== 200))
    return { kind: 'answer', manifest: { ...image, facts: factsOf(head.answer), digest } };
  const whole = await ask('GET');
  if (whole.kind === 'failed') return whole;
  const { answer } = whole;
  return { kind: 'answer', manifest: { ...image, facts: factsOf(answer), digest: digestOf(answer) } };
}

function digestSaid({ headers }: HttpAnswer): string | null {
  const digest = headers['docker-content-digest'] ?? '';
  return /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,}$/.test(digest) ? digest : null;
}

/** A page for people with status 200 is no manifest. */
function digestOf({ status, body, complete }: HttpAnswer): string | null {
  if (status !== 200 || !complete || typeof readObject(body)?.schemaVersion !== 'number') return null;
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
