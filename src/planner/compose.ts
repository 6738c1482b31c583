// From what each engine wants to one plan of the host: settled there and back, without doubles.

import { type Engine, type Observed, withChanges } from '../engines/engine.ts';
import type { ReadHost } from '../host/ports.ts';
import { type AbsPath, type FileChange, invertChange, sameFile } from '../model/file.ts';
import type { Finding } from '../model/finding.ts';
import { type Holdings, type Managed, NO_HOLDINGS } from '../model/managed.ts';
import type { ApplyMode, EnginePlan, Plan } from '../model/plan.ts';
import { directoriesAfter, directoryChanges } from './directories.ts';

/** What one engine wants to change. */
export interface Part {
  readonly engine: Engine;
  readonly observed: Observed;
  readonly changes: readonly FileChange[];
  readonly holdings: Holdings;
}

export interface HostsPart {
  readonly changes: readonly FileChange[];
  readonly holdings: Holdings;
}

/** Joins the parts; the holdings of engines that are not part of it stay. */
export function composePlan(
  parts: readonly Part[],
  hosts: HostsPart,
  managed: Managed,
  apply: ApplyMode,
  host: ReadHost,
): Plan {
  const kept = withoutSharedDeletions(parts, managed);
  const engines = withoutDoubles(kept).map((part) => enginePlan(part, apply));
  const changes = [...hosts.changes, ...engines.flatMap((engine) => engine.changes)];
  const directories = directoryChanges(changes, managed.directories, host);
  const held = Object.fromEntries(parts.map((part) => [part.engine.id, part.holdings]));
  const all = Object.entries({ ...managed.engines, ...held }).filter(([, one]) => !isEmpty(one));
  return {
    engines,
    changes: hosts.changes,
    directories,
    managed: {
      version: 1,
      engines: Object.fromEntries(all),
      hosts: hosts.holdings,
      directories: directoriesAfter(managed.directories, directories),
    },
  };
}

function isEmpty(held: Holdings): boolean {
  return JSON.stringify({ ...held, dropIn: false }) === JSON.stringify(NO_HOLDINGS);
}

/** A file that two engines share (Podman reads Docker's certs.d, too) stays while one of them still holds it. */
function withoutSharedDeletions(parts: readonly Part[], managed: Managed): readonly Part[] {
  return parts.map((part) => {
    const others = [
      ...parts.filter((one) => one !== part).map((one) => one.holdings),
      ...Object.entries(managed.engines)
        .filter(([id]) => !parts.some((one) => one.engine.id === id))
        .map(([, held]) => held),
    ];
    const shared = new Set(others.flatMap((held) => held.entries.map((entry) => entry.path)));
    return {
      ...part,
      changes: part.changes.filter((one) => one.after.kind === 'file' || !shared.has(one.path)),
    };
  });
}

/** The same change wanted by two engines is made once. */
function withoutDoubles(parts: readonly Part[]): readonly Part[] {
  const seen = new Set<AbsPath>();
  return parts.map((part) => {
    const changes = part.changes.filter((one) => !seen.has(one.path));
    for (const change of changes) seen.add(change.path);
    return { ...part, changes };
  });
}

function enginePlan(part: Part, apply: ApplyMode): EnginePlan {
  const { engine, observed } = part;
  const real = part.changes.filter((one) => !sameFile(one.before, one.after));
  const settlement = engine.settle(real, observed, apply);
  // A file that only passes through a transitional image is part of the change, too.
  const passing = settlement.transitional.flatMap(({ path }): readonly FileChange[] => {
    const state = observed.files.get(path);
    return state === undefined || real.some((one) => one.path === path)
      ? []
      : [{ path, before: state, after: state }];
  });
  const changes = [...real, ...passing];
  return {
    engine: engine.id,
    version: observed.version,
    running: observed.running,
    changes,
    settlement,
    undo: engine.settle(
      changes.map(invertChange).toReversed(),
      engine.assume(withChanges(observed, changes)),
      apply,
    ),
  };
}

/** The changes that make a difference to a file: a file that only passes through an image and back is left out. */
export function visibleChanges(changes: readonly FileChange[]): readonly FileChange[] {
  return changes.filter((one) => !sameFile(one.before, one.after));
}

/** Whether there is anything to do: a file to change, or an engine to activate. */
export function isIdle(plan: Plan): boolean {
  return (
    plan.changes.length === 0 &&
    plan.engines.every((one) => one.changes.length === 0 && one.settlement.activation.kind === 'none')
  );
}

/** What the engines have to say about their activation. */
export function settlementFindings(plan: Plan): readonly Finding[] {
  return plan.engines.flatMap((one) => one.settlement.findings);
}
