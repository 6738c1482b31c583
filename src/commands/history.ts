// history: the generations of this host, newest first, and what one of them changed.

import type { HistoryInvocation } from '../desired/invocation.ts';
import type { ReadHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type Generation, hasLapsed } from '../model/generation.ts';
import { failedReport, type Report, type ReportedChange, type ReportedGeneration } from '../model/outcome.ts';
import { visibleChanges } from '../planner/compose.ts';
import { waitingIn } from '../transaction/awaiting.ts';
import { hiddenFinding } from '../transaction/problems.ts';
import { generationsOf, readImage, readState, type State, stackOf } from '../transaction/store.ts';
import { openHost } from './open-host.ts';
import { reportChange } from './report-change.ts';
import { managedFor } from './visible-state.ts';

export async function runHistory(invocation: HistoryInvocation, io: CommandIo): Promise<Report> {
  const opened = await openHost(invocation.global, io, () => undefined);
  if (!opened.ok) return failedReport('history', [opened.error]);
  const host = opened.value;
  const state = readState(host, invocation.global.stateDir);
  if (state.hidden !== undefined) {
    const { errno, path } = state.hidden;
    const refused = ['EACCES', 'EPERM'].includes(errno);
    return failedReport('history', [
      refused ? finding('error', 'NO_PERMISSION', { error: errno }, { path }) : hiddenFinding(state.hidden),
    ]);
  }
  const { findings } = managedFor(state, host);
  const { show } = invocation;
  const all = generationsOf(state).toReversed();
  if (show.kind === 'list')
    return report(
      all.map((one) => describe(one, state, host)),
      findings,
    );
  const asked = all.find((one) => one.id === show.id);
  if (asked === undefined)
    return failedReport('history', [finding('error', 'NO_SUCH_GENERATION', { id: show.id })]);
  return report([{ ...describe(asked, state, host), changes: changesOf(asked, state, host) }], findings);
}

function report(generations: readonly ReportedGeneration[], findings: readonly Finding[]): Report {
  return {
    command: 'history',
    outcome: 'unchanged',
    id: null,
    changes: [],
    engines: [],
    findings,
    generations,
  };
}

function describe(generation: Generation, state: State, host: ReadHost): ReportedGeneration {
  const { id, intent, outcome } = generation;
  const undoable = intent.command !== 'rollback' && intent.stackAfter.includes(id);
  const waiting = outcome === 'awaiting' ? waitingIn(state, host) : undefined;
  return {
    id,
    time: new Date(intent.time).toISOString(),
    command: intent.command,
    flags: intent.flags,
    ...(intent.by === undefined ? {} : { by: intent.by }),
    outcome: outcome === 'awaiting' ? 'confirm-pending' : outcome,
    ...(waiting === undefined ? {} : { until: new Date(waiting.until).toISOString() }),
    ...(hasLapsed(generation) ? { lapsed: true } : {}),
    undone: outcome === 'committed' && undoable && !stackOf(state).includes(id),
    paths: intent.files.map((file) => file.path),
  };
}

/** What can still be shown; the findings say which images are damaged. */
function changesOf({ id, intent }: Generation, state: State, host: ReadHost): readonly ReportedChange[] {
  const changes = intent.files.flatMap(({ path, before, after }) => {
    const images = { before: readImage(host, state, id, before), after: readImage(host, state, id, after) };
    if (images.before === undefined || images.after === undefined) return [];
    return [{ path, before: images.before, after: images.after }];
  });
  return visibleChanges(changes).map(reportChange);
}
