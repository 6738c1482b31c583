// setup: makes this host use the registries that are named.

import { confirmFlags } from '../desired/confirm-within.ts';
import type { SetupInvocation } from '../desired/invocation.ts';
import type { Engine, Wish } from '../engines/engine.ts';
import type { ReadHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type Holdings, holdingsOf, type Managed } from '../model/managed.ts';
import { failedReport, type Report } from '../model/outcome.ts';
import type { Draft } from '../model/plan.ts';
import { type Request, requestFlag } from '../model/request.ts';
import { composePlan } from '../planner/compose.ts';
import {
  type FoundEngine,
  type FoundEngines,
  findEngines,
  findEnginesToChange,
} from '../planner/find-engines.ts';
import { planHostsFile } from '../planner/hosts.ts';
import { type Force, forceOfFile, forceOfFlags, withOrigin } from '../planner/in-force.ts';
import { runChange } from './change.ts';
import type { Proposal, Situation } from './proposal.ts';
import { readPassword, tryOut } from './try-out.ts';

export async function runSetup(invocation: SetupInvocation, io: CommandIo): Promise<Report> {
  const password = await readPassword(invocation, io);
  if (typeof password !== 'string') return failedReport('setup', [password]);
  const report = await runChange(
    {
      command: 'setup',
      flags: flagsOf(invocation),
      origin: invocation.origin,
      options: invocation,
      global: invocation.global,
      propose: (situation, apply) => proposeSetup({ ...invocation, apply }, situation),
    },
    io,
  );
  return tryOut(invocation, password, report, io);
}

function flagsOf(invocation: SetupInvocation): readonly string[] {
  if (invocation.origin.kind === 'file')
    return [`--config ${invocation.origin.path}`, ...confirmFlags(invocation)];
  return [
    ...invocation.requests.map(requestFlag),
    ...(invocation.replace ? ['--replace'] : []),
    ...(invocation.adopt ? ['--adopt'] : []),
    ...(invocation.dropIn ? ['--drop-in'] : []),
    ...(invocation.convert ? ['--convert'] : []),
    ...(invocation.engines.kind === 'named' ? [`--engine ${invocation.engines.ids.join(',')}`] : []),
    ...confirmFlags(invocation),
  ];
}

/** What a setup makes of the host as it is. */
export async function proposeSetup(invocation: SetupInvocation, situation: Situation): Promise<Proposal> {
  const { managed, host } = situation;
  const found = await enginesFor(invocation, situation);
  situation.progress({ step: 'plan' });
  const ofEngines = invocation.requests.filter((request) => request.kind !== 'host-alias');
  const hosts = hostsPart(invocation, managed, host);
  const names = hosts.holdings.requests.filter((request) => request.kind === 'host-alias');
  const drafts = found.engines.map((one) => {
    const named = isMeant(one.engine, invocation, situation) ? ofEngines : [];
    const force = forceOf(invocation, holdingsOf(managed, one.engine.holder), named);
    const draft = one.engine.plan({ ...wishFor(one, force, invocation, managed), names }, one.observed);
    return { ...one, draft: { ...draft, holdings: withOrigin(draft.holdings, force) } };
  });
  const parts = drafts.map(({ engine, observed, draft }) => ({ engine, observed, ...draft }));
  const plan = composePlan(parts, hosts, managed, invocation.apply, host);
  const findings = [
    ...found.findings,
    ...noEngine(ofEngines, found.engines, found.findings),
    ...found.engines.flatMap(({ observed }) => observed.findings),
    ...drafts.flatMap(({ draft }) => draft.findings),
    ...drafts.flatMap(({ engine, draft }) => staysInDropIn(engine.id, draft.holdings, invocation)),
    ...hosts.findings,
  ];
  return {
    plan,
    engines: found.engines,
    stackAfter: undefined,
    findings: findings.map((one) => inFile(one, invocation)),
  };
}

/** The engines that are meant; with a file also those that an earlier one put something into. */
async function enginesFor(invocation: SetupInvocation, situation: Situation): Promise<FoundEngines> {
  const { engines, managed, host } = situation;
  const meant = await findEnginesToChange(engines, invocation.engines, managed, host);
  if (invocation.origin.kind === 'flags') return meant;
  const left = engines.filter(
    (engine) =>
      !isMeant(engine, invocation, situation) && holdingsOf(managed, engine.holder).fromFile !== undefined,
  );
  const others = await findEngines(left, { kind: 'auto' }, managed, host);
  return { engines: [...meant.engines, ...others.engines], findings: meant.findings };
}

/** Who reads the files of an engine that was named is meant, too. */
function isMeant({ holder }: Engine, { engines: choice }: SetupInvocation, { engines }: Situation): boolean {
  if (choice.kind === 'auto') return true;
  return engines.some((one) => one.holder === holder && choice.ids.includes(one.id));
}

function forceOf(invocation: SetupInvocation, held: Holdings, named: readonly Request[]): Force {
  return invocation.origin.kind === 'file'
    ? forceOfFile(held, named)
    : forceOfFlags(held, named, invocation.replace);
}

function hostsPart(invocation: SetupInvocation, managed: Managed, host: ReadHost): Draft {
  const aliases = invocation.requests.filter((request) => request.kind === 'host-alias');
  const force = forceOf(invocation, managed.hosts, aliases);
  const draft = planHostsFile(force, managed.hosts, host);
  return { ...draft, holdings: withOrigin(draft.holdings, force) };
}

function wishFor(
  { engine, observed, named }: FoundEngine,
  { ensure, inForce }: Force,
  invocation: SetupInvocation,
  managed: Managed,
): Wish {
  const held = holdingsOf(managed, engine.holder);
  const kinds = new Set(ensure.map((request) => request.kind));
  const adopted = invocation.adopt
    ? engine.recognise(observed).filter((request) => kinds.has(request.kind))
    : [];
  return {
    ensure,
    inForce,
    adopted,
    held,
    named,
    dropIn: invocation.dropIn,
    convert: invocation.convert,
  };
}

/** Entries are not moved back by themselves: a file that no longer asks for the drop-in does not change where they are. */
function staysInDropIn(
  engine: string,
  after: Holdings,
  { origin, dropIn }: SetupInvocation,
): readonly Finding[] {
  if (origin.kind === 'flags' || dropIn || !after.dropIn) return [];
  return [finding('info', 'STAYS_IN_DROP_IN', {}, { engine, path: origin.path })];
}

/** What an engine cannot use stands in the file, not on the command line. */
function inFile(each: Finding, { origin }: SetupInvocation): Finding {
  const ofFile = each.code === 'FLAG_NOT_FOR_ENGINE' || each.code === 'ENGINE_NOT_FOUND';
  return ofFile && origin.kind === 'file' ? { ...each, path: origin.path } : each;
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
