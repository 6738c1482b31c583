// What the files of an observation say. Pure.

import { type BuildkitdConf, readBuildkitd } from '../../formats/buildkitd/read.ts';
import { decodeUtf8 } from '../../formats/text.ts';
import { ABSENT, type AbsPath, type FileState } from '../../model/file.ts';
import { err, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import type { BuildkitObserved } from './observed.ts';

export function stateOf(observed: Pick<BuildkitObserved, 'files'>, path: AbsPath): FileState {
  return observed.files.get(path) ?? ABSENT;
}

/** The text of a file as it is to be edited. buildkitd refuses a byte-order mark. */
export function textIn(state: FileState): Result<string, TextProblem> {
  if (state.kind === 'absent') return { ok: true, value: '' };
  const decoded = decodeUtf8(state.bytes);
  if (!decoded.ok) return decoded;
  return decoded.value.bom
    ? err({ code: 'BYTE_ORDER_MARK', position: { line: 1, column: 1 }, detail: {} })
    : { ok: true, value: decoded.value.text };
}

export function readState(state: FileState): Result<BuildkitdConf, TextProblem> {
  const text = textIn(state);
  return text.ok ? readBuildkitd(text.value) : text;
}

/** What stands in it; nothing where it cannot be read: the plan says why. */
export function confAt(observed: Pick<BuildkitObserved, 'files'>, path: AbsPath): BuildkitdConf | undefined {
  const read = readState(stateOf(observed, path));
  return read.ok ? read.value : undefined;
}
