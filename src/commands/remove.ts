// remove: takes out what is named, or everything that is ours.

import { confirmFlags } from '../desired/confirm-within.ts';
import type { RemoveInvocation } from '../desired/invocation.ts';
import { isSelected, type RemoveSelector } from '../desired/selector.ts';
import type { Wish } from '../engines/engine.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding } from '../model/finding.ts';
import { BY_FLAGS } from '../model/generation.ts';
import { type Holdings, holdingsOf, type Managed } from '../model/managed.ts';
import type { Report } from '../model/outcome.ts';
import type { Request } from '../model/request.ts';
import { composePlan } from '../planner/compose.ts';
import { type FoundEngine, findEnginesToChange } from '../planner/find-engines.ts';
import { planHostsFile } from '../planner/hosts.ts';
import { type Force, forceOfRemove, withOrigin } from '../planner/in-force.ts';
import { runChange } from './change.ts';
import type { Proposal, Situation } from './proposal.ts';

export function runRemove(invocation: RemoveInvocation, io: CommandIo): Promise<Report> {
  return runChange(
    {
      command: 'remove',
      flags: [
        ...(invocation.all ? ['--all'] : invocation.selectors.map((selector) => selector.flag)),
        ...(invocation.adopt ? ['--adopt'] : []),
        ...(invocation.engines.kind === 'named' ? [`--engine ${invocation.engines.ids.join(',')}`] : []),
        ...confirmFlags(invocation),
      ],
      origin: BY_FLAGS,
      options: invocation,
      global: invocation.global,
      propose: (situation, apply) => proposeRemove({ ...invocation, apply }, situation),
    },
    io,
  );
}

/** What a remove makes of the host as it is. */
export async function proposeRemove(invocation: RemoveInvocation, situation: Situation): Promise<Proposal> {
  const { managed, host } = situation;
  const found = await findEnginesToChange(situation.engines, invocation.engines, managed, host);
  situation.progress({ step: 'plan' });
  const selects = (request: Request) =>
    invocation.all || invocation.selectors.some((selector) => isSelected(request, selector));
  const drafts = found.engines.map((one) => {
    const force = forceOfRemove(holdingsOf(managed, one.engine.holder), selects);
    const draft = one.engine.plan(wishFor(one, force, selects, invocation.adopt, managed), one.observed);
    return { ...one, draft: { ...draft, holdings: withOrigin(draft.holdings, force) } };
  });
  const ofHosts = invocation.engines.kind === 'auto' || invocation.selectors.some(isAliasSelector);
  const force = forceOfRemove(managed.hosts, (request) => ofHosts && selects(request));
  const draft = planHostsFile(force, managed.hosts, host);
  const hosts = { ...draft, holdings: withOrigin(draft.holdings, force) };
  const parts = drafts.map(({ engine, observed, draft }) => ({ engine, observed, ...draft }));
  return {
    plan: composePlan(parts, hosts, managed, invocation.apply, host),
    engines: found.engines,
    stackAfter: undefined,
    findings: [
      ...found.findings,
      ...found.engines.flatMap(({ observed }) => observed.findings),
      ...drafts.flatMap(({ draft }) => draft.findings),
      ...hosts.findings,
      ...invocation.selectors.flatMap((selector) =>
        missing(selector, found.engines, managed, invocation.adopt),
      ),
    ],
  };
}

function isAliasSelector(selector: RemoveSelector): boolean {
  return selector.kind === 'request' && selector.request.kind === 'host-alias';
}

function wishFor(
  { engine, observed, named }: FoundEngine,
  force: Force,
  selects: (request: Request) => boolean,
  adopt: boolean,
  managed: Managed,
): Wish {
  const held = holdingsOf(managed, engine.holder);
  return {
    ensure: force.ensure,
    inForce: force.inForce,
    adopted: adopt ? engine.recognise(observed).filter((request) => selects(request)) : [],
    held,
    named,
    dropIn: false,
    convert: false,
  };
}

/** A name that matches nothing of ours: somebody else's, or not there at all. */
function missing(
  selector: RemoveSelector,
  engines: readonly FoundEngine[],
  managed: Managed,
  adopt: boolean,
): readonly Finding[] {
  const held: readonly Holdings[] = [
    managed.hosts,
    ...engines.map(({ engine }) => holdingsOf(managed, engine.holder)),
  ];
  if (held.some(({ requests }) => requests.some((request) => isSelected(request, selector)))) return [];
  const onDisk = engines.some(({ engine, observed }) =>
    engine.recognise(observed).some((request) => isSelected(request, selector)),
  );
  if (onDisk) return adopt ? [] : [finding('warning', 'NOT_OURS', { flag: selector.flag })];
  return [finding('info', 'NOT_THERE', { flag: selector.flag })];
}
