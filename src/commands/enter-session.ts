// Whose engines a run is about: with --user the process becomes that user before it looks at anything of his.

import type { Invocation } from '../desired/invocation.ts';
import type { BecomeUser, Environment, SessionProblem } from '../host/session.ts';
import { type Finding, finding } from '../model/finding.ts';
import { err, ok, type Result } from '../model/result.ts';
import { type Session, SYSTEM_SESSION, userStateDir } from '../model/session.ts';

export interface Entered {
  readonly invocation: Invocation;
  readonly session: Session;
  readonly environment: Environment;
}

/** The files named on the command line are read by now: they belong to whoever called. */
export async function enterSession(
  invocation: Invocation,
  environment: Environment,
  becomeUser: BecomeUser,
): Promise<Result<Entered, Finding>> {
  const { global } = invocation;
  if (global.user === undefined) return ok({ invocation, session: SYSTEM_SESSION, environment });
  const entered = await becomeUser(global.user, environment);
  if (!entered.ok) return err(refusal(global.user, entered.error));
  const { session } = entered.value;
  const stateDir = global.stateDir === '' ? userStateDir(session.home) : global.stateDir;
  return ok({ ...entered.value, invocation: { ...invocation, global: { ...global, stateDir } } });
}

function refusal(asked: string, problem: SessionProblem): Finding {
  return problem === 'forbidden'
    ? finding('error', 'USER_FORBIDDEN', { asked })
    : finding('error', 'USER_REFUSED', { asked, reason: problem });
}
