// What the requests come to on Docker: elements of the two lists, and what Docker has no use for.

import { type Finding, finding } from '../../model/finding.ts';
import { parseHostPort, parseMirror } from '../../model/registry.ts';
import { type MirrorRequest, mirrorUrl, type Request, requestFlag } from '../../model/request.ts';
import { ENGINE } from './daemon-json.ts';
import { canonicalInsecure, isNetwork } from './names.ts';

/** Elements of the lists, as they are to be written. */
export interface Derived {
  readonly mirrors: readonly string[];
  readonly insecure: readonly string[];
}

/**
 * What an http mirror is besides: `insecure`, an insecure registry as well, because the containerd store before 28 asks it
 * only then; `plain`, no more than a mirror, because to the one from 28 on it is one anyway, and an insecure one ends the
 * verification of Docker Hub there (28.5.2).
 */
type HttpMirror = 'insecure' | 'plain';

export function derive(requests: readonly Request[], http: HttpMirror = 'insecure'): Derived {
  return {
    mirrors: requests.filter(isHubMirror).map(mirrorUrl),
    insecure: requests.flatMap((request) => {
      if (request.kind === 'insecure') return [request.target];
      return http === 'insecure' && isHubMirror(request) && request.scheme === 'http' ? [request.host] : [];
    }),
  };
}

export function isHubMirror(request: Request): request is MirrorRequest {
  return request.kind === 'mirror' && request.upstream === 'docker.io';
}

/** The requests that Docker can use. A CA that was given for whatever is named goes with what Docker uses of that. */
export function usableRequests(requests: readonly Request[]): readonly Request[] {
  const direct = requests.filter(isUsable);
  const hosts = new Set(
    direct.flatMap((request) => ('host' in request && request.kind !== 'ca' ? [request.host] : [])),
  );
  return direct.filter((request) => request.kind !== 'ca' || !request.attached || hosts.has(request.host));
}

function isUsable(request: Request): boolean {
  switch (request.kind) {
    case 'mirror':
      return isHubMirror(request);
    case 'insecure':
      return request.target !== 'docker.io';
    case 'registry':
    case 'ca':
      return true;
    case 'search':
    case 'host-alias':
      return false;
  }
}

/** Says which flags of this run Docker cannot use: an error where Docker was named, else an info. */
export function findUnusable(requests: readonly Request[], named: boolean): readonly Finding[] {
  const severity = named ? 'error' : 'info';
  const place = { engine: ENGINE };
  return requests.flatMap((request): readonly Finding[] => {
    const flag = requestFlag(request);
    if (request.kind === 'search')
      return [finding(severity, 'FLAG_NOT_FOR_ENGINE', { flag, reason: 'not-supported' }, place)];
    if (request.kind === 'mirror' && !isHubMirror(request))
      return [finding(severity, 'FLAG_NOT_FOR_ENGINE', { flag, reason: 'upstream-not-docker-io' }, place)];
    if (request.kind === 'insecure' && !isUsable(request))
      return [finding(severity, 'HUB_STAYS_SECURE', { flag }, place)];
    return [];
  });
}

/** The requests that would have made these lists; the insecure registry of an http mirror comes with the mirror. */
export function recogniseLists(lists: Derived): readonly Request[] {
  const mirrors = lists.mirrors.flatMap((text) => {
    const parsed = parseMirror(text);
    return parsed.ok && isHubMirror(parsed.value) ? [parsed.value] : [];
  });
  const derived = new Set(derive(mirrors).insecure.map(canonicalInsecure));
  const insecure = lists.insecure
    .map(canonicalInsecure)
    .filter((target) => !derived.has(target))
    .flatMap((target): readonly Request[] => {
      if (isNetwork(target)) return [{ kind: 'insecure', target, form: 'cidr' }];
      return parseHostPort(target).ok ? [{ kind: 'insecure', target, form: 'host' }] : [];
    });
  return [...mirrors, ...insecure];
}
