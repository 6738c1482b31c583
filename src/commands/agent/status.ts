// What `status` tells of the agent: a pause, a hold, or that it stopped trying.

import { isStopped } from '../../agent/failures.ts';
import { type AgentRecord, NO_RECORD } from '../../agent/record.ts';
import { standingOf } from '../../agent/standing.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { agentRecordPath, readAgentRecord } from '../../transaction/agent-record.ts';
import { sha256 } from '../../transaction/record.ts';
import { committedOf, type State } from '../../transaction/store.ts';
import { holdFinding, stoppedFinding } from './holds.ts';

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
  const file = path === undefined ? undefined : host.read(path);
  if (path === undefined || file === undefined || file.kind === 'absent') return [];
  if (file.kind === 'unreadable' || state.hidden) return rememberedFindings(record);
  return [...heldFindings(record, { path, sha256: sha256(file.bytes) }, host, state), ...stops(record)];
}

/** Without root the changes of this host cannot be seen: what the agent noted at its last look has to do. */
function rememberedFindings(record: AgentRecord): readonly Finding[] {
  return [...(record.hold === null ? [] : [holdFinding(record.hold)]), ...stops(record)];
}

function heldFindings(
  record: AgentRecord,
  content: { readonly path: AbsPath; readonly sha256: string },
  host: ReadHost,
  state: State,
): readonly Finding[] {
  const standing = standingOf(record, content, committedOf(state), host.clock.now());
  return standing.kind === 'held' ? [holdFinding(standing.hold)] : [];
}

/** For `status` it is no failure of its own. */
function stops(record: AgentRecord): readonly Finding[] {
  return isStopped(record.failures)
    ? stoppedFinding(record).map((one) => ({ ...one, severity: 'warning' as const }))
    : [];
}
