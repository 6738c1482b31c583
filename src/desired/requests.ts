// Flags to requests: --mirror, --registry, --insecure, --search, --ca and --host-alias of `setup`.

import { type Finding, finding } from '../model/finding.ts';
import type { UsageForm } from '../model/findings/forms.ts';
import { isAddress, isHostName, parseCidr, parseHostPort, parseMirror } from '../model/registry.ts';
import {
  type HostAliasRequest,
  type InsecureRequest,
  type MirrorRequest,
  mirrorUrl,
  type RegistryRequest,
  type Request,
  requestKey,
  type SearchRequest,
} from '../model/request.ts';
import { err, ok, type Result } from '../model/result.ts';
import { type CaContext, parseCas } from './ca.ts';
import { type Flags, type Parsed, type UsageFinding, usage, valuesOf } from './flags.ts';
import type { EngineChoice } from './invocation.ts';

/** The options that ask for something, in the order in which what they ask for is taken. */
export const REQUEST_OPTIONS = [
  '--mirror',
  '--registry',
  '--insecure',
  '--search',
  '--ca',
  '--host-alias',
] as const;

const MIRROR_FORM = '[UPSTREAM=]http[s]://HOST[:PORT]' satisfies UsageForm;
const HOST_FORM = 'HOST[:PORT]';
const INSECURE_FORM = 'HOST[:PORT]|CIDR' satisfies UsageForm;
const ALIAS_FORM = 'NAME=IP';

type Reading<T> = Result<T, UsageFinding>;

/** The options among those for requests that were given at all, rightly or wrongly. */
export function asked(flags: Flags): readonly string[] {
  return REQUEST_OPTIONS.filter((option) => valuesOf(flags, option).length > 0);
}

/**
 * Everything that the flags ask for, canonical and each only once, in the order of the kinds and then in the order
 * given.
 * @returns with every finding about a value; the requests are to be used only when none is an error
 */
export function parseRequests(flags: Flags, context: CaContext): Parsed<readonly Request[], Finding> {
  const named = parseNamed(flags);
  const cas = parseCas(valuesOf(flags, '--ca'), named.value, context);
  const aliases = parseAliases(flags);
  return {
    value: mergeRequests([...named.value, ...cas.value, ...aliases.value]),
    findings: [...named.findings, ...cas.findings, ...aliases.findings],
  };
}

/** The requests that name a registry by themselves: all but --ca and --host-alias. */
export function parseNamed(flags: Flags): Parsed<readonly Request[], UsageFinding> {
  return gather<Request>([
    ...valuesOf(flags, '--mirror').map(readMirror),
    ...valuesOf(flags, '--registry').map(readRegistry),
    ...valuesOf(flags, '--insecure').map(readInsecure),
    ...valuesOf(flags, '--search').map(readSearch),
  ]);
}

/** The aliases; one name with two addresses is a contradiction (names are compared without case: RFC 4343). */
export function parseAliases(flags: Flags): Parsed<readonly HostAliasRequest[], UsageFinding> {
  const { value: aliases, findings } = gather(valuesOf(flags, '--host-alias').map(readAlias));
  const twice = aliases.filter((alias) =>
    aliases.some((other) => other.name === alias.name && other.address !== alias.address),
  );
  const names = [...new Set(twice.map((alias) => alias.name))];
  const contradictions = names.map((name) =>
    usage(
      '--host-alias',
      twice
        .filter((one) => one.name === name)
        .map(aliasText)
        .join(' '),
      'twice-different',
    ),
  );
  return { value: aliases, findings: [...findings, ...contradictions] };
}

/** The first of several requests for the same thing. */
export function mergeRequests(requests: readonly Request[]): readonly Request[] {
  const byKey = new Map<string, Request>();
  for (const request of requests) {
    const key = requestKey(request);
    if (!byKey.has(key)) byKey.set(key, request);
  }
  return [...byKey.values()];
}

/** Docker asks /PATH/v2/IMAGE and Podman /v2/PATH/IMAGE: one flag cannot mean both. */
export function pathsForSeveral(requests: readonly Request[], engines: EngineChoice): readonly Finding[] {
  if (engines.kind === 'named' && engines.ids.length === 1) return [];
  return requests.flatMap((request) =>
    request.kind === 'mirror' && request.path !== ''
      ? [finding('error', 'PATH_FOR_ONE_ENGINE', { url: mirrorUrl(request) })]
      : [],
  );
}

function gather<T>(readings: readonly Reading<T>[]): Parsed<readonly T[], UsageFinding> {
  return {
    value: readings.flatMap((reading) => (reading.ok ? [reading.value] : [])),
    findings: readings.flatMap((reading) => (reading.ok ? [] : [reading.error])),
  };
}

function readMirror(text: string): Reading<MirrorRequest> {
  const parsed = parseMirror(text);
  return parsed.ok ? parsed : err(usage('--mirror', text, parsed.error, MIRROR_FORM));
}

function readRegistry(text: string): Reading<RegistryRequest> {
  const host = readHost('--registry', text, HOST_FORM);
  return host.ok ? ok({ kind: 'registry', host: host.value }) : host;
}

function readSearch(text: string): Reading<SearchRequest> {
  const host = readHost('--search', text, HOST_FORM);
  return host.ok ? ok({ kind: 'search', host: host.value }) : host;
}

function readInsecure(text: string): Reading<InsecureRequest> {
  if (!/^[0-9A-Fa-f.:]+\/[0-9]+$/.test(text)) {
    const host = readHost('--insecure', text, INSECURE_FORM);
    return host.ok ? ok({ kind: 'insecure', target: host.value, form: 'host' }) : host;
  }
  const network = parseCidr(text);
  if (!network.ok) return err(usage('--insecure', text, network.error, INSECURE_FORM));
  return ok({ kind: 'insecure', target: network.value, form: 'cidr' });
}

function readHost(option: string, text: string, form: string): Reading<string> {
  const host = parseHostPort(text);
  return host.ok ? host : err(usage(option, text, host.error, form));
}

function readAlias(text: string): Reading<HostAliasRequest> {
  const [, name = '', address = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (!text.includes('=')) return err(usage('--host-alias', text, 'not-an-address', ALIAS_FORM));
  if (!isHostName(name)) return err(usage('--host-alias', text, 'not-a-name', ALIAS_FORM));
  if (!isAddress(address)) return err(usage('--host-alias', text, 'not-an-address', ALIAS_FORM));
  return ok({ kind: 'host-alias', name: name.toLowerCase(), address: address.toLowerCase() });
}

function aliasText(alias: HostAliasRequest): string {
  return `${alias.name}=${alias.address}`;
}
