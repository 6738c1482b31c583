// A look by memory: nothing that the last full look read has changed, so there is nothing to do. Loads little.

import { isUsable } from '../../agent/memo.ts';
import { isUnchanged } from '../../host/witness.ts';
import { failedReport } from '../../model/outcome.ts';
import { readLookMemo } from '../../transaction/agent-record.ts';
import { VERSION_TEXT } from '../../version.ts';
import type { AgentWorld, Look } from './world.ts';

/** undefined: it takes a real look. */
export function recallLook({ invocation, host }: Pick<AgentWorld, 'invocation' | 'host'>): Look | undefined {
  const now = host.clock.now();
  const { config, global } = invocation;
  const memo = readLookMemo(host);
  if (memo === undefined) return undefined;
  if (!isUsable(memo, { program: VERSION_TEXT, config, stateDir: global.stateDir }, now)) return undefined;
  if (!isUnchanged(memo.witnesses, host, host.root)) return undefined;
  return {
    report: { ...failedReport('agent', []), outcome: 'unchanged', silent: true },
    figures: {
      ...memo.figures,
      version: VERSION_TEXT,
      inSync: true,
      lastRun: now,
      lastError: undefined,
      held: false,
      paused: false,
      stopped: false,
    },
    events: [],
    folders: memo.folders,
  };
}
