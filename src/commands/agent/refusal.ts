// A configuration file that is refused: noted as the last error, which stays until a look finds it mended.

import { causeOf } from '../../agent/failures.ts';
import type { AgentRecord, Cause } from '../../agent/record.ts';
import { type Finding, isBlocker } from '../../model/finding.ts';
import { readAgentRecord, writeAgentRecord } from '../../transaction/agent-record.ts';
import { takeLock } from '../../transaction/lock.ts';
import { asWarning, writeFinding } from '../../transaction/problems.ts';
import { statePlaces } from '../../transaction/store.ts';
import type { AgentWorld, Look } from './world.ts';

/** Notes it once, not at every look. Where another run holds the lock, the next look does it. */
export async function noteRefusal(world: AgentWorld, look: Look): Promise<Look> {
  const { invocation, host } = world;
  const { stateDir } = invocation.global;
  const cause = causeOf(look.report.findings, host.clock.now());
  if (cause === undefined || !isNews(cause, readAgentRecord(host, stateDir))) return look;
  const lock = await takeLock(host, statePlaces(stateDir), 0);
  if (!lock.ok) return look;
  try {
    const record = readAgentRecord(host, stateDir);
    if (!isNews(cause, record)) return look;
    const noted = writeAgentRecord(host, stateDir, { ...record, lastError: cause });
    return noted.ok ? withEvent(look) : withWarning(look, asWarning(writeFinding(noted.error, stateDir)));
  } finally {
    lock.value.release();
  }
}

function withEvent(look: Look): Look {
  const error = look.report.findings.find(isBlocker);
  return error === undefined ? look : { ...look, events: [{ event: 'failed', finding: error }] };
}

function withWarning(look: Look, warning: Finding): Look {
  return { ...look, report: { ...look.report, findings: [...look.report.findings, warning] } };
}

/** @param record undefined: it is damaged, and stays so until somebody has seen it */
function isNews(cause: Cause, record: AgentRecord | undefined): record is AgentRecord {
  if (record === undefined) return false;
  const { lastError } = record;
  return lastError?.code !== cause.code || lastError.path !== cause.path;
}
