// The edit of daemon.json and certs.d that makes a wish true. Pure.

import { editLists, type Blank as JsonBlank, type ListEdit } from '../../formats/json/edit.ts';
import { readStringList } from '../../formats/json/read.ts';
import { encodeUtf8 } from '../../formats/text.ts';
import { ABSENT, type AbsPath, type FileChange, type FileState } from '../../model/file.ts';
import { type Finding, finding, textFinding } from '../../model/finding.ts';
import { type Blank, blanksOf, type Entry } from '../../model/managed.ts';
import type { Draft } from '../../model/plan.ts';
import { CERTS_D } from '../certs-d.ts';
import { planCertsD } from '../certs-d-plan.ts';
import { type Wish, withChanges } from '../engine.ts';
import { withNames } from './addresses.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import {
  type DaemonJson,
  ENGINE,
  INSECURE,
  judgeDaemonJson,
  MIRRORS,
  readDaemonJson,
} from './daemon-json.ts';
import { derive, findUnusable, usableRequests } from './derive.ts';
import { findFlagConflicts } from './flag-conflicts.ts';
import { hubHostsPath, planHubHosts, readsHubHosts, withDirectories } from './hub-hosts.ts';
import { arrangeOrdered, arrangeUnordered, type ListOutcome, type ListTask } from './lists.ts';
import { canonicalInsecure, canonicalMirror } from './names.ts';
import { type DockerObserved, versionOf } from './observed.ts';
import { findRisks } from './risks.ts';

/** What becomes of daemon.json. */
interface FileDraft {
  readonly changes: readonly FileChange[];
  readonly entries: readonly Entry[];
  readonly isOurs: boolean;
  readonly blanks: readonly Blank[];
  readonly addedMirrors: readonly string[];
  readonly findings: readonly Finding[];
}

/** Plans a wish; see Engine.plan. */
export function planDocker(wish: Wish, observed: DockerObserved): Draft {
  const used: Wish = { ...wish, ensure: usableRequests(wish.ensure), inForce: usableRequests(wish.inForce) };
  const certs = planCertsD(used, certsLayout(observed), certsView(observed));
  const file = planFile(used, observed);
  const changed = withDirectories(withChanges(observed, [...file.changes, ...certs.changes]));
  const after = { ...changed, addresses: withNames(observed.addresses, wish.names ?? []) };
  const { held } = wish;
  const hosts = planHubHosts(used, after, certs.files);
  const hostsPath = hubHostsPath(observed);
  const elsewhere = held.entries.filter(
    ({ path, kind }) => path !== observed.configPath && kind !== CERTS_D && path !== hostsPath,
  );
  const gone = certs.changes.filter((change) => change.after.kind === 'absent');
  const put = certs.changes.filter((change) => !gone.includes(change));
  const otherBlanks = held.blanks.filter((of) => of.path !== observed.configPath);
  return {
    // A hosts.toml must never name a CA that is not there: every pull would fail (28.5.2).
    changes: [...file.changes, ...put, ...hosts.changes, ...gone],
    holdings: {
      requests: used.inForce,
      entries: [...file.entries, ...elsewhere, ...certs.entries, ...hosts.entries],
      files: [...(file.isOurs ? [observed.configPath] : []), ...certs.files, ...hosts.files],
      blanks: [
        ...otherBlanks,
        ...(file.blanks.length === 0 ? [] : [{ path: observed.configPath, blanks: file.blanks }]),
      ],
      dropIn: false,
    },
    findings: [
      ...findUnusable(wish.ensure, wish.named),
      ...file.findings,
      ...certs.findings.filter((one) => !isBesideOurs(one, hosts.files)),
      ...hosts.findings,
      ...findRisks(used, withDirectories(withChanges(after, hosts.changes)), file.addedMirrors, hosts),
    ],
  };
}

/** Where our hosts.toml for docker.io stands, it names the CA of docker.io that was asked for. */
function isBesideOurs(one: Finding, ours: readonly AbsPath[]): boolean {
  return one.code === 'CERTS_D_SHADOWED' && ours.includes(one.arguments.by);
}

function planFile(wish: Wish, observed: DockerObserved): FileDraft {
  const path = observed.configPath;
  const held = wish.held.entries.filter((entry) => entry.path === path);
  const named = derive(wish.ensure);
  const isConcerned = held.length > 0 || named.mirrors.length > 0 || named.insecure.length > 0;
  const state = observed.files.get(path);
  const untouched: FileDraft = {
    changes: [],
    entries: held,
    isOurs: wish.held.files.includes(path),
    blanks: blanksOf(wish.held, path),
    addedMirrors: [],
    findings: [],
  };
  // A file that is not to be touched does not stand in the way of certs.d, whatever is wrong with it.
  const said = (findings: readonly Finding[]): readonly Finding[] =>
    isConcerned || wish.adopted.length > 0
      ? findings
      : findings.map((one) => (one.severity === 'error' ? { ...one, severity: 'warning' } : one));
  if (state === undefined)
    return {
      ...untouched,
      findings:
        isConcerned && !observed.findings.some((one) => one.severity === 'error' && one.path === path)
          ? [finding('error', 'NO_PERMISSION', { error: 'EACCES' }, { engine: ENGINE, path })]
          : [],
    };
  const read = readDaemonJson(state, versionOf(observed));
  if (!read.ok) return { ...untouched, findings: said([textFinding(read.error, path, ENGINE)]) };
  const judged = judgeDaemonJson(read.value.view, path, versionOf(observed));
  if (judged.some((one) => one.severity === 'error')) return { ...untouched, findings: said(judged) };
  const draft = editFile(wish, observed, state, read.value);
  return { ...draft, findings: said([...judged, ...draft.findings]) };
}

/** Insecure registries first: a mirror is never there without the permission that it needs. */
const KINDS = [
  { key: INSECURE, canonical: canonicalInsecure, arrange: arrangeUnordered, field: 'insecure' },
  { key: MIRRORS, canonical: canonicalMirror, arrange: arrangeOrdered, field: 'mirrors' },
] as const;

function editFile(wish: Wish, observed: DockerObserved, state: FileState, json: DaemonJson): FileDraft {
  const path = observed.configPath;
  const blanks = blanksOf(wish.held, path).filter(isJsonBlank);
  const outcomes = KINDS.map((kind) => {
    const list = readStringList(json.view, kind.key);
    const present = list.ok && list.value.kind === 'list' ? list.value.values : [];
    return { ...kind, present, outcome: kind.arrange(listTask(wish, observed, kind, present)) };
  });
  const edits = outcomes.flatMap(({ key, present, outcome }): readonly ListEdit[] =>
    sameTexts(present, outcome.values) ? [] : [{ key, list: wantedList(key, outcome, blanks) }],
  );
  const entries = outcomes.flatMap(({ key, outcome }) =>
    outcome.ours.map((value) => ({ path, kind: key, value })),
  );
  const edited = editLists(json.view.text, edits, blanks);
  const isOurs = wish.held.files.includes(path) || (state.kind === 'absent' && edits.length > 0);
  const common = { entries, addedMirrors: outcomes[1]?.outcome.added ?? [], findings: [] };
  if (!edited.ok)
    return { ...common, changes: [], isOurs, blanks, findings: [textFinding(edited.error, path, ENGINE)] };
  if (edits.length === 0)
    return { ...common, changes: [], isOurs, blanks, findings: findFlagConflicts(json.view, observed) };
  const after = stateAfter(state, edited.value.text, json.bom, isOurs, observed);
  const reread = readDaemonJson(after, versionOf(observed));
  return {
    ...common,
    changes: [{ path, before: state, after }],
    isOurs: isOurs && after.kind === 'file',
    blanks: after.kind === 'file' ? edited.value.blanks : [],
    findings: reread.ok
      ? findFlagConflicts(reread.value.view, observed)
      : [textFinding(reread.error, path, ENGINE)],
  };
}

function listTask(
  wish: Wish,
  observed: DockerObserved,
  { key, canonical, field }: (typeof KINDS)[number],
  present: readonly string[],
): ListTask {
  const { configPath } = observed;
  const held = wish.held.entries.filter((entry) => entry.path === configPath && entry.kind === key);
  // Of a version that is not known both are written: one before 28 uses an http mirror only when it is listed.
  const isPlain = readsHubHosts(observed, wish.held) && versionOf(observed) !== undefined;
  const http = isPlain ? 'plain' : 'insecure';
  return {
    present,
    canonical,
    ours: new Set([...held.map((entry) => entry.value), ...derive(wish.adopted)[field]].map(canonical)),
    needed: new Set(derive(wish.inForce, http)[field].map(canonical)),
    named: derive(wish.ensure, http)[field],
  };
}

/** A list that was there without entries before ours came is so again; any other goes with its last entry. */
function wantedList(key: string, outcome: ListOutcome, blanks: readonly JsonBlank[]): ListEdit['list'] {
  if (outcome.values.length > 0) return { kind: 'list', values: outcome.values };
  return blanks.some((blank) => blank.at === `list:${key}`)
    ? { kind: 'list', values: [] }
    : { kind: 'absent' };
}

/** A file that we made goes when nothing of it remains. */
function stateAfter(
  before: FileState,
  text: string,
  bom: boolean,
  isOurs: boolean,
  observed: DockerObserved,
): FileState {
  if (isOurs && text.trim() === '') return ABSENT;
  const bytes = encodeUtf8(text, bom);
  return before.kind === 'file'
    ? { ...before, bytes }
    : { kind: 'file', bytes, mode: 0o644, ...observed.owner };
}

function isJsonBlank(blank: Blank): blank is JsonBlank {
  return blank.at === 'document' || blank.at === 'object' || blank.at.startsWith('list:');
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
