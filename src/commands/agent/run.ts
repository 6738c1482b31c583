// agent: keeps the host as its configuration file says.

import { NO_RECORD, resumed } from '../../agent/record.ts';
import { usage } from '../../desired/flags.ts';
import type { AgentInvocation } from '../../desired/invocation.ts';
import type { WriteHost } from '../../host/ports.ts';
import type { CommandIo } from '../../io.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { failedReport, type Report } from '../../model/outcome.ts';
import { readAgentRecord, writeAgentRecord } from '../../transaction/agent-record.ts';
import { takeLock } from '../../transaction/lock.ts';
import { writeFinding } from '../../transaction/problems.ts';
import { sha256 } from '../../transaction/record.ts';
import { decidedOf, readState, statePlaces } from '../../transaction/store.ts';
import { openHost } from '../open-host.ts';
import { lookWhenStill } from './once.ts';
import { tellJournal } from './world.ts';

export async function runAgent(invocation: AgentInvocation, io: CommandIo): Promise<Report> {
  if (invocation.global.root !== undefined) {
    return failedReport('agent', [usage('agent', '', 'conflicts-with', '--root')]);
  }
  if (invocation.mode.kind === 'stay') {
    const { stayWithHost } = await import('./stay.ts');
    return stayWithHost(invocation, io);
  }
  const opened = await openHost(invocation.global, io, io.watchSignals());
  return opened.ok ? runOn(invocation, opened.value, io) : failedReport('agent', [opened.error]);
}

/** Everything but the resident form, on a host that is open. */
export async function runOn(invocation: AgentInvocation, host: WriteHost, io: CommandIo): Promise<Report> {
  const { mode } = invocation;
  switch (mode.kind) {
    case 'pause':
      return leaveWord(invocation, host, io, mode.duration);
    case 'resume':
      return leaveWord(invocation, host, io, undefined);
    default:
      return (await lookWhenStill(invocation, host, io)).report;
  }
}

/**
 * `--pause` and `--resume`: a word for the runs to come, written under the lock.
 * @param duration milliseconds; undefined: go on
 */
async function leaveWord(
  invocation: AgentInvocation,
  host: WriteHost,
  io: CommandIo,
  duration: number | undefined,
): Promise<Report> {
  const { stateDir, wait } = invocation.global;
  const lock = await takeLock(host, statePlaces(stateDir), wait);
  if (!lock.ok) return failedReport('agent', [lock.error]);
  try {
    const record = readAgentRecord(host, stateDir);
    if (record === undefined && duration !== undefined) {
      return failedReport('agent', [finding('error', 'AGENT_RECORD_DAMAGED', {})]);
    }
    const known = record ?? NO_RECORD;
    const until = host.clock.now() + (duration ?? 0);
    const next =
      duration === undefined
        ? resumed(known, acceptedNow(invocation, host))
        : { ...known, pausedUntil: until };
    const written = writeAgentRecord(host, stateDir, next);
    if (!written.ok) return failedReport('agent', [writeFinding(written.error, stateDir)]);
    const said: Finding =
      duration === undefined
        ? finding('info', 'AGENT_RESUMED', {})
        : finding('info', 'AGENT_PAUSED', { until });
    await tellJournal({ host, io }, [
      { event: duration === undefined ? 'resumed' : 'paused', finding: said },
    ]);
    return { ...failedReport('agent', [said]), outcome: 'unchanged' };
  } finally {
    lock.value.release();
  }
}

/** The file as it is now, and everything that was done until now, are accepted by whoever resumes. */
function acceptedNow({ config, global }: AgentInvocation, host: WriteHost) {
  const file = host.read(config);
  if (file.kind !== 'file') return null;
  const newest = decidedOf(readState(host, global.stateDir)).at(-1)?.id ?? null;
  return { path: config, sha256: sha256(file.bytes), generation: newest };
}
