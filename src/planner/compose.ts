// From what each engine wants to one plan of the host: settled there and back, without doubles. Engines that share their
// files (Engine.holder) have to want the same of them, and are settled with all that changes in them.

import { withChanges } from '../engines/engine.ts';
import type { ReadHost } from '../host/ports.ts';
import { type AbsPath, type FileChange, invertChange, sameFile } from '../model/file.ts';
import type { Finding } from '../model/finding.ts';
import { type Holdings, type Managed, NO_HOLDINGS } from '../model/managed.ts';
import type { ApplyMode, EnginePlan, Plan } from '../model/plan.ts';
import { directoriesAfter, directoryChanges } from './directories.ts';
import {
  changesSeenBy,
  findDisputes,
  findPassingDisputes,
  type Part,
  unitedHoldings,
} from './shared-files.ts';

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
  const engines = enginePlans(withoutDoubles(kept), apply);
  const changes = [...hosts.changes, ...engines.flatMap((engine) => engine.changes)];
  const directories = directoryChanges(changes, managed.directories, host);
  const all = Object.entries({ ...managed.engines, ...unitedHoldings(parts) }).filter(
    ([, one]) => !isEmpty(one),
  );
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

/** A file that two engines hold (Podman reads Docker's certs.d, too) stays while one of them still holds it. */
function withoutSharedDeletions(parts: readonly Part[], managed: Managed): readonly Part[] {
  return parts.map((part) => {
    const others = [
      ...parts.filter((one) => one.engine.holder !== part.engine.holder).map((one) => one.holdings),
      ...Object.entries(managed.engines)
        .filter(([holder]) => !parts.some((one) => one.engine.holder === holder))
        .map(([, held]) => held),
    ];
    const shared = new Set(others.flatMap((held) => held.entries.map((entry) => entry.path)));
    return {
      ...part,
      changes: part.changes.filter((one) => one.after.kind === 'file' || !shared.has(one.path)),
    };
  });
}

/** The same change wanted by engines of two holders is made once, and taken up by the first. */
function withoutDoubles(parts: readonly Part[]): readonly Part[] {
  const seen = new Map<AbsPath, string>();
  return parts.map((part) => {
    const { holder } = part.engine;
    const changes = part.changes.filter((one) => (seen.get(one.path) ?? holder) === holder);
    for (const change of changes) seen.set(change.path, holder);
    return { ...part, changes };
  });
}

function enginePlans(parts: readonly Part[], apply: ApplyMode): readonly EnginePlan[] {
  const plans: EnginePlan[] = [];
  for (const part of parts) {
    const plan = enginePlan(part, changesSeenBy(part, parts), apply);
    const disputes = [...findDisputes(part, parts), ...findPassingDisputes(plan, plans)];
    const taken = new Set(plans.flatMap(({ changes }) => changes.map(({ path }) => path)));
    plans.push({
      ...plan,
      changes: plan.changes.filter(({ path }) => !taken.has(path)),
      shared: plan.changes.filter(({ path }) => taken.has(path)),
      settlement: { ...plan.settlement, findings: [...plan.settlement.findings, ...disputes] },
    });
  }
  return plans;
}

function enginePlan(part: Part, seen: readonly FileChange[], apply: ApplyMode): EnginePlan {
  const { engine, observed } = part;
  const real = seen.filter((one) => !sameFile(one.before, one.after));
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
    holder: engine.holder,
    version: observed.version,
    running: observed.running,
    changes,
    shared: [],
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
