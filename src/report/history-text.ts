// The history of a host for people.

import type { ReportedGeneration } from '../model/outcome.ts';
import { changeLines } from './diff-text.ts';
import type { Paint } from './paint.ts';
import { visibleLine } from './visible.ts';

/** One block for each generation; with its differences where they were asked for. */
export function generationLines(
  generations: readonly ReportedGeneration[],
  { verbose }: { readonly verbose: boolean },
  paint: Paint,
): readonly (readonly string[])[] {
  if (generations.length === 0) return [['Nothing has been changed by registry-client on this host.']];
  if (generations.some(({ changes }) => changes !== undefined)) {
    return generations.flatMap((one) => [
      summaryLines(one, paint),
      ...(one.changes ?? []).map((change) => changeLines(change, paint)),
    ]);
  }
  return [generations.flatMap((one) => [...summaryLines(one, paint), ...(verbose ? pathLines(one) : [])])];
}

function summaryLines(
  { id, time, command, flags, by, outcome, undone, until, lapsed }: ReportedGeneration,
  paint: Paint,
): readonly string[] {
  const asked = [command, ...flags, ...(by === undefined ? [] : ['(by the agent)'])].join(' ');
  const more = [
    ...(undone ? ['undone'] : []),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(lapsed === undefined ? [] : ['not confirmed']),
  ];
  const words = [time, asked, [outcome, ...more].join(', ')];
  return [[paint('bold', visibleLine(id)), ...words.map(visibleLine)].join('  ')];
}

function pathLines({ paths }: ReportedGeneration): readonly string[] {
  return paths.map((path) => `  ${visibleLine(path)}`);
}
