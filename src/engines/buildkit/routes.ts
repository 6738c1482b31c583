// Whom BuildKit asks, in which order and in which way: Engine.routes.

import { type BuildkitdConf, registryOf, splitMirrorEntry } from '../../formats/buildkitd/read.ts';
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
  Transport,
} from '../../model/endpoint.ts';
import { finding } from '../../model/finding.ts';
import { type ImageName, imageText, parseImage, referenceOf } from '../../model/image.ts';
import { dockerAuthFile, dockerLogin } from '../docker/logins.ts';
import { distinctEndpoints } from '../endpoints.ts';
import { findFaults, findMissingCas } from './doubts.ts';
import { isLoopback } from './needs.ts';
import { type BuildkitObserved, ENGINE } from './observed.ts';
import { chosenSource, type Source, sourcesOf } from './sources.ts';

const HUB = 'docker.io';
const HUB_SERVER = 'registry-1.docker.io';
const HUB_NAMES = [HUB, HUB_SERVER, 'index.docker.io'];

/**
 * After these replies of a mirror nobody else is asked (measured with 0.32): a page with 200 is taken for a manifest, an
 * answer that does not come is waited for without a limit. After 401, 403, 404, 429 and 5xx it goes on.
 */
const ENDS: readonly Reply[] = ['no-registry', 'silent', 'silent-image'];
const SLOW: readonly Reply[] = ['late'];

interface Scope {
  readonly host: ReadHost;
  readonly login: (registry: string) => Endpoint['login'];
}

export async function routesOfBuildkit(
  question: RouteQuestion,
  observed: BuildkitObserved,
  host: ReadHost,
): Promise<Routes> {
  const logins = dockerAuthFile(host);
  const scope: Scope = {
    host,
    login: (registry) => dockerLogin(registry === HUB_SERVER ? HUB : registry, logins),
  };
  const sources = sourcesOf(observed, host);
  const chosen = chosenSource(sources);
  const configured = distinctEndpoints(
    sources.flatMap((source) => mirrorsOf(source, scope)),
    sources.flatMap((source) => registriesOf(source, scope)),
  );
  return {
    configured,
    named: question.registries.map((registry) => namedEndpoint(registry, configured, chosen, scope)),
    images: question.images.map((image) => routeImage(image, chosen, scope)),
    findings: [...findFaults(observed), ...sources.flatMap((source) => findMissingCas(source))],
  };
}

function mirrorsOf(source: Source, scope: Scope): readonly Endpoint[] {
  return source.conf.registries.flatMap(({ registry, mirrors }) =>
    mirrors.map((entry) => mirrorEndpoint(entry, registry, source, scope)),
  );
}

/** The registries of which the file says something, beyond their mirrors. */
function registriesOf(source: Source, scope: Scope): readonly Endpoint[] {
  return source.conf.registries
    .filter(
      ({ registry, http, insecure, ca }) =>
        !HUB_NAMES.includes(registry) && (http ?? insecure ?? ca[0]) != null,
    )
    .map(({ registry }) => ownEndpoint(registry, 'registry', null, source, scope));
}

function mirrorEndpoint(entry: string, upstream: string, source: Source, scope: Scope): Endpoint {
  const { host, path } = splitMirrorEntry(entry);
  const endpoint = ownEndpoint(host, 'mirror', upstream, source, scope);
  // BuildKit asks /v2/PATH/IMAGE, as Podman does (util/resolver, newMirrorRegistryHost).
  return { ...endpoint, below: path === '' ? '' : `${path.slice(1)}/` };
}

/** @param registry as the file has it: docker.io for Docker Hub, whose settings are found under that name alone */
function ownEndpoint(
  registry: string,
  role: EndpointRole,
  upstream: string | null,
  { conf, certificatesIn }: Source,
  { login }: Scope,
): Endpoint {
  const server = registry === HUB ? HUB_SERVER : registry;
  return {
    registry: server,
    role,
    upstream,
    transport: transportTo(registry, server, conf),
    base: '',
    below: '',
    trust: { certificates: (registryOf(conf, registry)?.ca ?? []).flatMap(certificatesIn), directory: null },
    // Those of the daemon's own environment, and of a builder's container, are not known here.
    proxies: { http: null, https: null },
    byHead: true,
    login: login(server),
  };
}

/** util/resolver/resolver.go, fillInsecureOpts. */
function transportTo(registry: string, server: string, conf: BuildkitdConf): Transport {
  const table = registryOf(conf, registry);
  const isPlain = table?.http ?? isLoopback(server);
  if (table?.insecure === true) return isPlain ? 'insecure' : 'unverified';
  return isPlain ? 'http' : 'https';
}

function namedEndpoint(
  { registry, scheme, path }: NamedRegistry,
  configured: readonly Endpoint[],
  source: Source,
  scope: Scope,
): Endpoint {
  const below = path === '' ? '' : `${path.slice(1)}/`;
  const known = configured.find((endpoint) => endpoint.registry === registry);
  if (known !== undefined && (path === '' || below === known.below)) return known;
  if (HUB_NAMES.includes(registry)) return ownEndpoint(HUB, 'upstream', HUB, source, scope);
  const endpoint = ownEndpoint(registry, 'named', null, source, scope);
  const transport = scheme === 'http' ? 'http' : endpoint.transport;
  // What the engine would not say in clear is not said by us either.
  const login = transport === endpoint.transport ? endpoint.login : ({ kind: 'none' } as const);
  return { ...endpoint, transport, login, below };
}

function routeImage(image: string, source: Source, scope: Scope): ImageRoute {
  const parsed = parseImage(image);
  const place = { engine: ENGINE };
  if (!parsed.ok)
    return {
      image,
      candidates: [],
      findings: [finding('error', 'IMAGE_NAME_REFUSED', { image, reason: parsed.error }, place)],
    };
  const missing = findMissingCas(source, endpointsFor(parsed.value.registry, source));
  if (missing.length > 0)
    return { image, candidates: [], findings: missing.map((one) => ({ ...one, severity: 'error' })) };
  const isWritten = image.startsWith(`${parsed.value.registry}/`) || image.startsWith('index.docker.io/');
  return {
    image,
    candidates: [
      {
        name: imageText(parsed.value),
        by: isWritten ? 'written' : 'default',
        path: null,
        attempts: attemptsFor(parsed.value, source, scope),
      },
    ],
    findings:
      source.builder === undefined
        ? []
        : [finding('info', 'BUILDER_ASKED', { builder: source.builder }, place)],
  };
}

/** The registries, as the file has them, whose connections are set up for an image before anybody is asked. */
function endpointsFor(registry: string, { conf }: Source): readonly string[] {
  const mirrors = registryOf(conf, registry)?.mirrors ?? [];
  return [...mirrors.map((entry) => splitMirrorEntry(entry).host), registry];
}

function attemptsFor(name: ImageName, source: Source, scope: Scope): readonly Attempt[] {
  const { registry, repository } = name;
  const mirrors = registryOf(source.conf, registry)?.mirrors ?? [];
  const role: EndpointRole = mirrors.length > 0 || registry === HUB ? 'upstream' : 'registry';
  const own = ownEndpoint(registry, role, role === 'upstream' ? registry : null, source, scope);
  const endpoints = [...mirrors.map((entry) => mirrorEndpoint(entry, registry, source, scope)), own];
  return endpoints.map((endpoint, index) => ({
    endpoint,
    repository: `${endpoint.below}${repository}`,
    reference: referenceOf(name),
    ends: index === endpoints.length - 1 ? [] : ENDS,
    slow: SLOW,
  }));
}
