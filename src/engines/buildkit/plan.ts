// The edits that make a wish true in BuildKit's files, and what stands in the way of it. Pure.

import { editBuildkitd, LAYOUT } from '../../formats/buildkitd/edit.ts';
import { isBlank } from '../../formats/buildkitd/edits.ts';
import { certificatesIn } from '../../formats/pem.ts';
import { encodeUtf8 } from '../../formats/text.ts';
import { ABSENT, type AbsPath, type FileChange, type FileState, sameFile } from '../../model/file.ts';
import { type Finding, finding, isBlocker, textFinding } from '../../model/finding.ts';
import { blanksOf, type Entry, type Holdings, NO_HOLDINGS } from '../../model/managed.ts';
import type { Draft } from '../../model/plan.ts';
import type { Request } from '../../model/request.ts';
import type { TextProblem } from '../../model/text.ts';
import { certificateFiles, certificatesAt, placeFor } from '../certs-d.ts';
import { type CertsDraft, planCertsD } from '../certs-d-plan.ts';
import { type Wish, withChanges } from '../engine.ts';
import { certsView, layoutOf } from './certs.ts';
import { findRecreations } from './doubts.ts';
import { planFile } from './file-plan.ts';
import { fromEntry, needsIn, needsOf, toEntry } from './needs.ts';
import { type BuildkitObserved, ENGINE, isOf, type Target } from './observed.ts';
import {
  findNewDefault,
  findObstacles,
  findPassedOver,
  findRisks,
  findUnreadable,
  findUnusable,
  isUsable,
} from './plan-findings.ts';
import { readState, stateOf, textIn } from './view.ts';

/** What becomes of one file and its CAs. */
interface TargetDraft {
  readonly changes: readonly FileChange[];
  readonly entries: readonly Entry[];
  readonly files: readonly AbsPath[];
  readonly blanks: Holdings['blanks'];
  readonly findings: readonly Finding[];
}

/** See Engine.plan. Nothing is touched unless BuildKit was named, now or in an earlier run that left something of ours. */
export function planBuildkit(wish: Wish, observed: BuildkitObserved): Draft {
  const { held } = wish;
  const isHeld = held.requests.length > 0 || held.entries.length > 0;
  if (!wish.named && !isHeld)
    return { changes: [], holdings: NO_HOLDINGS, findings: findPassedOver(wish, observed) };
  const used: Wish = {
    ...wish,
    ensure: wish.ensure.filter(isUsable),
    inForce: wish.inForce.filter(isUsable),
  };
  const drafts = observed.targets.map((target) => planTarget(used, observed, target));
  const changes = drafts.flatMap((draft) => draft.changes);
  const elsewhere = held.entries.filter(({ path }) => !observed.targets.some((target) => isOf(target, path)));
  const findings = [...findUnusable(wish), ...drafts.flatMap((draft) => draft.findings)];
  const isBlocked = findings.some(isBlocker);
  return {
    changes,
    holdings: {
      requests: used.inForce,
      entries: [...elsewhere, ...drafts.flatMap((draft) => draft.entries)],
      files: drafts.flatMap((draft) => draft.files),
      blanks: drafts.flatMap((draft) => draft.blanks),
      dropIn: false,
    },
    findings: isBlocked
      ? findings
      : [
          ...findings,
          ...(changes.length === 0 ? [] : findRisks(used)),
          ...findRecreations(used.inForce, held.entries, withChanges(observed, changes)),
        ],
  };
}

function planTarget(wish: Wish, observed: BuildkitObserved, target: Target): TargetDraft {
  const { path } = target;
  const own = wish.held.entries.filter((entry) => isOf(target, entry.path));
  const state = stateOf(observed, path);
  const kept: TargetDraft = {
    changes: [],
    entries: own,
    files: wish.held.files.filter((file) => isOf(target, file)),
    blanks: wish.held.blanks.filter((of) => of.path === path),
    findings: [],
  };
  const unreadable = findUnreadable(target, observed);
  if (unreadable.length > 0 || !observed.files.has(path)) {
    // Where it was named that has been said already.
    const isSaid = (one: Finding) =>
      observed.findings.some((each) => isBlocker(each) && each.path === one.path);
    return { ...kept, findings: unreadable.filter((one) => !isSaid(one)) };
  }
  const text = textIn(state);
  const read = readState(state);
  if (!text.ok || !read.ok) {
    const problem = !text.ok ? text.error : read.ok ? undefined : read.error;
    return problem === undefined ? kept : { ...kept, findings: [refusal(problem, path)] };
  }
  const certs = planCertsD(
    { ...wish, held: { ...wish.held, entries: own } },
    layoutOf(target, observed),
    certsView(observed),
  );
  const casFor = (requests: readonly Request[]) => (host: string) =>
    casOf(host, requests, target, certs, observed);
  const planned = planFile({
    conf: read.value,
    wanted: needsOf(wish.inForce, casFor(wish.inForce)),
    ensured: needsOf(wish.ensure, casFor(wish.ensure)),
    held: [
      ...own.flatMap((entry) => (entry.path === path ? (fromEntry(entry) ?? []) : [])),
      ...adopted(wish, needsIn(read.value), casFor(wish.adopted)),
    ],
  });
  const edited = editBuildkitd(text.value, planned.edits, blanksOf(wish.held, path).filter(isBlank));
  if (!edited.ok) return { ...kept, findings: [...certs.findings, refusal(edited.error, path)] };
  const isOurs = wish.held.files.includes(path) || state.kind === 'absent';
  const change: FileChange = {
    path,
    before: state,
    after: stateAfter(state, edited.value.text, isOurs, observed),
  };
  const isThere = change.after.kind === 'file';
  return {
    changes: [...certs.changes, change].filter((one) => !sameFile(one.before, one.after)),
    entries: [...planned.ours.map((need) => toEntry(need, path)), ...certs.entries],
    files: [...(isOurs && isThere ? [path] : []), ...certs.files],
    blanks: isThere && edited.value.blanks.length > 0 ? [{ path, blanks: edited.value.blanks }] : [],
    findings: [
      ...certs.findings,
      ...findObstacles(wish.ensure, read.value, planned.edits, path),
      ...findNewDefault(target, change),
    ],
  };
}

/** What others wrote and `--adopt` names: only what stands there. */
function adopted(
  wish: Wish,
  present: ReturnType<typeof needsIn>,
  casFor: (host: string) => readonly AbsPath[],
): ReturnType<typeof needsIn> {
  const meant = needsOf(wish.adopted, casFor);
  return present.filter((need) =>
    meant.some((one) => one.kind === need.kind && one.registry === need.registry && one.value === need.value),
  );
}

/** The files below certs.d that hold the CA of a registry: ours, or those of others that have it already. */
function casOf(
  host: string,
  requests: readonly Request[],
  target: Target,
  certs: CertsDraft,
  observed: BuildkitObserved,
): readonly AbsPath[] {
  const ours = certs.entries.filter((entry) => entry.value === host).map((entry) => entry.path);
  if (ours.length > 0) return ours;
  const request = requests.find((one) => one.kind === 'ca' && one.host === host);
  const wanted = new Set(request?.kind === 'ca' ? certificatesIn(Buffer.from(request.pem)) : []);
  const view = certsView(observed);
  return certificateFiles(placeFor(host, layoutOf(target, observed), view).read).filter((path) =>
    certificatesAt(view, path).some((der) => wanted.has(der)),
  );
}

function stateAfter(before: FileState, text: string, isOurs: boolean, observed: BuildkitObserved): FileState {
  if (text.trim() === '' && isOurs) return ABSENT;
  const bytes = encodeUtf8(text, false);
  return before.kind === 'file'
    ? { ...before, bytes }
    : { kind: 'file', bytes, mode: 0o644, ...observed.owner };
}

function refusal(problem: TextProblem, path: AbsPath): Finding {
  const place = {
    engine: ENGINE,
    path,
    ...(problem.position === undefined ? {} : { position: problem.position }),
  };
  return problem.detail.reason === LAYOUT
    ? finding('error', 'BUILDKITD_LAYOUT', {}, place)
    : textFinding(problem, path, ENGINE);
}
