// The registry at an address that was typed, asked as each engine would ask it were it set up so.

import { askerFor, limitOf } from '../commands/ask-registries.ts';
import { addressIn } from '../commands/probe-plan.ts';
import type { Proposal } from '../commands/proposal.ts';
import { withChanges } from '../engines/engine.ts';
import type { Certificate } from '../formats/x509.ts';
import type { Network, ReadHost } from '../host/ports.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Examination } from '../model/examination.ts';
import type { Finding } from '../model/finding.ts';
import { changesFor } from '../model/plan.ts';
import { visibleChanges } from '../planner/compose.ts';
import { judgeExamination } from '../probe/judge.ts';
import { kindOf, type ServerKind } from '../probe/kind.ts';
import type { Draft } from './draft.ts';
import { presentedBy, trustable } from './sent-certificate.ts';

/** What came of it, over all engines. */
export interface Sight {
  /** Empty where it works. The engine stands with each. */
  readonly findings: readonly Finding[];
  /** What is wrong with it: the first of the findings that is more than an info. */
  readonly problem: Finding | undefined;
  readonly program: ServerKind | undefined;
  /** Its authority is not known: what it has sent that could be trusted. */
  readonly sent: Certificate | undefined;
}

/** @returns undefined where nobody is asked (--root) */
export async function lookUp(
  { host: registry, scheme, path }: Draft,
  { plan, engines }: Proposal,
  host: ReadHost,
  network: Network,
): Promise<Sight | undefined> {
  const ask = askerFor(host, network);
  if (ask === undefined) return undefined;
  const question = { images: [], registries: [{ registry, scheme, path }] };
  const limits = { now: host.clock.now(), limit: limitOf(host) };
  const expectation = { ...limits, asked: false, expectsImages: false };
  const seen = await Promise.all(
    engines.map(async ({ engine, observed }) => {
      const planned = plan.engines.find((one) => one.engine === engine.id);
      const changes = planned === undefined ? [] : visibleChanges(changesFor(planned));
      const changed = engine.assume(withChanges(observed, changes));
      const [endpoint] = (await engine.routes(question, changed, host)).named;
      if (endpoint === undefined) throw new Error(`${engine.id} gave no way to ${registry}`);
      const address = addressIn(plan, endpoint);
      const examination = await ask({
        endpoint,
        images: [],
        push: false,
        ...(address === undefined ? {} : { address }),
      });
      const findings = judgeExamination(examination, expectation);
      return {
        endpoint,
        address,
        examination,
        findings: findings.map((each) => ({ ...each, engine: engine.id })),
      };
    }),
  );
  const findings = seen.flatMap((one) => one.findings);
  const problem = findings.find(({ severity }) => severity !== 'info');
  const stranger = seen.find((one) => isStranger(one.findings));
  return {
    findings,
    problem,
    program: seen.map(({ examination }) => programOf(examination)).find((one) => one !== undefined),
    sent: stranger === undefined ? undefined : await sentBy(stranger, limits, network),
  };
}

function isStranger(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code === 'TLS_AUTHORITY_UNKNOWN');
}

function programOf(examination: Examination): ServerKind | undefined {
  return examination.api === null ? undefined : kindOf(examination);
}

async function sentBy(
  { endpoint, address }: { readonly endpoint: Endpoint; readonly address: string | undefined },
  { now, limit }: { readonly now: number; readonly limit: number },
  network: Network,
): Promise<Certificate | undefined> {
  return trustable(await presentedBy(endpoint, address, limit, network), endpoint.registry, { now });
}
