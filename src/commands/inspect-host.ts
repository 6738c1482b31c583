// What every command that only looks begins with: the host, what is ours on it, and its engines.

import type { EngineChoice, GlobalOptions } from '../desired/invocation.ts';
import { ENGINES } from '../engines/index.ts';
import type { ReadHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { type CommandName, failedReport, type Report } from '../model/outcome.ts';
import { err, ok, type Result } from '../model/result.ts';
import { type FoundEngine, findEngines } from '../planner/find-engines.ts';
import { readState, type State } from '../transaction/store.ts';
import { openHost } from './open-host.ts';
import { managedFor, type VisibleState } from './visible-state.ts';

export interface InspectedHost {
  readonly host: ReadHost;
  readonly state: State;
  readonly visible: VisibleState;
  readonly found: readonly FoundEngine[];
}

/** @returns what is there, or the report that ends the command: no such folder, an engine that is not there */
export async function inspectHost(
  command: CommandName,
  { global, engines }: { readonly global: GlobalOptions; readonly engines: EngineChoice },
  io: CommandIo,
): Promise<Result<InspectedHost, Report>> {
  const opened = await openHost(global, io, () => undefined);
  if (!opened.ok) return err(failedReport(command, [opened.error]));
  const host = opened.value;
  const state = readState(host, global.stateDir);
  const visible = managedFor(state, host);
  io.progress({ step: 'inspect' });
  const found = await findEngines(ENGINES, engines, visible.managed, host, true);
  if (found.findings.length > 0) return err(failedReport(command, found.findings));
  return ok({ host, state, visible, found: found.engines });
}
