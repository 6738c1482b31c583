// What is wrong with a registry by what it answered: one cause, the one that everything else follows from. Pure.

import type { Endpoint } from '../model/endpoint.ts';
import type { Examination, Failure, HttpFacts } from '../model/examination.ts';
import { type Finding, finding, type Severity } from '../model/finding.ts';
import { splitHostPort } from '../model/registry.ts';
import { judgeLogin, judgeRealm } from './judge-login.ts';
import { judgePush } from './judge-push.ts';
import { isHtml } from './reply.ts';
import { shorten } from './shorten.ts';

/** What the answers are judged for. */
export interface Expectation {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** For the whole of one registry, milliseconds. */
  readonly limit: number;
  /** It was named on the command line: that it wants a login is worth a warning then. */
  readonly asked: boolean;
  /** The images that were asked for are such as every mirror of their upstream has: without one of them it is no mirror. */
  readonly expectsImages: boolean;
}

/** Longer than this to answer is slow, in milliseconds: pulls of many layers become unbearable. */
const SLOW = 3_000;

/**
 * @returns nothing where it works. Not more than one finding at `warning` or `error` for the way to the images, and what
 *   stands in the way of uploads beside it
 */
export function judgeExamination(examination: Examination, expectation: Expectation): readonly Finding[] {
  const cause = judgePulls(examination, expectation);
  if (cause !== undefined && cause.severity !== 'info') return [cause];
  const others = [...judgePush(examination), ...judgeTimes(examination)];
  return cause === undefined ? others : [cause, ...others];
}

function judgePulls(examination: Examination, expectation: Expectation): Finding | undefined {
  const { failure, endpoint } = examination;
  if (failure !== null) return judgeFailure(failure, examination, expectation);
  // Whatever stands in between: the images are there.
  if (examination.manifest?.digest != null && judgeRealm(examination) === undefined) return undefined;
  return (
    judgeApi(examination) ??
    judgeLogin(examination, severityOfLogin(endpoint, expectation)) ??
    judgeManifest(examination, expectation)
  );
}

/** Who uses a registry by its name logs in where he needs to; a mirror that wants a login serves nobody. */
function severityOfLogin({ role }: Endpoint, { asked }: Expectation): Severity {
  return role === 'mirror' || asked ? 'warning' : 'info';
}

function judgeFailure(
  failure: Failure,
  { endpoint, serverTime }: Examination,
  { now, limit }: Expectation,
): Finding {
  const { registry } = endpoint;
  switch (failure.kind) {
    case 'failed':
      return judgeUnreachable(failure.step, failure.error, endpoint);
    case 'late':
      return finding('error', 'REGISTRY_SLOW', {
        registry,
        step: failure.step,
        seconds: Math.ceil(limit / 1000),
      });
    case 'plain-http':
      return finding('error', 'TLS_PLAIN_HTTP', { registry });
    case 'old-protocol':
      return finding('error', 'TLS_PROTOCOL_OLD', { registry });
    case 'untrusted':
      return clockOr(failure.finding, registry, serverTime, now);
    case 'proxy':
      return judgeProxy(failure, endpoint);
  }
}

function judgeUnreachable(
  step: Extract<Failure, { kind: 'failed' }>['step'],
  error: string,
  { registry }: Endpoint,
): Finding {
  const { name, port } = splitHostPort(registry);
  if (step === 'name' && (error === 'ENOTFOUND' || error === 'ENODATA'))
    return finding('error', 'NAME_UNKNOWN', { registry, name });
  if (step === 'connection' && error === 'ECONNREFUSED')
    return finding('error', 'CONNECTION_REFUSED', { registry, port });
  return finding('error', 'REGISTRY_UNREACHABLE', { registry, step, error });
}

function judgeProxy(
  { status, error, direct }: Extract<Failure, { kind: 'proxy' }>,
  { registry, proxies, transport }: Endpoint,
): Finding {
  const proxy = transport === 'http' ? proxies.http : (proxies.https ?? proxies.http);
  return finding('error', 'PROXY_IN_THE_WAY', {
    registry,
    proxy: proxy === null ? '' : `${proxy.scheme}://${hostText(proxy.name)}:${proxy.port}`,
    source: proxy?.source ?? '',
    bypass: (proxy?.bypass ?? '').replaceAll('%', splitHostPort(registry).name),
    status,
    error,
    direct,
  });
}

function hostText(name: string): string {
  return name.includes(':') ? `[${name}]` : name;
}

/** A difference that no certificate was ever issued with, in milliseconds. */
const CLOCKS_APART = 300_000;

/** A certificate that is expired, or not yet valid, by our clock alone. */
function clockOr(untrusted: Finding, registry: string, serverTime: number | null, now: number): Finding {
  const isTime = untrusted.code === 'TLS_EXPIRED' || untrusted.code === 'TLS_NOT_YET_VALID';
  if (!isTime || serverTime === null || Math.abs(serverTime - now) < CLOCKS_APART) return untrusted;
  const limit = Date.parse(untrusted.arguments.at);
  const validThere = untrusted.code === 'TLS_EXPIRED' ? serverTime <= limit : serverTime >= limit;
  if (!validThere) return untrusted;
  const [here, there] = [now, serverTime].map((time) => new Date(time).toISOString());
  return finding('error', 'CLOCK_WRONG', { registry, here: here ?? '', there: there ?? '' });
}

/** The answer to GET /v2/: 200, or 401 with a challenge, and nothing else, is a registry's. */
function judgeApi({ api, front, scheme, endpoint }: Examination): Finding | undefined {
  const { registry } = endpoint;
  if (api === null) return undefined;
  const place = { registry, url: `${addressOf(endpoint, scheme)}/v2/` };
  if (speaksTls(api)) return finding('error', 'HTTPS_EXPECTED', { registry });
  if (api.status === 401) return undefined;
  if (api.body.includes('Not a Docker request')) return finding('error', 'NOT_A_DOCKER_REQUEST', place);
  if (isWebAddress(api, endpoint)) return finding('error', 'WEB_ADDRESS', place);
  if (api.status >= 300 && api.status < 400)
    return finding('error', 'REDIRECTED', {
      ...place,
      status: api.status,
      location: shorten(api.headers.location ?? ''),
    });
  const refusal = judgeRefusal(api, registry);
  if (refusal !== undefined) return refusal;
  if (isHtml(api) && !isRegistryBehind(front)) return htmlFinding(api, place);
  if (api.status === 200 || api.status === 403) return undefined;
  return finding('error', 'NOT_A_REGISTRY', { ...place, status: api.status });
}

function isRegistryBehind(front: HttpFacts | null): boolean {
  return front?.body.includes('Not a Docker request') ?? false;
}

function htmlFinding(facts: HttpFacts, place: { registry: string; url: string }): Finding {
  if (facts.status === 200) return finding('error', 'HTML_ANSWER', place);
  if (facts.status === 404) return finding('error', 'HTML_NOT_FOUND', place);
  return finding('error', 'NOT_A_REGISTRY', { ...place, status: facts.status });
}

/** nginx, Go and Jetty say so in plain HTTP; 400 each. */
function speaksTls({ status, body }: HttpFacts): boolean {
  return (
    status === 400 &&
    /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|requires TLS/i.test(body)
  );
}

/** Nexus says so below /repository/; its other pages are known by the path that somebody put into the mirror. */
function isWebAddress(api: HttpFacts, { base, below }: Endpoint): boolean {
  return (
    api.body.includes('is not directly browseable') ||
    (isHtml(api) && /(?:^|\/)repository\//.test(`${base}/${below}`))
  );
}

/** What keeps any question from being answered, whatever was asked. */
function judgeRefusal({ status, headers }: HttpFacts, registry: string): Finding | undefined {
  if (status === 429)
    return finding('error', 'TOO_MANY_REQUESTS', { registry, seconds: secondsOf(headers['retry-after']) });
  return status >= 500 ? finding('error', 'SERVER_ERROR', { registry, status }) : undefined;
}

function secondsOf(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,9}$/.test(text.trim()) ? Number(text) : null;
}

/** The images that a mirror has to have: without one of them nothing of it will ever be used. */
function judgeManifest(
  { manifest, catalog, endpoint, scheme, token }: Examination,
  { expectsImages }: Expectation,
): Finding | undefined {
  if (manifest === null || manifest.digest !== null || token?.kind === 'refused') return undefined;
  const { registry, upstream } = endpoint;
  const { facts, repository } = manifest;
  const refusal = judgeRefusal(facts, registry);
  if (refusal !== undefined) return refusal;
  const place = {
    registry,
    url: `${addressOf(endpoint, scheme)}/v2/${repository}/manifests/${manifest.reference}`,
  };
  if (isHtml(facts)) return htmlFinding(facts, place);
  if (facts.status !== 404) return finding('error', 'NOT_A_REGISTRY', { ...place, status: facts.status });
  if (!expectsImages || upstream === null) return undefined;
  const others = (catalog ?? []).filter((name) => !name.startsWith('library/'));
  if (others.length > 0 && others.length === catalog?.length)
    return finding('error', 'MIRROR_HOSTED', { registry, upstream, shown: others.slice(0, 5) });
  // Some images of the upstream are there: what people have pushed in its place is served as it was meant.
  const severity = others.length < (catalog?.length ?? 0) ? 'info' : 'error';
  return finding(severity, 'MIRROR_UPSTREAM_DEAD', { registry, upstream, tried: [repository] });
}

/** https://host:port/base */
export function addressOf({ registry, base, transport }: Endpoint, scheme: 'http' | 'https' | null): string {
  return `${scheme ?? (transport === 'http' ? 'http' : 'https')}://${registry}${base}`;
}

function judgeTimes({ endpoint, times }: Examination): readonly Finding[] {
  const slowest = Math.max(0, ...times.map(({ milliseconds }) => milliseconds));
  if (slowest < SLOW) return [];
  return [
    finding('warning', 'ANSWERS_SLOWLY', {
      registry: endpoint.registry,
      seconds: Math.round(slowest / 100) / 10,
    }),
  ];
}
