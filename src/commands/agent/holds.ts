// Why the agent does nothing, as findings: for its own report and for `status`.

import { isStopped } from '../../agent/failures.ts';
import type { AgentRecord, Hold } from '../../agent/record.ts';
import { type Finding, finding } from '../../model/finding.ts';

export function stoppedFinding(record: AgentRecord | undefined): readonly Finding[] {
  const failures = record?.failures ?? null;
  if (!isStopped(failures)) return [];
  const { code, engine, path, time } = failures.cause;
  const cause = [code, engine, path].filter((word) => word !== undefined).join(' ');
  return [finding('error', 'AGENT_STOPPED', { count: failures.count, cause, time })];
}

/** @param diff what was changed last in a file that is fought over */
export function holdFinding(hold: Hold, diff = ''): Finding {
  switch (hold.kind) {
    case 'damaged':
      return finding('warning', 'AGENT_RECORD_DAMAGED', {});
    case 'change': {
      const { id, command, time } = hold;
      return finding('warning', 'AGENT_HELD', { id, command, time });
    }
    case 'corrections': {
      const { path, time, suspects } = hold;
      return finding('warning', 'AGENT_FOUGHT', { time, suspects, diff }, { path });
    }
  }
}
