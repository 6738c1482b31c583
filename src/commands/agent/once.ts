// One look with everything that it has to say said: the figures, the journal.

import type { AgentInvocation } from '../../desired/invocation.ts';
import type { WriteHost } from '../../host/ports.ts';
import type { CommandIo } from '../../io.ts';
import { recallLook } from './recall.ts';
import { type AgentWorld, type Look, publishFigures, tellJournal } from './world.ts';

/** Loads the engines only when something may have changed. */
export async function lookAndTell(
  invocation: AgentInvocation,
  host: WriteHost,
  io: CommandIo,
): Promise<Look> {
  const look = recallLook({ invocation, host }) ?? (await lookFully(invocation, host, io));
  const unpublished = await publishFigures({ invocation, host }, look.figures);
  if (unpublished.length === 0) return look;
  const { silent: _, ...report } = look.report;
  return { ...look, report: { ...report, findings: [...report.findings, ...unpublished] } };
}

async function lookFully(invocation: AgentInvocation, host: WriteHost, io: CommandIo): Promise<Look> {
  const [{ ENGINES }, { lookOnce }] = await Promise.all([
    import('../../engines/index.ts'),
    import('./look.ts'),
  ]);
  const world: AgentWorld = { invocation, host, engines: ENGINES, io };
  const look = await lookOnce(world);
  await tellJournal(world, look.events);
  return look;
}
