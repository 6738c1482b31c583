// What every mode of the agent works with, and what it says to whom.

import { type JournalEntry, journalText } from '../../agent/journal.ts';
import type { Figures } from '../../agent/metrics.ts';
import type { AgentInvocation } from '../../desired/invocation.ts';
import type { Engine } from '../../engines/engine.ts';
import type { WriteHost } from '../../host/ports.ts';
import type { CommandIo } from '../../io.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Report } from '../../model/outcome.ts';
import { publishFile } from '../../transaction/publish.ts';

export interface AgentWorld {
  readonly invocation: AgentInvocation;
  readonly host: WriteHost;
  readonly engines: readonly Engine[];
  readonly io: CommandIo;
}

/** What a look found and did. */
export interface Look {
  readonly report: Report;
  readonly figures: Figures;
  /** For the journal. */
  readonly events: readonly AgentNews[];
  /** The folders in which a change would be a reason to look again. */
  readonly folders: readonly AbsPath[];
}

/** Something that the journal is told, in the words of a finding. */
export interface AgentNews extends Omit<JournalEntry, 'message' | 'code'> {
  readonly finding: Finding;
}

const JOURNAL_SOCKET: AbsPath = '/run/systemd/journal/socket';

/** Tells the journal; on a host without one nobody. */
export async function tellJournal(
  { host, io }: Pick<AgentWorld, 'host' | 'io'>,
  news: readonly AgentNews[],
): Promise<void> {
  if (!host.live || news.length === 0 || host.look(JOURNAL_SOCKET).kind !== 'socket') return;
  for (const { finding: said, ...rest } of news) {
    const message = await io.sentence(said);
    const text = journalText({ ...rest, message, code: said.code });
    // logger(1) of BusyBox has no --journald: what is told here stands in the report, too.
    await host.anonymous(new TextEncoder().encode(text), (path) =>
      host.query({ program: 'logger', arguments: [`--journald=${path}`], timeout: host.timeout }),
    );
  }
}

/** Writes the figures where they are asked for. */
export async function publishFigures(
  { invocation, host }: Pick<AgentWorld, 'invocation' | 'host'>,
  figures: Figures,
): Promise<readonly Finding[]> {
  if (invocation.metrics === '') return [];
  const there = host.look(invocation.metrics).kind;
  // It is replaced, not written into: /dev/null would be gone for everybody.
  if (there !== 'absent' && there !== 'file') {
    return [finding('warning', 'METRICS_NOT_WRITTEN', { error: there }, { path: invocation.metrics })];
  }
  const { metricsText } = await import('../../agent/metrics.ts');
  const written = publishFile(host, invocation.metrics, metricsText(figures));
  if (written.ok) return [];
  const error = written.error.kind === 'io' ? written.error.problem.errno : written.error.kind;
  return [finding('warning', 'METRICS_NOT_WRITTEN', { error }, { path: invocation.metrics })];
}
