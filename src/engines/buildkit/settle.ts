// What it takes that BuildKit uses changed files: a restart of its daemon; builders have to be made anew, which is for people.

import type { FileChange } from '../../model/file.ts';
import { finding } from '../../model/finding.ts';
import type { NotActivatedReason, RestartReason } from '../../model/findings/general.ts';
import type { ApplyMode, Settlement } from '../../model/plan.ts';
import { directoriesOf } from '../certs-d.ts';
import { type BuildkitObserved, daemonTarget, ENGINE, isOf } from './observed.ts';

const NONE: Settlement = { activation: { kind: 'none' }, transitional: [], findings: [] };

/**
 * buildkitd reads its file once (cmd/buildkitd/main.go); a restart ends the builds that run, and which those are nobody can
 * be asked: so only a person permits it. The default configuration of buildx counts for builders yet to come.
 */
export function settleBuildkit(
  changes: readonly FileChange[],
  observed: BuildkitObserved,
  mode: ApplyMode,
): Settlement {
  const { daemon, isWanted, live } = observed;
  const target = daemonTarget(observed);
  const isTouched = target !== undefined && changes.some(({ path }) => isOf(target, path));
  const isStale = isWanted && daemon?.pid != null && daemon.reading === 'stale';
  if (!isTouched && !isStale)
    return changes.length === 0 ? NONE : notActivated(live ? 'at-creation' : 'root');
  if (daemon?.pid == null) return notActivated(live ? 'not-running' : 'root');
  if (mode === 'none') return notActivated('apply-none');
  const activation = { kind: 'restart', unit: daemon.unit, interrupts: [] } as const;
  if (mode === 'restart') return { ...NONE, activation };
  const why: RestartReason = 'builds-end';
  const args = { why, about: daemon.unit, containers: [] };
  return { ...NONE, activation, findings: [finding('error', 'RESTART_NEEDED', args, { engine: ENGINE })] };
}

function notActivated(reason: NotActivatedReason): Settlement {
  return { ...NONE, findings: [finding('info', 'NOT_ACTIVATED', { reason }, { engine: ENGINE })] };
}

/** The observation as it would be if the daemon had been started with these files. */
export function assumeBuildkit(observed: BuildkitObserved): BuildkitObserved {
  const { daemon, certs, files, targets } = observed;
  const roots = targets.map(({ certsRoot }) => certsRoot);
  return {
    ...observed,
    certs: directoriesOf({ directories: certs, files }, roots),
    daemon: daemon === undefined ? undefined : { ...daemon, reading: 'current' },
  };
}
