// The edit of registries.yaml, and of the CA files that it names, that makes a wish true. Pure.

import { encodeUtf8 } from '../../formats/text.ts';
import { editYaml, type YamlBlank } from '../../formats/yaml/edit.ts';
import { ABSENT, type AbsPath, type FileState, sameFile } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type Blank, blanksOf } from '../../model/managed.ts';
import type { Draft } from '../../model/plan.ts';
import type { Wish } from '../engine.ts';
import type { Distribution } from './distribution.ts';
import { type Context, draftAll, type Part } from './draft.ts';
import { usableRequests } from './needs.ts';
import { type MainText, type RancherObserved, readMain, stateAt } from './observed.ts';
import { findUnusable, findWorthKnowing, yamlFinding } from './plan-findings.ts';

export function planRancher(distribution: Distribution, wish: Wish, observed: RancherObserved): Draft {
  const used = { ...wish, ensure: usableRequests(wish.ensure), inForce: usableRequests(wish.inForce) };
  const held = wish.held.entries.filter(({ path }) => path === observed.settings.file);
  const unusable = findUnusable(distribution, wish);
  const isIdle = used.ensure.every(({ kind }) => kind === 'registry') && held.length === 0;
  if (isIdle && wish.adopted.length === 0) return keep(used, wish, unusable);
  const obstacles = findObstacles(distribution, observed);
  const main = readMain(observed);
  if (obstacles.length > 0 || !main.ok) {
    const problem = main.ok ? [] : [yamlFinding(main.error, observed.settings.file, distribution.id)];
    return keep(used, wish, [...unusable, ...(obstacles.length > 0 ? obstacles : problem)]);
  }
  const context: Context = {
    distribution,
    wish: used,
    observed,
    registries: main.value.registries,
    held,
  };
  const draft = draftFile(context, main.value);
  return { ...draft, findings: [...unusable, ...draft.findings] };
}

/** Nothing changes, and what is ours stays so. */
function keep(used: Wish, { held }: Wish, findings: readonly Finding[]): Draft {
  return { changes: [], holdings: { ...held, requests: used.inForce, dropIn: false }, findings };
}

function findObstacles(distribution: Distribution, observed: RancherObserved): readonly Finding[] {
  const { file, otherRuntime } = observed.settings;
  const place = { engine: distribution.id, path: file };
  if (otherRuntime !== null)
    return [finding('error', 'RANCHER_OTHER_RUNTIME', { option: otherRuntime }, place)];
  if (observed.files.has(file)) return [];
  const said = observed.findings.some(({ severity, path }) => severity === 'error' && path === file);
  return said ? [] : [finding('error', 'NO_PERMISSION', { error: 'EACCES' }, place)];
}

function draftFile(context: Context, main: MainText): Draft {
  const { distribution, wish, observed } = context;
  const path = observed.settings.file;
  const parts = draftAll(context);
  const blanks = blanksOf(wish.held, path);
  const edited = editYaml(
    main.text,
    parts.flatMap(({ edits }) => edits),
    blanks,
  );
  const findings = parts.flatMap((part) => part.findings);
  if (!edited.ok) return keep(wish, wish, [...findings, yamlFinding(edited.error, path, distribution.id)]);
  const before = stateAt(observed, path);
  const isMade = wish.held.files.includes(path) || (before.kind === 'absent' && edited.value.text !== '');
  const after = stateAfter(before, edited.value.text, main.bom, isMade, observed);
  const changes = [...parts.flatMap((part) => part.changes), { path, before, after }].filter(
    (change) => !sameFile(change.before, change.after),
  );
  const elsewhere = wish.held.entries.filter((entry) => entry.path !== path);
  const made = isMade && after.kind === 'file' ? [path] : [];
  return {
    changes,
    holdings: {
      requests: wish.inForce,
      entries: [...parts.flatMap((part) => part.entries), ...elsewhere],
      files: [...made, ...filesAfter(parts, context)],
      blanks: after.kind === 'file' ? notedBlanks(path, edited.value.blanks) : [],
      dropIn: false,
    },
    findings: [...findings, ...findWorthKnowing(context)],
  };
}

function notedBlanks(
  path: AbsPath,
  blanks: readonly YamlBlank[],
): readonly { readonly path: AbsPath; readonly blanks: readonly Blank[] }[] {
  return blanks.length === 0 ? [] : [{ path, blanks }];
}

/** CA files that were there before are nobody's to take away, though our key names them. */
function filesAfter(parts: readonly Part[], { wish, observed }: Context): readonly AbsPath[] {
  return parts
    .flatMap(({ files }) => files)
    .filter((file) => wish.held.files.includes(file) || stateAt(observed, file).kind === 'absent');
}

/** A file that we made goes when nothing of it remains. */
function stateAfter(
  before: FileState,
  text: string,
  bom: boolean,
  isMade: boolean,
  observed: RancherObserved,
): FileState {
  if (before.kind === 'absent' && text === '') return ABSENT;
  if (isMade && text.trim() === '') return ABSENT;
  const bytes = encodeUtf8(text, bom);
  // It may come to hold logins: for root alone, as k3s writes its own.
  return before.kind === 'file'
    ? { ...before, bytes }
    : { kind: 'file', bytes, mode: 0o600, ...observed.owner };
}
