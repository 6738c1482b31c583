// A stand-in that works as a registry does: the distribution specification's interface for pull and push.

import { answerToken, challenge, repositoryOf } from './registry-stand-in-access.ts';
import {
  type Answer,
  type Answerer,
  type Ask,
  answerStatus,
  json,
  nginxPage,
  refuse,
  respond,
  SILENCE,
  withHeaders,
} from './registry-stand-in-answer.ts';
import type { Make, RegistryBehaviour } from './registry-stand-in-behaviour.ts';
import { content, digestOf, fillStore, putManifest, type Store } from './registry-stand-in-images.ts';
import { NEXUS_SERVER, notDocker, PAID_ONLY, pushToProxy } from './registry-stand-in-nexus.ts';

const API = { 'Docker-Distribution-Api-Version': 'registry/2.0' } as const;

const HEADERS: Readonly<Record<Make, Readonly<Record<string, string>>>> = {
  distribution: { ...API, 'X-Content-Type-Options': 'nosniff' },
  harbor: { ...API, Server: 'nginx', 'X-Harbor-Csrf-Token': 'c3RhbmQtaW4', 'X-Request-Id': 'stand-in' },
  hub: { ...API, 'Strict-Transport-Security': 'max-age=31536000' },
  nexus: { ...API, Server: NEXUS_SERVER, 'X-Content-Type-Options': 'nosniff' },
};

/** Nobody knows this name (RFC 2606). */
const UNKNOWN_STORE = 'store.invalid';

/** More than any test pushes, or announces. */
const NO_LIMIT = 4 * 1024 * 1024 * 1024;

/** Starts with the images it was told to have; what is pushed is kept until its end. */
export function registryAnswerer(behaviour: RegistryBehaviour): Answerer {
  const store = fillStore(behaviour.images);
  const uploads = new Map<string, Buffer>();
  return async (ask) => withHeaders(await answer(ask, behaviour, store, uploads), HEADERS[behaviour.make]);
}

async function answer(
  ask: Ask,
  behaviour: RegistryBehaviour,
  store: Store,
  uploads: Map<string, Buffer>,
): Promise<Answer> {
  const { make, access } = behaviour;
  if (!ask.path.startsWith('/v2') && make === 'nexus') return notDocker();
  const early = answerToken(ask, make, access) ?? challenge(ask, make, access);
  if (early !== undefined) return early;
  if (ask.path === '/v2/' || ask.path === '/v2') return json(200, {});
  const name = repositoryOf(ask.path);
  if (ask.path === '/v2/_catalog') return json(200, { repositories: [...store.repositories.keys()] });
  if (name === undefined) return respond(404, '404 page not found\n', { 'Content-Type': 'text/plain' });
  if (ask.method === 'GET' || ask.method === 'HEAD') return pull(ask, behaviour, store, name);
  const refused = refusePush(behaviour);
  if (refused !== undefined) return refused;
  const body = await ask.body(behaviour.uploadLimit ?? NO_LIMIT);
  return body === undefined ? nginxPage(413) : push(ask, body, store, uploads, name);
}

function refusePush({ push }: RegistryBehaviour): Answer | undefined {
  if (push === 'page') return pushToProxy();
  if (push === 'paid') return refuse(403, 'DENIED', PAID_ONLY);
  if (push === 'read-only') return refuse(405, 'UNSUPPORTED', 'The operation is unsupported.');
  return undefined;
}

function pull(ask: Ask, behaviour: RegistryBehaviour, store: Store, name: string): Answer {
  const [, kind, reference = ''] = /\/(manifests|blobs|tags)\/([^/]+)$/.exec(ask.path) ?? [];
  const known = store.repositories.get(name);
  if (kind === 'manifests' && behaviour.manifests !== undefined) {
    return behaviour.manifests === 'silent' ? SILENCE : answerStatus(behaviour.manifests);
  }
  if (kind === 'blobs') return pullBlob(behaviour, store, reference);
  // Docker Hub does not tell an unknown repository from one that the client may not see.
  if (known === undefined && behaviour.make === 'hub') return denyUnknown(name);
  if (kind === 'tags') {
    const tags = [...(known?.keys() ?? [])].filter((tag) => !tag.startsWith('sha256:'));
    return known === undefined
      ? refuse(404, 'NAME_UNKNOWN', 'repository name not known to registry')
      : json(200, { name, tags });
  }
  const manifest = known?.get(reference);
  if (manifest === undefined) return refuse(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  return respond(200, manifest.bytes, contentHeaders(manifest.digest, manifest.type));
}

function pullBlob(behaviour: RegistryBehaviour, store: Store, digest: string): Answer {
  if (behaviour.blobs === 'elsewhere') {
    return respond(307, '', { Location: `http://${UNKNOWN_STORE}/${digest}` });
  }
  const blob = behaviour.blobs === 'missing' ? undefined : store.blobs.get(digest);
  if (blob === undefined) return refuse(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  return respond(200, blob.bytes, contentHeaders(blob.digest, 'application/octet-stream'));
}

const contentHeaders = (digest: string, type: string): Readonly<Record<string, string>> => ({
  'Content-Type': type,
  'Docker-Content-Digest': digest,
});

const denyUnknown = (name: string): Answer =>
  refuse(401, 'UNAUTHORIZED', 'authentication required', {
    'WWW-Authenticate': `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:${name}:pull",error="insufficient_scope"`,
  });

/** POST begins an upload, PATCH adds to it, PUT ends it; PUT also takes manifests. */
function push(ask: Ask, body: Buffer, store: Store, uploads: Map<string, Buffer>, name: string): Answer {
  const manifest = /\/manifests\/([^/]+)$/.exec(ask.path)?.[1];
  if (manifest !== undefined) {
    const kept = content(ask.contentType ?? 'application/json', body);
    putManifest(store, name, manifest, kept);
    return respond(201, '', { ...contentHeaders(kept.digest, 'text/plain'), Location: ask.path });
  }
  const id = /\/blobs\/uploads\/([^/]+)$/.exec(ask.path)?.[1] ?? `upload-${uploads.size + 1}`;
  const bytes = Buffer.concat([uploads.get(id) ?? Buffer.alloc(0), body]);
  uploads.set(id, bytes);
  const location = `/v2/${name}/blobs/uploads/${id}`;
  if (ask.method !== 'PUT') {
    const range = `0-${Math.max(bytes.length - 1, 0)}`;
    return respond(202, '', { Location: location, Range: range, 'Docker-Upload-UUID': id });
  }
  if (digestOf(bytes) !== ask.query.get('digest')) return refuse(400, 'DIGEST_INVALID', 'digest invalid');
  const blob = content('application/octet-stream', bytes);
  store.blobs.set(blob.digest, blob);
  return respond(201, '', {
    Location: `/v2/${name}/blobs/${blob.digest}`,
    'Docker-Content-Digest': blob.digest,
  });
}
