// What the questions are asked with, and how a draft becomes an invocation: through the ordinary command line.

import type { Situation } from '../commands/proposal.ts';
import type { SetupInvocation } from '../desired/invocation.ts';
import type { CommandIo, Conversation } from '../io.ts';
import { type Finding, isBlocker } from '../model/finding.ts';
import { ok, type Result } from '../model/result.ts';
import { type Draft, wordsOf } from './draft.ts';
import type { Interview } from './interview.ts';

export interface Talk {
  readonly io: CommandIo;
  readonly conversation: Conversation;
  readonly interview: Interview;
  /** What stood on the command line: nothing that is asked for. */
  readonly begun: SetupInvocation;
  readonly situation: Situation;
}

export interface UnderstoodDraft {
  readonly invocation: SetupInvocation;
  /** Worth saying, no error. */
  readonly findings: readonly Finding[];
}

/** What a draft comes to, or what is wrong with it: at least one error. */
async function understood(
  draft: Draft,
  { conversation, begun }: Talk,
): Promise<Result<UnderstoodDraft, readonly Finding[]>> {
  const { ca } = draft;
  const supplied = new Map(ca.kind === 'sent' ? [[ca.file, Buffer.from(ca.pem)] as const] : []);
  const read = await conversation.understand(wordsOf(draft), supplied);
  if (!read.ok) return read;
  const { invocation, findings } = read.value;
  if (invocation.command !== 'setup') throw new Error(`setup became ${invocation.command}`);
  // --user is obeyed by now: the state is in the home of that user.
  return ok({ invocation: { ...invocation, global: begun.global }, findings });
}

/** The first error of a draft; undefined: there is none. */
export async function wrongWith(draft: Draft, talk: Talk): Promise<Finding | undefined> {
  const read = await understood(draft, talk);
  return read.ok ? undefined : read.error.find(isBlocker);
}

/** For a draft that has been checked. */
export async function sure(draft: Draft, talk: Talk): Promise<UnderstoodDraft> {
  const read = await understood(draft, talk);
  if (read.ok) return read.value;
  throw new Error(`the answers make no command line: ${read.error.map(({ code }) => code).join(', ')}`);
}
