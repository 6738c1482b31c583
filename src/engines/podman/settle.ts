// What a running podman.service needs so that it uses changed files; the command line reads them by itself.

import type { FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { RestartReason } from '../../model/findings/general.ts';
import type { Activation, ApplyMode, Settlement } from '../../model/plan.ts';
import { directoriesOf } from '../certs-d.ts';
import { type Loaded, withChanges } from '../engine.ts';
import { certsRoots, certsView } from '../registries-conf/certs-layout.ts';
import { expectInfo, sameInfo } from '../registries-conf/info.ts';
import { viewOf } from '../registries-conf/view.ts';
import { factsOf, toLoaded } from './loaded.ts';
import type { PodmanObserved } from './observed.ts';
import { SERVICE } from './service.ts';
import { reloadsOnSignal } from './version.ts';

const NOTHING: Activation = { kind: 'none' };

/** Containers outlive the service (KillMode=process in its unit), so `auto` may restart it, too. */
export function settlePodman(
  changes: readonly FileChange[],
  observed: PodmanObserved,
  mode: ApplyMode,
): Settlement {
  const needed = activationFor(changes, observed);
  const activation = mode === 'none' ? NOTHING : needed;
  return { activation, transitional: [], findings: findUnsettled(changes, observed, needed, mode) };
}

function activationFor(changes: readonly FileChange[], observed: PodmanObserved): Activation {
  const { service, version } = observed;
  if (service.kind === 'stopped') return NOTHING;
  const after = viewOf(withChanges(observed, changes));
  const loaded = factsOf(observed.loaded)?.service;
  const isFresh = after.ok && loaded !== undefined && sameInfo(expectInfo(after.value), loaded);
  if (isFresh || (loaded === undefined && changes.length === 0)) return NOTHING;
  // Where a signal would kill the service a restart is needed: it cuts off whoever is talking to the API.
  return reloadsOnSignal(version)
    ? { kind: 'reload', by: { kind: 'signal', pid: service.pid } }
    : { kind: 'restart', unit: SERVICE, interrupts: [] };
}

function findUnsettled(
  changes: readonly FileChange[],
  observed: PodmanObserved,
  needed: Activation,
  mode: ApplyMode,
): readonly Finding[] {
  const place = { engine: 'podman' };
  if (mode === 'none' && needed.kind !== 'none')
    return [finding('warning', 'NOT_ACTIVATED', { reason: 'apply-none' }, place)];
  if (mode === 'reload' && needed.kind === 'restart') {
    const why: RestartReason = 'service-ends';
    return [
      finding('error', 'RESTART_NEEDED', { why, about: observed.version ?? '', containers: [] }, place),
    ];
  }
  if (observed.running || changes.length === 0) return [];
  return [finding('info', 'NOT_ACTIVATED', { reason: observed.live ? 'not-running' : 'root' }, place)];
}

/** The observation as it would be if Podman had read exactly these files. */
export function assumePodman(before: PodmanObserved): PodmanObserved {
  const roots = certsRoots(before.configuration);
  const observed = { ...before, certsDirectories: directoriesOf(certsView(before), roots) };
  const view = viewOf(observed);
  if (!observed.running || !view.ok) return observed;
  const own = expectInfo(view.value);
  const loaded: Loaded = toLoaded({ own, service: observed.service.kind === 'active' ? own : undefined });
  return { ...observed, loaded };
}
