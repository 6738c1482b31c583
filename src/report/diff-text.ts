// Differences of files on a terminal.

import type { ReportedChange } from '../model/outcome.ts';
import type { Language } from './languages/language.ts';
import type { Paint } from './paint.ts';
import { visible, visibleLine } from './visible.ts';

/** The path, what happens to it, and the difference, indented. */
export function changeLines(
  { path, kind, diff }: ReportedChange,
  { labels }: Language,
  paint: Paint,
): readonly string[] {
  return [paint('bold', `${visibleLine(path)} (${labels.changes[kind]})`), ...diffLines(diff, paint)];
}

/** A unified difference without the lines that name the files. */
export function diffLines(diff: string, paint: Paint): readonly string[] {
  const lines = diff.replace(/\n$/, '').split('\n');
  const body = lines.filter((line, index) => line !== '' && !(index < 2 && /^(?:---|\+\+\+) /.test(line)));
  return body.map((line) => `  ${paintLine(visible(line), paint)}`);
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('@@') ? paint('cyan', line) : line;
}
