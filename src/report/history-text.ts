// The history of a host for people.

import type { ReportedGeneration } from '../model/outcome.ts';
import { changeLines } from './diff-text.ts';
import type { Language } from './languages/language.ts';
import { wordsFor } from './languages/pieces.ts';
import type { Paint } from './paint.ts';
import { visibleLine } from './visible.ts';

/** One block for each generation; with its differences where they were asked for. */
export function generationLines(
  generations: readonly ReportedGeneration[],
  { verbose, language }: { readonly verbose: boolean; readonly language: Language },
  paint: Paint,
): readonly (readonly string[])[] {
  if (generations.length === 0) return [[language.history.empty]];
  if (generations.some(({ changes }) => changes !== undefined)) {
    return generations.flatMap((one) => [
      summaryLines(one, language, paint),
      ...(one.changes ?? []).map((change) => changeLines(change, language, paint)),
    ]);
  }
  return [
    generations.flatMap((one) => [...summaryLines(one, language, paint), ...(verbose ? pathLines(one) : [])]),
  ];
}

function summaryLines(
  { id, time, command, flags, by, outcome, undone, until, lapsed }: ReportedGeneration,
  { history }: Language,
  paint: Paint,
): readonly string[] {
  const asked = [command, ...flags, ...(by === undefined ? [] : [history.byAgent])].join(' ');
  const more = [
    ...(undone ? [history.undone] : []),
    ...(until === undefined ? [] : [history.until(until)]),
    ...(lapsed === undefined ? [] : [history.notConfirmed]),
  ];
  const words = [time, asked, [wordsFor(outcome, history.outcomes), ...more].join(', ')];
  return [[paint('bold', visibleLine(id)), ...words.map(visibleLine)].join('  ')];
}

function pathLines({ paths }: ReportedGeneration): readonly string[] {
  return paths.map((path) => `  ${visibleLine(path)}`);
}
