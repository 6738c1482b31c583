// Whom the containerd of k3s or rke2 asks, in which order and in which way: Engine.routes.

import type { ReadHost } from '../../host/ports.ts';
import type {
  Attempt,
  Endpoint,
  EndpointRole,
  ImageRoute,
  NamedRegistry,
  Reply,
  RouteQuestion,
  Routes,
} from '../../model/endpoint.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type ImageName, imageText, parseImage, referenceOf } from '../../model/image.ts';
import { distinctEndpoints } from '../endpoints.ts';
import { findUnfollowed, proxiesFor } from '../proxy-settings.ts';
import type { Distribution } from './distribution.ts';
import { HUB, HUB_SERVER } from './endpoint.ts';
import { type RancherObserved, registriesOf } from './observed.ts';
import { rancherProxies } from './proxies.ts';
import { EVERYONE, type Rules, rulesFor, type Server } from './rules.ts';
import { expectedRules } from './settle.ts';
import { certificatesOf, loginFor, toWay } from './ways.ts';

/** As containerd does: any 200 is the manifest, and for an answer that does not come it waits without a limit. */
const ENDS: readonly Reply[] = ['no-registry', 'silent', 'silent-image'];
const SLOW: readonly Reply[] = ['late', 'silent'];

interface Scope {
  readonly id: string;
  readonly observed: RancherObserved;
  readonly rules: Rules;
  toEndpoint(server: Server, role: EndpointRole, upstream: string | null): Endpoint;
}

export async function routesOfRancher(
  distribution: Distribution,
  question: RouteQuestion,
  observed: RancherObserved,
  host: ReadHost,
): Promise<Routes> {
  const settings = rancherProxies(observed, host);
  // What it has loaded; where that is not known, what it will load.
  const rules = observed.generated.ok ? observed.generated.value : expectedRules(observed);
  const toEndpoint: Scope['toEndpoint'] = (server, role, upstream) => {
    const way = toWay(server, observed, host);
    return {
      ...way,
      role,
      upstream,
      proxies: proxiesFor(way.registry, settings),
      login: loginFor(way.registry, observed),
      byHead: true,
    };
  };
  const scope: Scope = { id: distribution.id, observed, rules, toEndpoint };
  const configured = configuredEndpoints(scope);
  return {
    configured,
    named: question.registries.map((registry) => namedEndpoint(registry, configured, scope)),
    images: question.images.map((image) => routeImage(image, scope)),
    findings: [...findMissingAuthorities(scope, host), ...findUnfollowed(settings, distribution.id)],
  };
}

/** containerd reads them when it pulls, and ends there with the first that it cannot read (ConfigureHosts). */
function findMissingAuthorities({ id, observed }: Scope, host: ReadHost): readonly Finding[] {
  const path = observed.settings.file;
  return [...registriesOf(observed).configs].flatMap(([name, { tls }]) => {
    const file = tls?.caFile ?? null;
    if (file === null || certificatesOf(file, observed, host).length > 0) return [];
    return [finding('error', 'RANCHER_CA_MISSING', { host: name, file }, { engine: id, path })];
  });
}

function configuredEndpoints({ rules, toEndpoint }: Scope): readonly Endpoint[] {
  const mirrors = [...rules].flatMap(([upstream, { endpoints }]) =>
    endpoints.map((server) => toEndpoint(server, 'mirror', upstream === EVERYONE ? HUB : upstream)),
  );
  const own = [...rules.keys()]
    .filter((name) => name !== EVERYONE && name !== HUB && name !== HUB_SERVER)
    .flatMap((name) => {
      const { own: server, endpoints, fallsBack } = rulesFor(name, rules);
      // An upstream with mirrors is asked for what they do not have: that is not a registry of this host's own.
      return fallsBack && endpoints.length === 0 ? [toEndpoint(server, 'registry', null)] : [];
    });
  return distinctEndpoints(mirrors, own);
}

function namedEndpoint(
  { registry, scheme, path }: NamedRegistry,
  configured: readonly Endpoint[],
  { rules, toEndpoint }: Scope,
): Endpoint {
  const known = configured.find((endpoint) => endpoint.registry === registry);
  if (known !== undefined && (path === '' || path === known.base)) return known;
  const isHub = [HUB, HUB_SERVER, 'index.docker.io'].includes(registry);
  const { own } = rulesFor(isHub ? HUB : registry, rules);
  if (isHub) return toEndpoint(own, 'upstream', HUB);
  const endpoint = toEndpoint(own, 'named', null);
  const transport = scheme === 'http' ? 'http' : endpoint.transport;
  // What the engine would not say in clear is not said by us either.
  const login = transport === endpoint.transport ? endpoint.login : ({ kind: 'none' } as const);
  return { ...endpoint, transport, login, base: scheme === null ? endpoint.base : path };
}

function routeImage(image: string, scope: Scope): ImageRoute {
  const parsed = parseImage(image);
  if (!parsed.ok) {
    const args = { image, reason: parsed.error };
    const refused = finding('error', 'IMAGE_NAME_REFUSED', args, { engine: scope.id });
    return { image, candidates: [], findings: [refused] };
  }
  const isWritten = image.startsWith(`${parsed.value.registry}/`) || image.startsWith('index.docker.io/');
  const candidate = {
    name: imageText(parsed.value),
    by: isWritten ? 'written' : 'default',
    path: null,
    attempts: attemptsFor(parsed.value, scope),
  } as const;
  return { image, candidates: [candidate], findings: [] };
}

function attemptsFor(name: ImageName, scope: Scope): readonly Attempt[] {
  const { registry, repository } = name;
  const { endpoints, own, fallsBack } = rulesFor(registry, scope.rules);
  const role = endpoints.length > 0 || registry === HUB ? 'upstream' : 'registry';
  const rewritten = rewrite(registry, repository, scope.observed);
  const asked = [
    ...endpoints.map((server) => ({
      endpoint: scope.toEndpoint(server, 'mirror', registry),
      name: rewritten,
    })),
    ...(fallsBack
      ? [{ endpoint: scope.toEndpoint(own, role, role === 'registry' ? null : registry), name: repository }]
      : []),
  ];
  return asked.map(({ endpoint, name: path }, index) => ({
    endpoint,
    repository: `${endpoint.below}${path}`,
    reference: referenceOf(name),
    ends: index === asked.length - 1 ? [] : ENDS,
    slow: SLOW,
  }));
}

/** `rewrite` of the mirrors: the first expression that fits, in Go's notation; it does not count for the registry itself. */
function rewrite(registry: string, repository: string, observed: RancherObserved): string {
  const { mirrors } = registriesOf(observed);
  const { rewrites } = mirrors.get(registry) ??
    mirrors.get(EVERYONE) ?? { rewrites: new Map<string, string>() };
  for (const [pattern, replacement] of rewrites) {
    const expression = toExpression(pattern);
    if (expression?.test(repository) === true)
      return repository.replace(expression, replacement.replaceAll(/\$\{(\d+)\}/g, '$$$1'));
  }
  return repository;
}

/** undefined for what is no expression here. */
function toExpression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
