// What it takes that a running containerd uses the files: nothing for hosts.toml, a restart for config.toml. Pure.

import type { FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { ApplyMode, Settlement } from '../../model/plan.ts';
import { withChanges } from '../engine.ts';
import { planConfig } from './config-plan.ts';
import { CHANGED_SINCE } from './loaded.ts';
import { type ContainerdObserved, expectedPath, loadedPath } from './observed.ts';
import { CONFIG_PATH, ENGINE, UNIT } from './places.ts';
import { withDirectories } from './plan.ts';

const NONE: Settlement = { activation: { kind: 'none' }, transitional: [], findings: [] };

/** hosts.toml and the files beside it are read at every pull (1.6.20, 1.7.24, 2.1.9), config.toml at the start alone. */
export function settleContainerd(
  changes: readonly FileChange[],
  observed: ContainerdObserved,
  mode: ApplyMode,
): Settlement {
  const isEdited = changes.some(({ path }) => observed.configFiles.includes(path));
  if (!observed.running) return isEdited ? notActivated(observed.live ? 'not-running' : 'root') : NONE;
  const expected = expectedPath(withChanges(observed, changes));
  if (!isEdited && !(isStale(expected, observed) && isWorthIt(changes, expected, observed))) return NONE;
  if (mode === 'none') return notActivated('apply-none');
  const { interrupts } = observed;
  const isRefused = mode === 'reload' || (mode === 'auto' && interrupts.length > 0);
  const refused: Finding[] = isRefused
    ? [
        finding(
          'error',
          'RESTART_NEEDED',
          { why: 'directive-stays', about: CONFIG_PATH, containers: interrupts },
          { engine: ENGINE },
        ),
      ]
    : [];
  return { activation: { kind: 'restart', unit: UNIT, interrupts }, transitional: [], findings: refused };
}

/** Where nothing of ours changes and config.toml is of no use to us, or broken, it is not ours to have it taken up. */
function isWorthIt(
  changes: readonly FileChange[],
  expected: string | undefined,
  observed: ContainerdObserved,
): boolean {
  const isRefused = () => planConfig(observed, false).findings.some(({ severity }) => severity === 'error');
  return changes.length > 0 || (expected !== undefined && expected !== '' && !isRefused());
}

function isStale(expected: string | undefined, observed: ContainerdObserved): boolean {
  const { loaded } = observed;
  if (loaded.kind === 'unknown') return loaded.reason === CHANGED_SINCE;
  return expected !== undefined && expected !== loadedPath(observed);
}

function notActivated(reason: 'not-running' | 'apply-none' | 'root'): Settlement {
  return { ...NONE, findings: [finding('info', 'NOT_ACTIVATED', { reason }, { engine: ENGINE })] };
}

/** The observation after containerd has loaded its files; see Engine.assume. */
export function assumeContainerd(before: ContainerdObserved): ContainerdObserved {
  const observed = withDirectories(before);
  const configPath = expectedPath(observed);
  if (!observed.running || configPath === undefined) return observed;
  return { ...observed, loaded: { kind: 'known', facts: { configPath, by: 'containerd config dump' } } };
}
