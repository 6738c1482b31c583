// Before a change: what it makes new is asked, in the way in which each engine will ask it when the change is made.

import { withChanges } from '../engines/engine.ts';
import type { Network, ReadHost } from '../host/ports.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { type Finding, type FindingCode, isBlocker } from '../model/finding.ts';
import type { Managed } from '../model/managed.ts';
import { changesFor, type Plan } from '../model/plan.ts';
import { splitHostPort } from '../model/registry.ts';
import { visibleChanges } from '../planner/compose.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import { judgeExamination } from '../probe/judge.ts';
import { probeChange } from '../probe/probe-change.ts';
import { type Ask, askerFor, limitOf } from './ask-registries.ts';

export interface PlanQuestion {
  readonly plan: Plan;
  readonly engines: readonly FoundEngine[];
  /** What was held when the plan was made. */
  readonly before: Managed;
  readonly host: ReadHost;
  readonly network: Network;
  /** Called before the first registry is asked; never when there is none to ask. */
  begin(): void;
}

/**
 * Two questions, at the same time: whether a CA that is new fits its registry by itself, and whether each registry that
 * is new, or is reached in a new way, answers as one. Nothing new in the plan: nothing is asked.
 * @returns errors for answers that are wrong beyond doubt, warnings for all else that is wrong
 */
export async function probePlan(question: PlanQuestion): Promise<readonly Finding[]> {
  const { plan, before, network, host } = question;
  const ask = askerFor(host, network);
  if (ask === undefined) return [];
  let begun = false;
  const begin = () => {
    if (!begun) question.begin();
    begun = true;
  };
  const limits = { now: host.clock.now(), limit: limitOf(host) };
  const endpoints = await newEndpoints(question);
  const [authorities, registries] = await Promise.all([
    probeChange({ ...limits, plan, before, network, begin }),
    probeEndpoints(endpoints, question, ask, begin),
  ]);
  // That a registry cannot be reached is for the engine's own way to say, which may go through a proxy.
  const asked = new Set(endpoints.map(({ registry }) => registry));
  const definite = authorities.filter((each) => isBlocker(each) || !asked.has(registryOf(each) ?? ''));
  const judged = new Set(definite.map(registryOf));
  return [...definite, ...registries.filter((each) => !judged.has(registryOf(each)))];
}

function registryOf({ arguments: args }: Finding): string | undefined {
  return 'registry' in args ? args.registry : undefined;
}

/** Those that an engine will ask after the change and does not ask, or asks otherwise, before it. */
async function newEndpoints({ plan, engines, host }: PlanQuestion): Promise<readonly Endpoint[]> {
  const nothing = { images: [], registries: [] };
  const found = await Promise.all(
    engines.map(async ({ engine, observed }) => {
      const planned = plan.engines.find((one) => one.engine === engine.id);
      const changes = planned === undefined ? [] : visibleChanges(changesFor(planned));
      if (changes.length === 0) return [];
      const changed = engine.assume(withChanges(observed, changes));
      const [old, fresh] = await Promise.all([
        engine.routes(nothing, observed, host),
        engine.routes(nothing, changed, host),
      ]);
      const known = new Set(old.configured.map(wayOf));
      return fresh.configured.filter((endpoint) => !known.has(wayOf(endpoint)));
    }),
  );
  return found.flat();
}

/** A login is no matter of the change; what a registry is used for is. */
function wayOf({ login: _login, ...way }: Endpoint): string {
  return JSON.stringify(way);
}

async function probeEndpoints(
  endpoints: readonly Endpoint[],
  { plan, host }: PlanQuestion,
  ask: Ask,
  begin: () => void,
): Promise<readonly Finding[]> {
  if (endpoints.length === 0) return [];
  begin();
  const expectation = { now: host.clock.now(), limit: limitOf(host), asked: false, expectsImages: false };
  const judged = await Promise.all(
    endpoints.map(async (endpoint) => {
      const address = addressIn(plan, endpoint);
      const question = { endpoint, images: [], push: false, ...(address === undefined ? {} : { address }) };
      return judgeExamination(await ask(question), expectation);
    }),
  );
  const all = judged
    .flat()
    .filter(({ severity }) => severity !== 'info')
    .map((each): Finding => ({ ...each, severity: DEFINITE.includes(each.code) ? 'error' : 'warning' }));
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

/** The address that the same change gives its name in /etc/hosts. */
export function addressIn({ managed }: Plan, { registry }: Endpoint): string | undefined {
  const name = splitHostPort(registry).name.toLowerCase();
  const alias = managed.hosts.requests.findLast(
    (request) => request.kind === 'host-alias' && request.name === name,
  );
  return alias?.kind === 'host-alias' ? alias.address : undefined;
}

/** By these answers no engine can use the registry, whenever it asks. */
const DEFINITE: readonly FindingCode[] = [
  'TLS_AUTHORITY_UNKNOWN',
  'TLS_CHAIN_INCOMPLETE',
  'TLS_NAME_WRONG',
  'TLS_ADDRESS_MISSING',
  'TLS_COMMON_NAME_ONLY',
  'TLS_EXPIRED',
  'TLS_NOT_YET_VALID',
  'TLS_NOT_FOR_SERVERS',
  'TLS_SIGNATURE_WEAK',
  'TLS_ISSUER_NOT_ALLOWED',
  'TLS_CERTIFICATE_UNREADABLE',
  'TLS_PROTOCOL_OLD',
  'TLS_PLAIN_HTTP',
  'HTTPS_EXPECTED',
  'CLOCK_WRONG',
  'WEB_ADDRESS',
  'NOT_A_DOCKER_REQUEST',
  'HTML_ANSWER',
  'HTML_NOT_FOUND',
  'NOT_A_REGISTRY',
  'REDIRECTED',
];
