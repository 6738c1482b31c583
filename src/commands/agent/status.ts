// What `status` tells of the agent: a pause, a hold, that it failed, or that it stopped trying.

import { isStopped } from '../../agent/failures.ts';
import { type AgentRecord, NO_RECORD } from '../../agent/record.ts';
import { standingOf } from '../../agent/standing.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { agentRecordPath, readAgentRecord } from '../../transaction/agent-record.ts';
import { sha256 } from '../../transaction/record.ts';
import { decidedOf, type State } from '../../transaction/store.ts';
import { danglingFindings } from './configuration.ts';
import { failedFinding, holdFinding, stoppedFinding } from './holds.ts';

/** Nothing on a host that the agent has not looked at, or has nothing to keep as. */
export function agentFindings(host: ReadHost, state: State): readonly Finding[] {
  const stateDir = state.places.folder;
  const record = readAgentRecord(host, stateDir);
  if (record === undefined) {
    return [finding('warning', 'AGENT_RECORD_DAMAGED', {}, { path: agentRecordPath(stateDir) })];
  }
  if (record === NO_RECORD) return [];
  const until = record.pausedUntil ?? 0;
  if (host.clock.now() < until) return [finding('info', 'AGENT_PAUSED', { until })];
  const path = record.accepted?.path;
  // Held before it ever accepted a file, by what was done with that file by hand.
  if (path === undefined) return record.hold === null ? [] : [holdFinding(record.hold)];
  const file = host.read(path);
  if (file.kind === 'absent') return danglingFindings('warning', path, host);
  if (file.kind === 'unreadable' || state.hidden !== undefined) return rememberedFindings(record);
  return [...heldFindings(record, { path, sha256: sha256(file.bytes) }, host, state), ...failuresIn(record)];
}

/** Without root the changes of this host cannot be seen: what the agent noted at its last look has to do. */
function rememberedFindings(record: AgentRecord): readonly Finding[] {
  return [...(record.hold === null ? [] : [holdFinding(record.hold)]), ...failuresIn(record)];
}

function heldFindings(
  record: AgentRecord,
  content: { readonly path: AbsPath; readonly sha256: string },
  host: ReadHost,
  state: State,
): readonly Finding[] {
  const standing = standingOf(record, content, decidedOf(state), host.clock.now());
  return standing.kind === 'held' ? [holdFinding(standing.hold)] : [];
}

/** For `status` it is no failure of its own. */
function failuresIn(record: AgentRecord): readonly Finding[] {
  const { failures, lastError } = record;
  const stopped = stoppedFinding(record).map((one) => ({ ...one, severity: 'warning' as const }));
  // What it stopped for says when it failed last.
  const isSaid = isStopped(failures) && failures.cause.time === lastError?.time;
  return [...stopped, ...(lastError === null || isSaid ? [] : [failedFinding(lastError)])];
}
