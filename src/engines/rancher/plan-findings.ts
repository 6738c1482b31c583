// What stands in the way of a change of registries.yaml, and what is worth knowing about one. Pure.

import type { YamlProblem } from '../../formats/yaml/problems.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding, textFinding } from '../../model/finding.ts';
import { mirrorUrl, type Request, requestFlag } from '../../model/request.ts';
import type { Wish } from '../engine.ts';
import type { Distribution } from './distribution.ts';
import type { Context } from './draft.ts';
import { canonicalEndpoint, endpointOf } from './endpoint.ts';
import { isInsecure, isMirror, isUsable } from './needs.ts';
import { EVERYONE } from './rules.ts';

export function yamlFinding(problem: YamlProblem, path: AbsPath, engine: string): Finding {
  if (problem.code !== 'YAML_REFUSED') return textFinding(problem, path, engine);
  const { reason, position } = problem;
  return finding('error', 'YAML_REFUSED', { reason }, { engine, path, position });
}

/** Which flags of this run cannot be said there: an error where the engine was named, else an info. */
export function findUnusable({ id }: Distribution, { ensure, named }: Wish): readonly Finding[] {
  return ensure
    .filter((request) => !isUsable(request) && request.kind !== 'host-alias')
    .map((request) => {
      const reason = request.kind === 'insecure' ? 'cidr' : 'not-supported';
      const args = { flag: requestFlag(request), reason } as const;
      return finding(named ? 'error' : 'info', 'FLAG_NOT_FOR_ENGINE', args, { engine: id });
    });
}

export function findWorthKnowing(context: Context): readonly Finding[] {
  const fresh = context.wish.ensure.filter((request) => isNew(request, context));
  return [
    ...fresh
      .filter(isMirror)
      .flatMap((mirror) =>
        mirror.scheme === 'http'
          ? [finding('warning', 'MIRROR_PLAIN_HTTP', { url: mirrorUrl(mirror) }, placeOf(context))]
          : [],
      ),
    ...findFallbacks(fresh, context),
    ...findLeftByWildcard(fresh, context),
    ...fresh.filter(isInsecure).map(({ target }) => {
      return finding('info', 'RANCHER_INSECURE_IS_TLS', { host: target }, placeOf(context));
    }),
  ];
}

function placeOf({ distribution, observed }: Context) {
  return { engine: distribution.id, path: observed.settings.file };
}

function isNew(request: Request, { registries }: Context): boolean {
  if (isMirror(request)) {
    const there = registries.mirrors.get(request.upstream)?.endpoints ?? [];
    return !there.map(canonicalEndpoint).includes(canonicalEndpoint(endpointOf(request)));
  }
  return !isInsecure(request) || registries.configs.get(request.target)?.tls?.skipVerify !== true;
}

/** Whoever has no image gets it from the upstream itself, unless that is switched off. */
function findFallbacks(fresh: readonly Request[], context: Context): readonly Finding[] {
  if (context.observed.settings.noDefault) return [];
  const upstreams = new Set(fresh.filter(isMirror).map(({ upstream }) => upstream));
  return [...upstreams].map((upstream) => {
    return finding('info', 'RANCHER_FALLS_BACK', { upstream }, placeOf(context));
  });
}

/** The entry of all registries counts only for those that have none of their own. */
function findLeftByWildcard(fresh: readonly Request[], context: Context): readonly Finding[] {
  const { mirrors, configs } = context.registries;
  const names = fresh.flatMap((request) => {
    if (isMirror(request)) return [request.upstream];
    if (isInsecure(request)) return [request.target];
    return request.kind === 'ca' ? [request.host] : [];
  });
  if (!mirrors.has(EVERYONE) && !configs.has(EVERYONE)) return [];
  return [...new Set(names)]
    .filter((name) => !mirrors.has(name) && !configs.has(name))
    .map((registry) => finding('warning', 'RANCHER_LEAVES_WILDCARD', { registry }, placeOf(context)));
}
