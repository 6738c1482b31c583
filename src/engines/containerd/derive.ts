// What the requests come to on containerd: one hosts.toml for each registry with mirrors, or that is insecure.

import { type Finding, finding } from '../../model/finding.ts';
import {
  type InsecureRequest,
  type MirrorRequest,
  mirrorUrl,
  type Request,
  requestFlag,
} from '../../model/request.ts';
import { ENGINE, HUB } from './places.ts';

/** A hosts.toml that is to be: its mirrors in their order, and whether the registry itself may be insecure. */
export interface WantedHosts {
  readonly mirrors: readonly MirrorRequest[];
  readonly isInsecure: boolean;
}

/** By the name of the registry, as images have it. */
export function deriveHosts(requests: readonly Request[]): ReadonlyMap<string, WantedHosts> {
  const mirrors = requests.filter((one): one is MirrorRequest => one.kind === 'mirror');
  const insecure = insecureHosts(requests);
  // An insecure registry that serves as a mirror alone needs no file of its own, but may be pulled from by its name, too.
  const names = new Set([...mirrors.map(({ upstream }) => upstream), ...insecure]);
  return new Map(
    [...names].map((name) => [
      name,
      {
        mirrors: distinct(mirrors.filter(({ upstream }) => upstream === name)),
        isInsecure: insecure.has(name),
      },
    ]),
  );
}

export function insecureHosts(requests: readonly Request[]): ReadonlySet<string> {
  return new Set(requests.filter(isInsecureHost).map(({ target }) => target));
}

function distinct(mirrors: readonly MirrorRequest[]): readonly MirrorRequest[] {
  const urls = mirrors.map(mirrorUrl);
  return mirrors.filter((_, index) => urls.indexOf(urls[index] ?? '') === index);
}

function isInsecureHost(request: Request): request is InsecureRequest {
  return request.kind === 'insecure' && request.form === 'host' && request.target !== HUB;
}

/** The requests that containerd can use. A CA that was given for whatever is named goes with what is used of that. */
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
    case 'registry':
    case 'ca':
      return true;
    case 'insecure':
      return isInsecureHost(request);
    case 'search':
    case 'host-alias':
      return false;
  }
}

/** Says which flags of this run containerd cannot use: an error where it was named, else an info. */
export function findUnusable(requests: readonly Request[], named: boolean): readonly Finding[] {
  return requests.flatMap((request): readonly Finding[] => {
    if (isUsable(request) || request.kind === 'host-alias') return [];
    const reason = request.kind === 'insecure' && request.form === 'cidr' ? 'cidr' : 'not-supported';
    const args = { flag: requestFlag(request), reason } as const;
    return [finding(named ? 'error' : 'info', 'FLAG_NOT_FOR_ENGINE', args, { engine: ENGINE })];
  });
}
