// A restart that would stop containers: permitted by whoever sits at the terminal, or not done.

import type { Conversation } from '../io.ts';
import { type Finding, finding, isBlocker } from '../model/finding.ts';
import { type CommandName, failedReport, type Report } from '../model/outcome.ts';
import type { ApplyMode } from '../model/plan.ts';
import { ok } from '../model/result.ts';
import type { Answer, Left } from './interview.ts';

/**
 * Asks where nothing else is in the way of a change, and nobody has said how it is to be activated.
 * @returns whether engines may be restarted now; false also where there was nothing to ask
 */
export async function askToRestart(
  findings: readonly Finding[],
  apply: ApplyMode,
  { interview }: Pick<Conversation, 'interview'>,
): Promise<Answer<boolean>> {
  const blockers = findings.filter(isBlocker);
  const engines = blockers.flatMap((each) =>
    each.code === 'RESTART_NEEDED' && each.arguments.containers.length > 0
      ? [{ engine: each.engine ?? '', containers: each.arguments.containers }]
      : [],
  );
  if (apply !== 'auto' || engines.length === 0 || engines.length < blockers.length) return ok(false);
  return (await interview()).confirm({ code: 'restart', engines });
}

/** Nothing was done, because nobody answers any more. */
export function leftReport(command: CommandName, { signal }: Left): Report {
  return failedReport(command, signal === '' ? [] : [finding('error', 'INTERRUPTED', { signal })]);
}
