// Whom an engine with registries.conf asks, in which order and in which way: Engine.routes. Of Podman a new process is
// meant, which reads the files.

import type { EffectiveView } from '../../formats/toml/effective.ts';
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
  Trust,
} from '../../model/endpoint.ts';
import type { Finding } from '../../model/finding.ts';
import { type ImageName, imageText, referenceOf } from '../../model/image.ts';
import type { AuthFile } from '../auth-file.ts';
import { certificateFiles, certificatesAt, placeFor } from '../certs-d.ts';
import { certsRegistries, findCertsDoubts, findFatal } from '../certs-d-doubts.ts';
import { distinctEndpoints } from '../endpoints.ts';
import { findUnfollowed, type ProxySettings, proxiesFor } from '../proxy-settings.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { findRegistriesDoubts } from './doubts.ts';
import { findLogin } from './logins.ts';
import { HUB } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import { findProblems } from './plan-findings.ts';
import { type Completed, completeImage, type Recorded } from './short-names.ts';
import { type PullSource, sourcesFor } from './sources.ts';
import { viewOf } from './view.ts';

const HUB_SERVER = 'registry-1.docker.io';
const HUB_NAMES = [HUB, HUB_SERVER, 'index.docker.io'];

/**
 * After these replies of a mirror nobody else is asked: any 200 counts as the manifest (docker_image_src.go), and a server
 * that takes the connection and says nothing is waited for without a limit.
 */
const ENDS: readonly Reply[] = ['no-registry', 'silent', 'silent-image'];

/** A connection and a handshake have limits of 10 to 30 seconds; after 429 it tries for half a minute and more. */
const SLOW: readonly Reply[] = ['late', 'rate-limited'];

/** What decides about the way besides registries.conf and certs.d: each engine has it from somewhere else. */
export interface Surroundings {
  readonly host: ReadHost;
  /** Aliases besides those of registries.conf. */
  readonly recorded: Recorded;
  readonly settings: ProxySettings;
  /** Where logins are looked up, in this order. */
  readonly files: readonly AuthFile[];
}

interface Scope extends Surroundings {
  readonly observed: RegistriesObserved;
  readonly view: EffectiveView;
}

const NO_VIEW: EffectiveView = {
  search: { kind: 'absent' },
  shortNameMode: { kind: 'absent' },
  registries: [],
  aliases: new Map(),
};

/** Where the engine refuses to work with its files, every image has that finding and nobody to ask. */
export function routesOfRegistries(
  question: RouteQuestion,
  observed: RegistriesObserved,
  around: Surroundings,
): Routes {
  const { host, settings } = around;
  const view = viewOf(observed);
  const problems = view.ok ? [] : findProblems(view.error, observed);
  const scope: Scope = { ...around, observed, view: view.ok ? view.value : NO_VIEW };
  const configured = configuredEndpoints(scope);
  const named = question.registries.map((registry) => namedEndpoint(registry, configured, scope));
  const images = question.images.map((image) =>
    view.ok ? routeImage(image, scope) : { image, candidates: [], findings: problems },
  );
  const asked = [...configured, ...named, ...images.flatMap(endpointsOf)];
  const verified = asked.filter(
    ({ transport, registry }) => transport === 'https' && registry !== HUB_SERVER,
  );
  return {
    configured,
    named,
    images,
    findings: [
      ...problems,
      ...(view.ok ? findRegistriesDoubts(observed, view.value) : []),
      ...findCertsDoubts({
        layout: certsLayout(observed),
        view: certsView(observed),
        registries: [...new Set(verified.map(({ registry }) => registry))],
        claimed: [
          ...(view.ok ? view.value.registries.map(({ value }) => value.location) : []),
          ...asked.filter(({ role }) => role !== 'registry').map(({ registry }) => registry),
        ],
        host,
      }),
      ...findUnfollowed(settings, observed.engine),
    ],
  };
}

function endpointsOf({ candidates }: ImageRoute): readonly Endpoint[] {
  return candidates.flatMap(({ attempts }) => attempts.map(({ endpoint }) => endpoint));
}

interface Place {
  /** As names of images have it: docker.io for Docker Hub. */
  readonly registry: string;
  readonly insecure: boolean;
  readonly below: string;
  /** '' where it is about the registry alone. */
  readonly repository: string;
}

function toEndpoint(place: Place, role: EndpointRole, upstream: string | null, scope: Scope): Endpoint {
  const { registry, insecure, below, repository } = place;
  const server = registry === HUB ? HUB_SERVER : registry;
  const { knowsNamespaces } = scope.observed.rules;
  return {
    registry: server,
    role,
    upstream,
    transport: insecure ? 'insecure' : 'https',
    base: '',
    below,
    trust: trustOf(registry, scope),
    proxies: proxiesFor(server, scope.settings),
    login: findLogin({ registry, repository, knowsNamespaces }, scope.files),
  };
}

/** Docker Hub's certificates are looked for under docker.io (docker_client.go, newDockerClient). */
function trustOf(registry: string, { observed }: Scope): Trust {
  const view = certsView(observed);
  const { read } = placeFor(registry, certsLayout(observed), view);
  const old = observed.rules.takesOldTls ? { oldProtocols: true as const } : {};
  if (!view.directories.includes(read)) return { certificates: [], directory: null, ...old };
  const certificates = certificateFiles(read).flatMap((path) => certificatesAt(view, path));
  return { certificates, directory: read.path, ...old };
}

function configuredEndpoints(scope: Scope): readonly Endpoint[] {
  const { view, observed } = scope;
  const tables = view.registries.map(({ value }) => value);
  const mirrors = tables.flatMap(({ prefix, mirrors: list }) =>
    list.map((mirror) => toEndpoint(placeAt(mirror.location, mirror.insecure), 'mirror', prefix, scope)),
  );
  const search = view.search.kind === 'set' ? view.search.value : [];
  // What stands behind mirrors is asked when they fail: a host that is set up to do without it must not need it.
  const own = tables
    .filter(
      ({ location, mirrors: list, blocked }) =>
        location !== '' && list.length === 0 && !blocked && !isHub(location),
    )
    .map((table) => toEndpoint(placeAt(table.location, table.insecure), 'registry', null, scope));
  const searched = search.flatMap((registry) => searchEndpoints(registry, scope));
  const certs = certsRegistries(certsLayout(observed), certsView(observed))
    .filter((registry) => !isHub(registry))
    .map((registry) => ownEndpoint(registry, 'registry', scope));
  return distinctEndpoints(mirrors, [...searched, ...own, ...certs]);
}

function isHub(location: string): boolean {
  return HUB_NAMES.includes(location.replace(/\/.*$/, ''));
}

function placeAt(location: string, insecure: boolean): Place {
  const slash = location.indexOf('/');
  const registry = slash === -1 ? location : location.slice(0, slash);
  const path = slash === -1 ? '' : location.slice(slash + 1);
  return { registry, insecure, below: path === '' ? '' : `${path}/`, repository: path };
}

/** The registry that a search entry leads to; none where mirrors stand before it. */
function searchEndpoints(registry: string, scope: Scope): readonly Endpoint[] {
  const hasMirrors = scope.view.registries.some(
    ({ value }) => value.prefix === registry && value.mirrors.length > 0,
  );
  if (hasMirrors) return [];
  const endpoint = ownEndpoint(registry, 'search', scope);
  return [isHub(registry) ? { ...endpoint, role: 'upstream', upstream: HUB } : endpoint];
}

/** A registry by its name, through its table where it has one. */
function ownEndpoint(registry: string, role: EndpointRole, scope: Scope): Endpoint {
  const table = scope.view.registries.find(({ value }) => value.prefix === registry)?.value;
  const place =
    table === undefined || table.location === ''
      ? placeAt(registry, table?.insecure ?? false)
      : placeAt(table.location, table.insecure);
  return toEndpoint(place, role, null, scope);
}

function namedEndpoint(
  { registry, scheme, path }: NamedRegistry,
  configured: readonly Endpoint[],
  scope: Scope,
): Endpoint {
  const isOfHub = HUB_NAMES.includes(registry);
  const known = configured.find((endpoint) => endpoint.registry === (isOfHub ? HUB_SERVER : registry));
  const isSame = path === '' || known?.below === `${path.slice(1)}/`;
  if (known !== undefined && isSame) return known;
  if (isOfHub) return { ...ownEndpoint(HUB, 'upstream', scope), upstream: HUB };
  const endpoint = ownEndpoint(registry, 'named', scope);
  if (scheme === null) return endpoint;
  const below = path.replace(/^\//, '');
  const transport = scheme === 'http' ? 'insecure' : endpoint.transport;
  return {
    ...endpoint,
    transport,
    // What the engine would not say in clear is not said by us either.
    login: transport === endpoint.transport ? endpoint.login : { kind: 'none' },
    below: below === '' ? '' : `${below}/`,
  };
}

function routeImage(image: string, scope: Scope): ImageRoute {
  const completed = completeImage(image, { ...scope, engine: scope.observed.engine });
  if (!completed.ok) return { image, candidates: [], findings: [completed.error] };
  const routed = completed.value.map((one) => routeCandidate(one, scope));
  // What keeps the engine from one of several is no reason that the image cannot be had.
  const isServed = routed.some(({ candidate }) => candidate.attempts.length > 0);
  const severity = isServed ? 'warning' : 'error';
  return {
    image,
    candidates: routed.map(({ candidate }) => candidate),
    findings: routed.flatMap(({ findings }) => findings.map((found) => ({ ...found, severity }))),
  };
}

function routeCandidate(
  { name, by, path }: Completed,
  scope: Scope,
): { readonly candidate: Candidate; readonly findings: readonly Finding[] } {
  const found = sourcesFor(name, scope.view, scope.observed.engine);
  const fatal = found.sources.map((source) => findFatalFor(source, scope));
  const sources = found.sources.filter((_, index) => fatal[index]?.length === 0);
  const findings = [...found.findings, ...fatal.flat()];
  const attempts = sources.map((source, index) =>
    toAttempt(source, name, by, index === sources.length - 1, sources.length > 1, scope),
  );
  return { candidate: { name: imageText(name), by, path, attempts }, findings };
}

/** One that cannot be connected to is passed by; what keeps it from that stands below certs.d. */
function findFatalFor({ name }: PullSource, { observed, host }: Scope): readonly Finding[] {
  const [layout, view] = [certsLayout(observed), certsView(observed)];
  return findFatal(placeFor(name.registry, layout, view).read.path, { layout, view, host });
}

function toAttempt(
  source: PullSource,
  { registry }: ImageName,
  by: Candidate['by'],
  isLast: boolean,
  hasMirrors: boolean,
  scope: Scope,
): Attempt {
  const { name, insecure, mirrorOf, below } = source;
  const place = { registry: name.registry, insecure, below, repository: name.repository };
  const isBehind = hasMirrors || name.registry === HUB;
  const own = isBehind ? 'upstream' : by === 'search' ? 'search' : 'registry';
  const upstream = mirrorOf ?? (own === 'upstream' ? registry : null);
  const endpoint = toEndpoint(place, mirrorOf === null ? own : 'mirror', upstream, scope);
  return {
    endpoint,
    repository: name.repository,
    reference: referenceOf(name),
    ends: isLast ? [] : ENDS,
    slow: SLOW,
  };
}
