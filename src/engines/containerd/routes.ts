// Whom containerd asks, in which order and in which way: Engine.routes.

import { basename } from 'node:path/posix';
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
import { parseHostPort } from '../../model/registry.ts';
import { findCertsDoubts, findFatal } from '../certs-d-doubts.ts';
import { distinctEndpoints } from '../endpoints.ts';
import { type HostsScope, type HostsWay, hostsWays } from '../hosts-toml-ways.ts';
import { findUnfollowed, type ProxySettings, proxiesFor } from '../proxy-settings.ts';
import { planConfig } from './config-plan.ts';
import { isUsablePath } from './configuration.ts';
import { CHANGED_SINCE, compareContainerd } from './loaded.ts';
import {
  type ContainerdObserved,
  certsBelow,
  certsLayout,
  expectedPath,
  loadedPath,
  rootsIn,
} from './observed.ts';
import { ENGINE, HUB, isAtLeast } from './places.ts';
import { containerdProxies } from './proxies.ts';

/**
 * After these replies nobody else is asked: any 200 is taken for the manifest, and an answer that does not come is waited
 * for. After all others, TLS that fails among them, the next one is (1.6.20, 1.7.24, 2.1.9, through the CRI).
 */
const ENDS: readonly Reply[] = ['no-registry', 'silent', 'silent-image'];

/** Limits of 10 seconds for a handshake and 30 for a connection. */
const SLOW: readonly Reply[] = ['late', 'silent'];

interface Scope extends HostsScope {
  readonly settings: ProxySettings;
}

export async function routesOfContainerd(
  question: RouteQuestion,
  observed: ContainerdObserved,
  host: ReadHost,
): Promise<Routes> {
  const settings = containerdProxies(observed, host);
  const scope = scopeOf(observed, host, settings);
  const configured = configuredEndpoints(scope);
  const named = question.registries.map((one) => namedEndpoint(one, configured, scope));
  const [untold] = findUntold(observed);
  const images = question.images.map(
    (image): ImageRoute =>
      untold === undefined ? routeImage(image, scope) : { image, candidates: [], findings: [untold] },
  );
  const asked = [...configured, ...named, ...images.flatMap(endpointsOf)];
  const verified = asked.filter(({ transport, role }) => transport === 'https' && role !== 'upstream');
  return {
    configured,
    named,
    images,
    findings: [
      ...findConfigDoubts(observed),
      ...findCertsDoubts({
        layout: scope.layout,
        view: scope.view,
        registries: [...new Set(verified.map(({ registry }) => registry))],
        claimed: asked.filter(({ role }) => role !== 'registry').map(({ registry }) => registry),
        host,
      }),
      ...findUnfollowed(settings, ENGINE),
    ],
  };
}

/**
 * Where a containerd runs, what it has loaded counts, whatever the files say by now. Without a config_path that counts no
 * folder does.
 */
function scopeOf(observed: ContainerdObserved, host: ReadHost, settings: ProxySettings): Scope {
  const loaded = loadedPath(observed);
  const roots = loaded === undefined ? observed.roots : rootsIn(loaded);
  const isBlind =
    loaded === undefined || isAsWritten(observed) ? hasDoubts(observed) : !isGood(loaded, observed);
  return {
    layout: { ...certsLayout(observed), roots },
    view: {
      directories: isBlind ? [] : certsBelow(observed, roots),
      files: isBlind ? new Map() : observed.files,
    },
    host,
    settings,
    takesServerAlone: isAtLeast(observed.version, '2.0') !== false,
    triesTls: isAtLeast(observed.version, '1.7') !== false,
  };
}

function isGood(loaded: string, { version }: ContainerdObserved): boolean {
  return loaded !== '' && isUsablePath(loaded, version);
}

function hasDoubts(observed: ContainerdObserved): boolean {
  return findRefusals(observed).length > 0;
}

function isAsWritten(observed: ContainerdObserved): boolean {
  return expectedPath(observed) === loadedPath(observed);
}

function findRefusals(observed: ContainerdObserved): readonly Finding[] {
  return planConfig(observed, false).findings.filter(({ severity }) => severity === 'error');
}

/** The running one has not taken up the files, and what it goes by instead cannot be told. */
function findUntold({ running, loaded, configFiles: [path = ''] }: ContainerdObserved): readonly Finding[] {
  return running && loaded.kind === 'unknown' && loaded.reason === CHANGED_SINCE
    ? [finding('error', 'CONFIG_NEWER_THAN_DAEMON', {}, { engine: ENGINE, path })]
    : [];
}

/** What keeps the folders from being used, where somebody has put something there. */
function findConfigDoubts(observed: ContainerdObserved): readonly Finding[] {
  const { loaded, roots, formerRoots, running } = observed;
  if (certsBelow(observed, roots).length === 0 && certsBelow(observed, formerRoots).length === 0) return [];
  const differing = running && loaded.kind === 'known' ? compareContainerd(observed, loaded) : [];
  const doubts = differing.length > 0 ? differing : findRefusals(observed);
  return [...findUntold(observed), ...doubts].map((one) => ({ ...one, severity: 'warning' }));
}

function endpointsOf({ candidates }: ImageRoute): readonly Endpoint[] {
  return candidates.flatMap(({ attempts }) => attempts.map(({ endpoint }) => endpoint));
}

/** Kubernetes gives each pull the login of the pod: containerd has none of its own here. */
function toEndpoint(
  way: HostsWay,
  role: EndpointRole,
  upstream: string | null,
  { settings }: Scope,
): Endpoint {
  return {
    registry: way.registry,
    role,
    upstream,
    transport: way.transport,
    base: way.base,
    below: '',
    trust: way.trust,
    proxies: proxiesFor(way.registry, settings),
    byHead: true,
    login: { kind: 'none' },
  };
}

function configuredEndpoints(scope: Scope): readonly Endpoint[] {
  const names = [...new Set(scope.view.directories.map(({ path }) => basename(path)))].filter(
    (name) => parseHostPort(name).ok,
  );
  const ways = names.flatMap((name) => hostsWays(name, scope).map((way) => ({ name, way })));
  const mirrors = ways
    .filter(({ name, way }) => way.isMirror && way.registry !== name)
    .map(({ name, way }) => toEndpoint(way, 'mirror', name, scope));
  const own = ways
    .filter(({ name, way }) => way.registry === name)
    .map(({ way }) => toEndpoint(way, 'registry', null, scope));
  return distinctEndpoints(mirrors, own);
}

function namedEndpoint(
  { registry, scheme, path }: NamedRegistry,
  configured: readonly Endpoint[],
  scope: Scope,
): Endpoint {
  const known = configured.find((endpoint) => endpoint.registry === registry);
  if (known !== undefined && (path === '' || path === known.base)) return known;
  const ways = hostsWays(registry, scope);
  const way = ways.find((one) => one.registry === registry) ?? ways.at(-1);
  if (way === undefined) throw new Error(`no way to ${registry}`);
  if (registry === HUB) return toEndpoint(way, 'upstream', HUB, scope);
  const endpoint = toEndpoint(way, 'named', null, scope);
  return {
    ...endpoint,
    ...(scheme === 'http' ? { transport: 'http' } : {}),
    ...(scheme === null ? {} : { base: path }),
  };
}

function routeImage(image: string, scope: Scope): ImageRoute {
  const parsed = parseImage(image);
  if (!parsed.ok) {
    const refused = finding(
      'error',
      'IMAGE_NAME_REFUSED',
      { image, reason: parsed.error },
      { engine: ENGINE },
    );
    return { image, candidates: [], findings: [refused] };
  }
  const name = parsed.value;
  const fatal = hostsWays(name.registry, scope).flatMap(({ trust }) => findFatal(trust.directory, scope));
  const [first] = fatal;
  if (first !== undefined) return { image, candidates: [], findings: [first] };
  const isWritten = image.startsWith(`${name.registry}/`) || image.startsWith('index.docker.io/');
  return {
    image,
    candidates: [
      {
        name: imageText(name),
        by: isWritten ? 'written' : 'default',
        path: null,
        attempts: attemptsFor(name, scope),
      },
    ],
    findings: [],
  };
}

function attemptsFor(name: ImageName, scope: Scope): readonly Attempt[] {
  const { registry, repository, digest } = name;
  const ways = hostsWays(registry, scope).filter((way) => (digest === null ? way.resolves : way.pulls));
  const hasMirrors = ways.some((way) => way.isMirror && way.registry !== registry);
  return ways.map((way, index) => {
    const isOwn = !way.isMirror || way.registry === registry;
    const role = !isOwn ? 'mirror' : hasMirrors || registry === HUB ? 'upstream' : 'registry';
    return {
      endpoint: toEndpoint(way, role, role === 'registry' ? null : registry, scope),
      repository,
      reference: referenceOf(name),
      ends: index === ways.length - 1 ? [] : ENDS,
      slow: SLOW,
    };
  });
}
