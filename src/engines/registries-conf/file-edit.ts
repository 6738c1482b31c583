// One registries.conf on its way from what stands in it to what is planned: text, blanks, absence.

import { encodeUtf8 } from '../../formats/text.ts';
import { convertVersion1 } from '../../formats/toml/convert-version1.ts';
import { type EditContext, editRegistries } from '../../formats/toml/edit-registries.ts';
import type { Blank, RegistriesEdit } from '../../formats/toml/edits.ts';
import { ABSENT, type AbsPath, type FileChange, type FileState } from '../../model/file.ts';
import type { Blank as HeldBlank, Holdings } from '../../model/managed.ts';
import { ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { dropInHeader } from './drop-in.ts';
import type { RegistriesObserved } from './observed.ts';
import { readConf, stateOf } from './view.ts';

/** The blank that says: the search list was there and empty. The formats have none for it, as nothing gets lost. */
export const EMPTY_LIST: HeldBlank = { at: 'unqualified-search-registries', text: '[]' };

export interface EditedFile {
  readonly text: string;
  readonly blanks: readonly HeldBlank[];
}

/** The text of a file; v1 turned into v2 where that is permitted. */
export function openText(
  observed: RegistriesObserved,
  path: AbsPath,
  mayConvert: boolean,
): Result<string, TextProblem> {
  const read = readConf(stateOf(observed, path), observed.rules);
  if (!read.ok) return read;
  if (read.value.version === 2 || !mayConvert) return ok(read.value.text);
  const converted = convertVersion1(read.value.text);
  return converted.ok ? ok(converted.value.text) : converted;
}

/** Makes edits, if there are any: a v1 file can stay as it is then. The blanks of earlier runs come from the holdings. */
export function editText(
  { own }: RegistriesObserved,
  path: AbsPath,
  text: string,
  edits: readonly RegistriesEdit[],
  blanks: readonly HeldBlank[],
): Result<EditedFile, TextProblem> {
  if (edits.length === 0) return ok({ text, blanks });
  const header: EditContext['header'] =
    path === own.dropIn ? { kind: 'lines', lines: dropInHeader(own) } : { kind: 'absent' };
  const edited = editRegistries(text, edits, { blanks: blanks.filter(isFormatBlank), header });
  if (!edited.ok) return edited;
  const empty = blanks.filter((blank) => blank.at === EMPTY_LIST.at);
  return ok({ text: edited.value.text, blanks: [...empty, ...edited.value.blanks] });
}

function isFormatBlank(blank: HeldBlank): blank is Blank {
  return blank.at.startsWith('insecure:') || blank.at.startsWith('mirrors:');
}

/** An empty file goes only when it is one that we made. A new one is for everybody to read: rootless users need it. */
export function toChange(
  observed: RegistriesObserved,
  path: AbsPath,
  text: string,
  held: Holdings,
): readonly FileChange[] {
  const before = stateOf(observed, path);
  const after = stateAfter(observed, before, text, held.files.includes(path) || path === observed.own.dropIn);
  if (before.kind === 'absent' && after.kind === 'absent') return [];
  return [{ path, before, after }];
}

function stateAfter(
  observed: RegistriesObserved,
  before: FileState,
  text: string,
  isOurs: boolean,
): FileState {
  if (text === '' && (isOurs || before.kind === 'absent')) return ABSENT;
  if (before.kind === 'absent') {
    return { kind: 'file', bytes: encodeUtf8(text, false), mode: 0o644, ...observed.owner };
  }
  const read = readConf(before, observed.rules);
  return { ...before, bytes: encodeUtf8(text, read.ok && read.value.bom) };
}
