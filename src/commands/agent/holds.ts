// Why the agent does nothing, as findings: for its own report and for `status`.

import { isStopped } from '../../agent/failures.ts';
import type { AgentRecord, Cause, Hold } from '../../agent/record.ts';
import { type Finding, finding } from '../../model/finding.ts';

export function stoppedFinding(record: AgentRecord | undefined): readonly Finding[] {
  const failures = record?.failures ?? null;
  if (!isStopped(failures)) return [];
  const { count, cause } = failures;
  return [finding('error', 'AGENT_STOPPED', { count, cause: causeWords(cause), time: cause.time })];
}

export function failedFinding(cause: Cause): Finding {
  return finding('warning', 'AGENT_FAILED', { cause: causeWords(cause), time: cause.time });
}

function causeWords({ code, engine, path }: Cause): string {
  return [code, engine, path].filter((word) => word !== undefined).join(' ');
}

export function holdFinding(hold: Hold): Finding {
  switch (hold.kind) {
    case 'damaged':
      return finding('warning', 'AGENT_RECORD_DAMAGED', {});
    case 'change': {
      const { id, command, time, lapsed = false } = hold;
      return finding('warning', 'AGENT_HELD', { id, command, time, lapsed });
    }
    case 'corrections': {
      const { id, path, time, suspects } = hold;
      return finding('warning', 'AGENT_FOUGHT', { id, time, suspects }, { path });
    }
  }
}
