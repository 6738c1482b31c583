// Changes a v2 registries.conf losslessly: only the bytes that an edit needs, and its inverse puts them back.

import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { lineEnding } from '../text.ts';
import { setMirrors } from './edit-mirrors.ts';
import { setSearch } from './edit-search.ts';
import { addRegistry, removeRegistry, setRegistryInsecure } from './edit-tables.ts';
import { type Blank, type Edited, findRegistry, type Pass, type RegistriesEdit } from './edits.ts';
import { badValue } from './fields.ts';
import { interpretDocument } from './read-registries.ts';
import { parseDocument, type TomlDocument } from './tree.ts';
import { verifyEdits } from './verify-edits.ts';

/** What goes with the text: the blanks of earlier edits, and the comment on top of a file that is all ours. */
export interface EditContext {
  readonly blanks: readonly Blank[];
  /** Comment lines without line end, written into an empty text and taken out when nothing else is left. */
  readonly header:
    | { readonly kind: 'absent' }
    | { readonly kind: 'lines'; readonly lines: readonly string[] };
}

/**
 * Makes the edits one after the other. What is as wanted already is not touched: no byte changes then. An edit followed
 * by its inverse (and the blanks returned) gives the text back, wherever the entry was not there before.
 *
 * The result is checked twice: the engine's rules hold for it, and an independent parser finds exactly the intended
 * difference, every comment included.
 *
 * @param text without byte-order mark; '' is a valid document
 * @returns the faults of readRegistries; VERSION_1; BAD_VALUE with the reason no-such-registry or registry-exists, or
 * what the engine would not accept of the result; EDIT_NOT_EXACT.
 */
export function editRegistries(
  text: string,
  edits: readonly RegistriesEdit[],
  { blanks, header }: EditContext,
): Result<Edited, TextProblem> {
  const before = readVersion2(text);
  if (!before.ok) return before;
  const headerText = header.kind === 'lines' ? header.lines.map((line) => `${line}\n`).join('') : '';
  const isOpen = text !== '' && !text.endsWith('\n');
  let edited: Edited = { text: isOpen ? text + lineEnding(text) : text || headerText, blanks };
  for (const edit of edits) {
    const result = applyEdit(edited, edit);
    if (!result.ok) return result;
    edited = result.value;
  }
  const after = closeText(edited.text, text, isOpen, headerText);
  const problem = after === text ? undefined : checkResult(before.value, after, edits, headerText);
  return problem === undefined ? ok({ text: after, blanks: edited.blanks }) : err(problem);
}

function closeText(edited: string, text: string, isOpen: boolean, headerText: string): string {
  if (edited !== text && edited === headerText && (text === '' || text.startsWith(headerText))) return '';
  return isOpen ? edited.replace(/\r?\n$/, '') : edited;
}

function checkResult(
  before: TomlDocument,
  text: string,
  edits: readonly RegistriesEdit[],
  headerText: string,
): TextProblem | undefined {
  const after = readVersion2(text);
  if (!after.ok) return after.error;
  return verifyEdits(before, after.value, edits, headerText);
}

function readVersion2(text: string): Result<TomlDocument, TextProblem> {
  const document = parseDocument(text);
  if (!document.ok) return document;
  const conf = interpretDocument(document.value);
  if (!conf.ok) return conf;
  if (conf.value.version === 2) return document;
  return err({ code: 'VERSION_1', position: conf.value.position, detail: {} });
}

/** Each pass sees a freshly parsed document, so that no offset is ever carried over a change. */
function applyEdit(edited: Edited, edit: RegistriesEdit): Result<Edited, TextProblem> {
  let current = edited;
  for (const pass of passesOf(edit)) {
    const document = parseDocument(current.text);
    if (!document.ok)
      return err({ code: 'EDIT_NOT_EXACT', detail: { key: edit.kind, cause: document.error.code } });
    const problem = checkTarget(document.value, edit);
    if (problem !== undefined) return err(problem);
    current = pass(document.value, current.blanks);
  }
  return ok(current);
}

function passesOf(edit: RegistriesEdit): readonly Pass[] {
  switch (edit.kind) {
    case 'set-search':
      return [setSearch(edit.search)];
    case 'add-registry':
      return [addRegistry(edit.registry)];
    case 'set-insecure':
      return [setRegistryInsecure(edit.prefix, edit.insecure)];
    case 'set-mirrors':
      return setMirrors(edit.prefix, edit.mirrors);
    case 'remove-registry':
      return [removeRegistry(edit.prefix)];
  }
}

function checkTarget(document: TomlDocument, edit: RegistriesEdit): TextProblem | undefined {
  if (edit.kind === 'set-search') return undefined;
  const prefix = edit.kind === 'add-registry' ? edit.registry.prefix : edit.prefix;
  const found = findRegistry(document, prefix);
  if (edit.kind === 'add-registry') {
    return found && badValue('registry-exists', found.table.position, { prefix });
  }
  return found === undefined ? badValue('no-such-registry', { line: 1, column: 1 }, { prefix }) : undefined;
}
