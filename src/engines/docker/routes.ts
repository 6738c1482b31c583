// Whom Docker asks, in which order and in which way: Engine.routes.

import type { ReadHost } from '../../host/ports.ts';
import type {
  Attempt,
  Candidate,
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
import { certsRegistries, findCertsDoubts, findFatal } from '../certs-d-doubts.ts';
import { distinctEndpoints } from '../endpoints.ts';
import { findUnfollowed, proxiesFor } from '../proxy-settings.ts';
import { ENGINE } from './daemon-json.ts';
import { findDockerDoubts, findMissingAuthorities } from './doubts.ts';
import { isInsecure } from './insecure.ts';
import { dockerAuthFile, dockerLogin } from './logins.ts';
import { isNetwork } from './names.ts';
import type { DockerObserved } from './observed.ts';
import { dockerProxies } from './proxies.ts';
import { rulesOf } from './rules.ts';
import { HUB, HUB_SERVER, type Reader, type Rules, type Way, waysTo } from './ways.ts';

/**
 * After these replies of a mirror nobody else is asked. The graph drivers go on after everything (moby
 * distribution/errors.go, continueOnError), but have no limit for an image that is asked for. containerd takes any 200
 * for the manifest and fails on what it gets; for an answer that does not come it waits without a limit (28.5.2).
 */
const ENDS: Readonly<Record<Reader, readonly Reply[]>> = {
  legacy: ['silent-image'],
  resolver: ['no-registry', 'silent', 'silent-image'],
  containerd: ['no-registry', 'silent', 'silent-image'],
};

/** Limits of 10 seconds for a handshake, 15 for /v2/ and 30 for a connection. */
const SLOW: readonly Reply[] = ['late', 'silent'];

interface Scope {
  readonly rules: Rules;
  readonly host: ReadHost;
  readonly toEndpoint: (way: Way, role: EndpointRole, upstream: string | null) => Endpoint;
}

export async function routesOfDocker(
  question: RouteQuestion,
  observed: DockerObserved,
  host: ReadHost,
): Promise<Routes> {
  const rules = rulesOf(observed, host);
  const settings = dockerProxies(observed, host);
  const logins = dockerAuthFile(host);
  const toEndpoint: Scope['toEndpoint'] = (way, role, upstream) => ({
    registry: way.registry,
    role,
    upstream,
    transport: way.transport,
    base: way.base,
    below: '',
    trust: way.trust,
    proxies: proxiesFor(way.registry, settings),
    ...(rules.reader === 'legacy' ? {} : { byHead: true as const }),
    // A mirror gets no login of its own, whatever is there (moby distribution/registry.go sends at most that of Docker Hub).
    login: way.isMirror
      ? { kind: 'never' }
      : dockerLogin(way.registry === HUB_SERVER ? HUB : way.registry, logins),
  });
  const scope: Scope = { rules, host, toEndpoint };
  const configured = configuredEndpoints(scope);
  const named = question.registries.map((registry) => namedEndpoint(registry, configured, scope));
  const images = question.images.map((image) => routeImage(image, scope));
  const asked = [...configured, ...named, ...images.flatMap(endpointsOf)];
  const verified = asked.filter(
    ({ transport, registry }) => transport === 'https' && registry !== HUB_SERVER,
  );
  return {
    configured,
    named,
    images,
    findings: [
      ...findDockerDoubts(observed, rules, host),
      ...findCertsDoubts({
        layout: rules.layout,
        view: rules.view,
        registries: [...new Set(verified.map(({ registry }) => registry))],
        claimed: [
          ...rules.insecure,
          ...asked.filter(({ role }) => role !== 'registry').map(({ registry }) => registry),
        ],
        host,
      }),
      ...findUnfollowed(settings, ENGINE),
    ],
  };
}

function endpointsOf({ candidates }: ImageRoute): readonly Endpoint[] {
  return candidates.flatMap(({ attempts }) => attempts.map(({ endpoint }) => endpoint));
}

function configuredEndpoints({ rules, toEndpoint }: Scope): readonly Endpoint[] {
  const mirrors = waysTo(HUB, rules)
    .filter(({ isMirror }) => isMirror)
    .map((way) => toEndpoint(way, 'mirror', HUB));
  const isHub = (name: string) => name === HUB || name === HUB_SERVER || name === 'index.docker.io';
  const names = [
    ...rules.insecure.filter((name) => !isNetwork(name)),
    ...certsRegistries(rules.layout, rules.view),
  ];
  const own = [...new Set(names)]
    .filter((name) => !isHub(name))
    .flatMap((name) => waysTo(name, rules).map((way) => fromWay(way, name, 'registry', toEndpoint)));
  return distinctEndpoints(mirrors, own);
}

/** A hosts.toml gives other registries mirrors, too. */
function fromWay(way: Way, registry: string, role: EndpointRole, toEndpoint: Scope['toEndpoint']): Endpoint {
  return way.isMirror ? toEndpoint(way, 'mirror', registry) : toEndpoint(way, role, null);
}

function namedEndpoint(
  { registry, scheme, path }: NamedRegistry,
  configured: readonly Endpoint[],
  { rules, toEndpoint }: Scope,
): Endpoint {
  const known = configured.find((endpoint) => endpoint.registry === registry);
  if (known !== undefined && (path === '' || path === known.base)) return known;
  const isHub = [HUB, HUB_SERVER, 'index.docker.io'].includes(registry);
  const ways = waysTo(isHub ? HUB : registry, rules);
  const way = ways.find(({ isMirror }) => !isMirror) ?? ways[0];
  if (way === undefined) throw new Error(`no way to ${registry}`);
  if (isHub) return toEndpoint(way, 'upstream', HUB);
  const endpoint = toEndpoint(way, 'named', null);
  const transport = scheme === 'http' ? 'http' : endpoint.transport;
  // What the engine would not say in clear is not said by us either.
  const login = transport === endpoint.transport ? endpoint.login : ({ kind: 'none' } as const);
  return { ...endpoint, transport, login, base: scheme === null ? endpoint.base : path };
}

function routeImage(image: string, scope: Scope): ImageRoute {
  const parsed = parseImage(image);
  if (!parsed.ok)
    return {
      image,
      candidates: [],
      findings: [finding('error', 'IMAGE_NAME_REFUSED', { image, reason: parsed.error }, { engine: ENGINE })],
    };
  const fatal = findFatalFor(parsed.value.registry, scope);
  if (fatal.length > 0) return { image, candidates: [], findings: fatal };
  return { image, candidates: [toCandidate(image, parsed.value, scope)], findings: [] };
}

/**
 * All connections are set up before anybody is asked: what is wrong below certs.d with one of them ends the pull. The
 * graph drivers read nothing there for an insecure one (moby registry/registry.go, newTLSConfig).
 */
function findFatalFor(registry: string, { rules, host }: Scope): readonly Finding[] {
  const { layout, view, reader } = rules;
  const read = waysTo(registry, rules)
    .filter((way) => reader !== 'legacy' || !isInsecure(way.registry, rules))
    .map((way) => way.trust.directory);
  return [
    ...[...new Set(read)].flatMap((path) => findFatal(path, { layout, view, host })),
    ...findMissingAuthorities(registry, rules),
  ];
}

function toCandidate(image: string, name: ImageName, scope: Scope): Candidate {
  const isWritten = image.startsWith(`${name.registry}/`) || image.startsWith('index.docker.io/');
  return {
    name: imageText(name),
    by: isWritten ? 'written' : 'default',
    path: null,
    attempts: attemptsFor(name, scope),
  };
}

function attemptsFor(name: ImageName, { rules, toEndpoint }: Scope): readonly Attempt[] {
  const { registry, repository, digest } = name;
  const ways = waysTo(registry, rules).filter((way) => (digest === null ? way.resolves : way.pulls));
  const hasMirrors = ways.some(({ isMirror }) => isMirror);
  return ways.map((way, index) => {
    const role = way.isMirror ? 'mirror' : hasMirrors || registry === HUB ? 'upstream' : 'registry';
    return {
      endpoint: toEndpoint(way, role, role === 'registry' ? null : registry),
      repository,
      reference: referenceOf(name),
      ends: index === ways.length - 1 ? [] : ENDS[rules.reader],
      slow: SLOW,
    };
  });
}
