// What it takes that a running k3s or rke2 uses its registries.yaml: nothing, or a restart. Pure.

import type { FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Activation, ApplyMode, Settlement } from '../../model/plan.ts';
import { ok } from '../../model/result.ts';
import { withChanges } from '../engine.ts';
import type { Distribution } from './distribution.ts';
import { type RancherObserved, readMain, registriesOf } from './observed.ts';
import { differingHosts, type Rules, rulesOf } from './rules.ts';
import type { Unit } from './unit.ts';

const NONE: Settlement = { activation: { kind: 'none' }, transitional: [], findings: [] };

/** registries.yaml is read at the start alone; CA files by containerd at every pull. */
export function settleRancher(
  distribution: Distribution,
  changes: readonly FileChange[],
  observed: RancherObserved,
  mode: ApplyMode,
): Settlement {
  const { id } = distribution;
  if (!observed.running) {
    const reason = observed.live ? 'not-running' : 'root';
    return changes.length === 0
      ? NONE
      : withFinding(finding('info', 'NOT_ACTIVATED', { reason }, { engine: id }));
  }
  const after = withChanges(observed, changes);
  const isEdited = changes.some(({ path }) => path === observed.settings.file);
  // Only a rollback by force can put a file there that k3s does not start with.
  const main = readMain(after);
  const reason = main.ok ? (observed.generated.ok ? undefined : observed.generated.error) : main.error.code;
  if (reason !== undefined && isEdited && mode !== 'none')
    return withFinding(finding('error', 'LOADED_UNKNOWN', { reason }, { engine: id }));
  const isStale = observed.generated.ok
    ? differingHosts(expectedRules(after), observed.generated.value).length > 0
    : isEdited;
  if (!isStale || !main.ok) return NONE;
  if (mode === 'none')
    return withFinding(finding('info', 'NOT_ACTIVATED', { reason: 'apply-none' }, { engine: id }));
  return settleRestart(distribution, observed, mode);
}

function withFinding(said: Finding): Settlement {
  return { ...NONE, findings: [said] };
}

/** What it writes for its containerd when it starts with the files as observed. */
export function expectedRules(observed: RancherObserved): Rules {
  return rulesOf(registriesOf(observed), observed.settings.noDefault);
}

/**
 * `auto` restarts an agent whose pods go on; a server takes the API of the cluster away for the time, and a unit that ends
 * more than its main process takes the pods with it: these are permitted by a person. `reload` never restarts.
 */
function settleRestart(distribution: Distribution, observed: RancherObserved, mode: ApplyMode): Settlement {
  const { id, units } = distribution;
  const { unit, settings } = observed;
  const isKnown = unit?.running === true;
  const controlPlane = [...distribution.controlPlane, ...(observed.hasEtcd ? ['etcd'] : [])];
  const interrupts = isKnown ? interruptedBy(controlPlane, unit) : [];
  const activation: Activation = { kind: 'restart', unit: isKnown ? unit.name : '', interrupts };
  const place = { engine: id };
  if (!isKnown) {
    const command = `systemctl restart ${units.server.replace(/\.service$/, '')}`;
    return { ...NONE, activation, findings: [finding('error', 'RESTART_BY_HAND', { command }, place)] };
  }
  const needed = { why: 'read-at-start', about: settings.file, containers: interrupts } as const;
  const isRefused = mode === 'reload' || (mode === 'auto' && interrupts.length > 0);
  const keepsPods = !endsPods(unit);
  const effect = { unit: unit.name, role: unit.role, keepsPods, controlPlane };
  return {
    ...NONE,
    activation,
    findings: [
      ...(isRefused ? [finding('error', 'RESTART_NEEDED', needed, place)] : []),
      finding('info', 'RANCHER_RESTART', effect, place),
    ],
  };
}

const EVERY_POD = 'pods';

function interruptedBy(controlPlane: readonly string[], unit: Unit): readonly string[] {
  return [...(unit.role === 'server' ? controlPlane : []), ...(endsPods(unit) ? [EVERY_POD] : [])];
}

/** Containers are children of their shims, which are in the unit's control group (install.sh sets KillMode=process). */
function endsPods({ killMode }: Unit): boolean {
  return killMode !== 'process' && killMode !== 'none';
}

/** The observation after it has started with its files; see Engine.assume. */
export function assumeRancher(observed: RancherObserved): RancherObserved {
  if (!observed.running || observed.settings.otherRuntime !== null) return observed;
  return { ...observed, generated: ok(expectedRules(observed)) };
}
