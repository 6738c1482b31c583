// Before a change: every registry that it gives a new CA is asked at the same time, with that CA alone.

import type { Network } from '../host/ports.ts';
import type { Finding } from '../model/finding.ts';
import type { Managed } from '../model/managed.ts';
import type { Plan } from '../model/plan.ts';
import { type Limits, probeHandshake } from './handshake.ts';
import { newAuthorities } from './new-authorities.ts';

/** Milliseconds after which Docker gives up a handshake, too (moby registry/registry.go, TLSHandshakeTimeout). */
const PATIENCE = 10_000;

/** What a plan has to be asked about before it is carried out. */
export interface ProbeQuestion extends Limits {
  readonly plan: Plan;
  /** What was held when the plan was made. */
  readonly before: Managed;
  readonly network: Network;
  /** Called before the first registry is asked; never when there is none to ask. */
  begin(): void;
}

/**
 * Asks the registries, all at once: it takes no longer than the slowest, and that one no longer than `limit` or ten
 * seconds. Nothing new in the plan: nothing is asked.
 * @returns errors for answers that are wrong beyond doubt, warnings for those that did not come
 */
export async function probeChange(question: ProbeQuestion): Promise<readonly Finding[]> {
  const { plan, before, network, now } = question;
  const targets = newAuthorities(plan, before);
  if (targets.length === 0) return [];
  question.begin();
  const limit = Math.min(question.limit, PATIENCE);
  const found = await Promise.all(targets.map((target) => probeHandshake(target, { now, limit }, network)));
  return found.flat();
}
