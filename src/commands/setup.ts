// setup: makes this host use the registries that are named.

import type { SetupInvocation } from '../desired/invocation.ts';
import type { Wish } from '../engines/engine.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding } from '../model/finding.ts';
import { holdingsOf, type Managed } from '../model/managed.ts';
import type { Report } from '../model/outcome.ts';
import { type Request, requestFlag, requestKey } from '../model/request.ts';
import { composePlan } from '../planner/compose.ts';
import { type FoundEngine, findEngines } from '../planner/find-engines.ts';
import { planHostsFile } from '../planner/hosts.ts';
import { afterSetup } from '../planner/in-force.ts';
import { runChange } from './change.ts';
import type { Proposal, Situation } from './proposal.ts';

export function runSetup(invocation: SetupInvocation, io: CommandIo): Promise<Report> {
  return runChange(
    {
      command: 'setup',
      flags: flagsOf(invocation),
      options: invocation,
      global: invocation.global,
      propose: (situation) => proposeSetup(invocation, situation),
    },
    io,
  );
}

function flagsOf(invocation: SetupInvocation): readonly string[] {
  return [
    ...invocation.requests.map(requestFlag),
    ...(invocation.replace ? ['--replace'] : []),
    ...(invocation.adopt ? ['--adopt'] : []),
    ...(invocation.dropIn ? ['--drop-in'] : []),
    ...(invocation.convert ? ['--convert'] : []),
    ...(invocation.engines.kind === 'named' ? [`--engine ${invocation.engines.ids.join(',')}`] : []),
  ];
}

async function proposeSetup(invocation: SetupInvocation, situation: Situation): Promise<Proposal> {
  const { managed, host } = situation;
  const found = await findEngines(situation.engines, invocation.engines, managed, host);
  situation.progress({ step: 'plan' });
  const ofEngines = invocation.requests.filter((request) => request.kind !== 'host-alias');
  const drafts = found.engines.map((one) => {
    const wish = wishFor(one, ofEngines, invocation, managed);
    return { ...one, draft: one.engine.plan(wish, one.observed) };
  });
  const hosts = planHostsFile(
    {
      ensure: invocation.requests,
      inForce: afterSetup(managed.hosts.requests, invocation.requests, invocation.replace),
    },
    managed.hosts,
    host,
  );
  const parts = drafts.map(({ engine, observed, draft }) => ({ engine, observed, ...draft }));
  const plan = composePlan(parts, hosts, managed, invocation.apply, host);
  return {
    plan,
    engines: found.engines,
    stackAfter: undefined,
    findings: [
      ...found.findings,
      ...noEngine(ofEngines, found.engines, found.findings),
      ...found.engines.flatMap(({ observed }) => observed.findings),
      ...drafts.flatMap(({ draft }) => draft.findings),
      ...hosts.findings,
    ],
  };
}

function wishFor(
  { engine, observed, named }: FoundEngine,
  requests: readonly Request[],
  invocation: SetupInvocation,
  managed: Managed,
): Wish {
  const held = holdingsOf(managed, engine.id);
  const kinds = new Set(requests.map((request) => request.kind));
  const known = new Set(held.requests.map(requestKey));
  const adopted = invocation.adopt
    ? engine
        .recognise(observed)
        .filter((request) => kinds.has(request.kind) && !known.has(requestKey(request)))
    : [];
  return {
    ensure: requests,
    inForce: afterSetup(held.requests, requests, invocation.replace),
    adopted,
    held,
    named,
    dropIn: invocation.dropIn,
    convert: invocation.convert,
  };
}

/** Names for /etc/hosts need no engine; everything else does. */
function noEngine(
  requests: readonly Request[],
  engines: readonly FoundEngine[],
  findings: readonly Finding[],
): readonly Finding[] {
  return requests.length > 0 && engines.length === 0 && findings.length === 0
    ? [finding('error', 'NO_ENGINE', {})]
    : [];
}
