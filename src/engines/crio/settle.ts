// What a running CRI-O needs so that it uses changed files: a reload of its unit, which says in the journal what it took up.

import type { FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Activation, ApplyMode, Settlement } from '../../model/plan.ts';
import { directoriesOf } from '../certs-d.ts';
import { withChanges } from '../engine.ts';
import { certsRoots, certsView } from '../registries-conf/certs-layout.ts';
import { expectInfo, readFacts, sameInfo } from '../registries-conf/info.ts';
import { viewOf } from '../registries-conf/view.ts';
import { toLoaded } from './loaded.ts';
import type { CrioObserved, Daemon } from './observed.ts';
import { UNIT } from './places.ts';

const NONE: Settlement = { activation: { kind: 'none' }, transitional: [], findings: [] };

/**
 * Containers outlive CRI-O: conmon keeps them. A restart reads registries.conf like a reload does; it is not done
 * unasked, because CRI-O may wipe its images after an update at its start (crio.conf(5), version_file_persist).
 */
export function settleCrio(
  changes: readonly FileChange[],
  observed: CrioObserved,
  mode: ApplyMode,
): Settlement {
  const { daemon, engine, live, running, silence, settings } = observed;
  const say = (one: Finding): Settlement => ({ ...NONE, findings: [one] });
  if (daemon === undefined || !running) {
    if (changes.length === 0) return NONE;
    const reason = live ? 'not-running' : 'root';
    return say(finding('info', 'NOT_ACTIVATED', { reason }, { engine }));
  }
  if (!isNeeded(changes, observed)) return NONE;
  if (mode === 'none') return say(finding('warning', 'NOT_ACTIVATED', { reason: 'apply-none' }, { engine }));
  if (silence === undefined) return { ...NONE, activation: reloadOf(daemon) };
  const activation = { kind: 'restart', unit: UNIT, interrupts: [] } as const;
  if (mode === 'restart') return { ...NONE, activation };
  const { logLevel } = settings;
  return {
    ...NONE,
    activation,
    findings: [finding('error', 'CRIO_SILENT', { logLevel, unit: UNIT }, { engine })],
  };
}

function isNeeded(changes: readonly FileChange[], observed: CrioObserved): boolean {
  const { loaded, silence } = observed;
  // Nobody can tell what it has; without an occasion nothing is done about it.
  if (loaded.kind === 'unknown') return changes.length > 0 || silence === undefined;
  const after = viewOf(withChanges(observed, changes));
  const facts = readFacts(loaded.facts);
  return !after.ok || facts === undefined || !sameInfo(expectInfo(after.value), facts);
}

/** What ExecReload of the packages' unit does, where the unit has none. */
function reloadOf({ canReload, pid }: Daemon): Activation {
  return { kind: 'reload', by: canReload ? { kind: 'unit', unit: UNIT } : { kind: 'signal', pid } };
}

/** The observation as it would be if CRI-O had read exactly these files. */
export function assumeCrio(before: CrioObserved): CrioObserved {
  const roots = certsRoots(before.configuration);
  const observed = { ...before, certsDirectories: directoriesOf(certsView(before), roots) };
  const view = viewOf(observed);
  if (!observed.running || !view.ok) return observed;
  return { ...observed, loaded: toLoaded(expectInfo(view.value), `the journal of ${UNIT}`) };
}
