// The edits that make a wish true in registries.conf and certs.d, and what stands in the way of it. Pure.

import { type AbsPath, sameFile } from '../../model/file.ts';
import { type Finding, isBlocker } from '../../model/finding.ts';
import type { Draft } from '../../model/plan.ts';
import type { Request } from '../../model/request.ts';
import { planCertsD } from '../certs-d-plan.ts';
import { type Wish, withChanges } from '../engine.ts';
import { aimOf, askedOf, isDropIn } from './aim.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { findHidden } from './hidden.ts';
import { fromEntry, needsOf } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import { type FilesDraft, planBoth, planMain } from './plan-files.ts';
import { findObstacles, findProblems, findUnusable, findWorthKnowing } from './plan-findings.ts';
import { viewOf } from './view.ts';

interface ConfDraft extends FilesDraft {
  readonly findings: readonly Finding[];
}

export function planRegistries(wish: Wish, observed: RegistriesObserved): Draft {
  const { own } = observed;
  const conf = planConf(wish, observed);
  const certs = planCertsD(wish, certsLayout(observed), certsView(observed));
  const changes = [...conf.changes, ...certs.changes].filter((one) => !sameFile(one.before, one.after));
  const requests = wish.inForce.filter(isUsable);
  const isGone = (path: AbsPath) => changes.some((one) => one.path === path && one.after.kind === 'absent');
  const made = conf.changes.filter((one) => one.before.kind === 'absent').map((one) => one.path);
  const files = [...wish.held.files.filter((path) => path === own.main || path === own.dropIn), ...made];
  return {
    changes,
    holdings: {
      requests,
      entries: [...conf.entries, ...certs.entries],
      files: [...new Set([...files, ...certs.files])].filter((path) => !isGone(path)),
      blanks: conf.blanks,
      dropIn: isDropIn(wish, observed) && requests.length > 0,
    },
    findings: [...findUnusable(wish, observed), ...conf.findings, ...certs.findings],
  };
}

/** The requests that the engines can use; a CIDR is for Docker alone, an alias for no engine. */
function isUsable(request: Request): boolean {
  return request.kind !== 'host-alias' && !(request.kind === 'insecure' && request.form === 'cidr');
}

function planConf(wish: Wish, observed: RegistriesObserved): ConfDraft {
  const held = wish.held.entries.filter((entry) => fromEntry(entry) !== undefined);
  const isIdle = needsOf(wish.inForce).length === 0 && held.length === 0 && wish.adopted.length === 0;
  if (isIdle && !wish.convert) return { changes: [], entries: [], blanks: [], findings: [] };
  const kept: ConfDraft = { changes: [], entries: held, blanks: wish.held.blanks, findings: [] };
  const dropIn = isDropIn(wish, observed);
  const obstacles = findObstacles(wish, observed, dropIn);
  const view = viewOf(observed);
  if (!view.ok || obstacles.some(isBlocker)) {
    const problems = view.ok ? [] : findProblems(view.error, observed);
    return { ...kept, findings: [...obstacles, ...problems] };
  }
  const aim = aimOf(wish, observed, view.value);
  const drafted = dropIn ? planBoth(wish, observed, aim) : planMain(wish, observed, aim, view.value);
  if (!drafted.ok) return { ...kept, findings: [...obstacles, ...findProblems([drafted.error], observed)] };
  const draft = drafted.value;
  const after = viewOf(withChanges(observed, draft.changes));
  const judged = after.ok
    ? [
        ...findHidden(askedOf(aim), after.value, observed, dropIn),
        ...findWorthKnowing(wish, observed, draft.changes, after.value),
      ]
    : findProblems(after.error, observed);
  return { ...draft, findings: [...obstacles, ...judged] };
}
