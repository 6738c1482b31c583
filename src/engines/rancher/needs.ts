// The entries of registries.yaml: which stand there, which a request comes to, and the requests that would have made them.

import { certificatesIn, writePem } from '../../formats/pem.ts';
import type { Entry } from '../../model/managed.ts';
import { parseHostPort } from '../../model/registry.ts';
import type { CaRequest, InsecureRequest, MirrorRequest, Request } from '../../model/request.ts';
import { mirrorOf } from './endpoint.ts';
import { type RancherObserved, registriesOf, stateAt } from './observed.ts';

/** The kinds are the keys of the file; values: `docker.io=https://…`, and the host below `configs`. */
export const ENDPOINT = 'mirrors.endpoint';
export const CA_FILE = 'configs.tls.ca_file';
export const SKIP_VERIFY = 'configs.tls.insecure_skip_verify';

export function endpointEntry(path: string, upstream: string, endpoint: string): Entry {
  return { path, kind: ENDPOINT, value: `${upstream}=${endpoint}` };
}

/** Upstream and address of such an entry; names of registries have no `=`. */
export function readEndpointEntry({ value }: Entry): {
  readonly upstream: string;
  readonly endpoint: string;
} {
  const at = value.indexOf('=');
  return { upstream: value.slice(0, at), endpoint: value.slice(at + 1) };
}

export function isMirror(request: Request): request is MirrorRequest {
  return request.kind === 'mirror';
}

export function isCa(request: Request): request is CaRequest {
  return request.kind === 'ca';
}

export function isInsecure(request: Request): request is InsecureRequest {
  return request.kind === 'insecure' && request.form === 'host';
}

/** Everything that can be said there; a search list and networks cannot, an alias is for no engine. */
export function isUsable(request: Request): boolean {
  return request.kind === 'registry' || isMirror(request) || isCa(request) || isInsecure(request);
}

/** A CA that was given for whatever is named goes with what is used of that. */
export function usableRequests(requests: readonly Request[]): readonly Request[] {
  const usable = requests.filter(isUsable);
  const hosts = new Set(
    usable.flatMap((request) =>
      request.kind === 'mirror' || request.kind === 'registry'
        ? [request.host]
        : isInsecure(request)
          ? [request.target]
          : [],
    ),
  );
  return usable.filter((request) => !isCa(request) || !request.attached || hosts.has(request.host));
}

export function entriesOfRancher(observed: RancherObserved): readonly Entry[] {
  const path = observed.settings.file;
  const { mirrors, configs } = registriesOf(observed);
  const endpoints = [...mirrors].flatMap(([upstream, mirror]) =>
    mirror.endpoints.map((endpoint) => endpointEntry(path, upstream, endpoint)),
  );
  const settings = [...configs].flatMap(([host, { tls }]) => [
    ...(tls?.caFile == null ? [] : [{ path, kind: CA_FILE, value: host }]),
    ...(tls?.skipVerify === true ? [{ path, kind: SKIP_VERIFY, value: host }] : []),
  ]);
  return [...endpoints, ...settings];
}

export function recogniseRancher(observed: RancherObserved): readonly Request[] {
  const { mirrors, configs } = registriesOf(observed);
  const asMirrors = [...mirrors].flatMap(([upstream, { endpoints }]) =>
    endpoints.flatMap((endpoint) => mirrorOf(upstream, endpoint) ?? []),
  );
  const asSettings = [...configs].flatMap(([host, { tls }]): readonly Request[] => {
    if (tls === null || !parseHostPort(host).ok) return [];
    const ders = tls.caFile === null ? [] : certificatesAt(observed, tls.caFile);
    return [
      ...(ders.length === 0 ? [] : [{ kind: 'ca', host, pem: writePem(ders), attached: false } as const]),
      ...(tls.skipVerify ? [{ kind: 'insecure', target: host, form: 'host' } as const] : []),
    ];
  });
  return [...asMirrors, ...asSettings];
}

export function certificatesAt(observed: RancherObserved, path: string): readonly string[] {
  const state = stateAt(observed, path);
  return state.kind === 'absent' ? [] : certificatesIn(state.bytes);
}
