// The drafts of the main file and of our drop-in. Pure.

import type { RegistriesConf } from '../../formats/toml/conf.ts';
import type { RegistriesEdit } from '../../formats/toml/edits.ts';
import { type EffectiveView, mergeView } from '../../formats/toml/effective.ts';
import { type AbsPath, type FileChange, sameFile } from '../../model/file.ts';
import { type Blank, blanksOf, type Entry, type Holdings } from '../../model/managed.ts';
import { ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { type Wish, withChanges } from '../engine.ts';
import { type Aim, heldAt } from './aim.ts';
import { carryOver, dropInHeader, isFaithful, renderTable, unmetNeeds } from './drop-in.ts';
import { EMPTY_LIST, editText, openText, toChange } from './file-edit.ts';
import { planFile } from './file-plan.ts';
import { type Need, NeedSet, needsInView, toEntry } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import type { Rules } from './rules.ts';
import { NO_CONF, readConf, type SourceProblem, viewOf } from './view.ts';

/** What is planned for the files, what is ours in them afterwards, and what an inverse needs. */
export interface FilesDraft {
  readonly changes: readonly FileChange[];
  readonly entries: readonly Entry[];
  readonly blanks: Holdings['blanks'];
}

export type Drafted = Result<FilesDraft, SourceProblem>;

/** Entries that other files give already are not repeated. */
export function planMain(wish: Wish, observed: RegistriesObserved, aim: Aim, view: EffectiveView): Drafted {
  const met = new NeedSet(needsInView(view));
  const ensured = aim.ensured.filter((need) => !met.has(need));
  return editMain(wish, observed, aim, new NeedSet(aim.inForce), ensured);
}

function editMain(
  wish: Wish,
  observed: RegistriesObserved,
  aim: Aim,
  wanted: NeedSet,
  ensured: readonly Need[],
): Drafted {
  const opened = openText(observed, observed.own.main, wish.convert);
  if (!opened.ok) return fail(observed, observed.own.main, opened.error);
  const text = opened.value;
  const conf = readText(text, observed.rules);
  const blanks = blanksOf(wish.held, observed.own.main);
  const planned = planFile({
    conf,
    wanted,
    ensured,
    named: aim.named,
    held: new NeedSet([...heldAt(wish, observed.own.main), ...aim.adopted]),
    carried: new NeedSet([]),
    tail: aim.tail,
    emptyList: blanks.some((blank) => blank.at === EMPTY_LIST.at),
    ownFile: false,
  });
  return finish(
    wish,
    observed,
    observed.own.main,
    text,
    planned.edits,
    planned.ours,
    noteEmptyList(conf, planned.edits, blanks),
  );
}

function readText(text: string, rules: Rules): RegistriesConf {
  const bytes = new TextEncoder().encode(text);
  const read = readConf({ kind: 'file', bytes, mode: 0o644, uid: 0, gid: 0 }, rules);
  return read.ok ? read.value.conf : NO_CONF;
}

function noteEmptyList(
  conf: RegistriesConf,
  edits: readonly RegistriesEdit[],
  blanks: readonly Blank[],
): readonly Blank[] {
  const list = edits.find((edit) => edit.kind === 'set-search')?.search;
  if (list === undefined) return blanks;
  const others = blanks.filter((blank) => blank.at !== EMPTY_LIST.at);
  const wasEmpty = conf.search.kind === 'list' && conf.search.values.length === 0;
  const isEmpty = list.kind === 'absent' || list.values.length === 0;
  return isEmpty ? others : wasEmpty ? [...others, EMPTY_LIST] : blanks;
}

/** With the drop-in, entries of ours in the main file move when --drop-in is given; later they stay where they are. */
export function planBoth(wish: Wish, observed: RegistriesObserved, aim: Aim): Drafted {
  const isMoving = wish.dropIn && !wish.held.dropIn;
  const moved = isMoving ? heldAt(wish, observed.own.main) : [];
  const main = editMain(wish, observed, aim, new NeedSet(isMoving ? [] : aim.inForce), []);
  if (!main.ok) return main;
  const changed = withChanges(observed, main.value.changes);
  const dropIn = planDropIn(wish, changed, aim, moved);
  if (!dropIn.ok) return dropIn;
  return ok({
    changes: [...main.value.changes, ...dropIn.value.changes],
    entries: [...main.value.entries, ...dropIn.value.entries],
    blanks: [...main.value.blanks, ...dropIn.value.blanks],
  });
}

function planDropIn(wish: Wish, observed: RegistriesObserved, aim: Aim, moved: readonly Need[]): Drafted {
  const base = viewOf(observed, [observed.own.dropIn]);
  const view = base.ok ? base.value : mergeView([]);
  const heldHere = heldAt(wish, observed.own.dropIn);
  const due = new NeedSet([...aim.ensured, ...heldHere, ...moved]);
  const needed = unmetNeeds(
    view,
    aim.inForce.filter((need) => due.has(need)),
  );
  const carried = carryOver(view, needed);
  const prepared = prepareText(observed, carried.tables, wish);
  if (!prepared.ok) return prepared;
  const planned = planFile({
    conf: readText(prepared.value.text, observed.rules),
    wanted: new NeedSet([...needed, ...carried.needs.all]),
    ensured: [...carried.needs.all, ...needed],
    named: aim.named,
    held: new NeedSet([...heldHere, ...moved, ...carried.needs.all]),
    carried: carried.needs,
    tail: aim.tail,
    emptyList: false,
    ownFile: true,
  });
  const { text, blanks } = prepared.value;
  return finish(wish, observed, observed.own.dropIn, text, planned.edits, planned.ours, blanks);
}

/** The drop-in with the tables that it hides copied into it, afresh where the copy says something else by now. */
function prepareText(
  observed: RegistriesObserved,
  originals: readonly Parameters<typeof renderTable>[0][],
  wish: Wish,
): Result<{ readonly text: string; readonly blanks: readonly Blank[] }, SourceProblem> {
  const opened = openText(observed, observed.own.dropIn, false);
  if (!opened.ok) return fail(observed, observed.own.dropIn, opened.error);
  const { registries } = readText(opened.value, observed.rules);
  const copyOf = (prefix: string) => registries.find((copy) => copy.prefix === prefix);
  const stale = originals.filter((original) => {
    const copy = copyOf(original.prefix);
    return copy !== undefined && !isFaithful(copy, original);
  });
  const edits = stale.map(({ prefix }) => ({ kind: 'remove-registry', prefix }) as const);
  const cleared = editText(
    observed,
    observed.own.dropIn,
    opened.value,
    edits,
    blanksOf(wish.held, observed.own.dropIn),
  );
  if (!cleared.ok) return fail(observed, observed.own.dropIn, cleared.error);
  const fresh = originals.filter(
    (original) => stale.includes(original) || copyOf(original.prefix) === undefined,
  );
  const header = dropInHeader(observed.own)
    .map((line) => `${line}\n`)
    .join('');
  const text = fresh.length === 0 ? cleared.value.text : cleared.value.text || header;
  return ok({ text: text + fresh.map(renderTable).join(''), blanks: cleared.value.blanks });
}

function finish(
  wish: Wish,
  observed: RegistriesObserved,
  path: AbsPath,
  text: string,
  edits: readonly RegistriesEdit[],
  ours: readonly Need[],
  blanks: readonly Blank[],
): Drafted {
  const edited = editText(observed, path, text, edits, blanks);
  if (!edited.ok) return fail(observed, path, edited.error);
  const changes = toChange(observed, path, edited.value.text, wish.held);
  return ok({
    changes: changes.filter((one) => !sameFile(one.before, one.after)),
    entries: ours.map((need) => toEntry(need, path)),
    blanks: edited.value.blanks.length === 0 ? [] : [{ path, blanks: edited.value.blanks }],
  });
}

function fail(
  { own }: RegistriesObserved,
  path: AbsPath,
  problem: TextProblem,
): { readonly ok: false; readonly error: SourceProblem } {
  return { ok: false, error: { path, problem, role: path === own.main ? 'main' : 'drop-in' } };
}
