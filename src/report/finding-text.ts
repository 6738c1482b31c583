// One finding for people: how bad, where, what is wrong, what to do.

import type { Finding, Severity } from '../model/finding.ts';
import { diffLines } from './diff-text.ts';
import type { Language } from './languages/language.ts';
import { sentenceOf } from './languages/sentence.ts';
import type { Look } from './look.ts';
import type { Color, Paint } from './paint.ts';
import { visible, visibleLine } from './visible.ts';
import { wrapped } from './wrap.ts';

const COLORS = { error: 'red', warning: 'yellow', info: 'cyan' } as const satisfies Record<Severity, Color>;
const INDENT = '  ';

/** One thing that is said of one engine or of several alike. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly engines: readonly string[];
}

/** What several engines have to say alike is said once. */
export function groupFindings(findings: readonly Finding[], language: Language): readonly FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const { code, path, position } = finding;
    const { message, hint } = sentenceOf(finding, language);
    const key = JSON.stringify([code, path, position, finding.arguments, message, hint]);
    const engines = [
      ...(groups.get(key)?.engines ?? []),
      ...(finding.engine === undefined ? [] : [finding.engine]),
    ];
    groups.set(key, { finding, engines: [...new Set(engines)] });
  }
  return [...groups.values()];
}

/**
 * The message with its place in the form that editors follow (file:line:column), and the hint below it. A hint is not
 * broken into lines: what is in it has to be good for pasting.
 */
export function findingLines(
  { finding, engines }: FindingGroup,
  { verbose, language, width }: Pick<Look, 'verbose' | 'language' | 'width'>,
  paint: Paint,
): readonly string[] {
  const { message, hint } = sentenceOf(finding, language);
  const code = verbose ? ` [${finding.code}]` : '';
  const label = paint(COLORS[finding.severity], language.labels.severities[finding.severity]);
  const unnamed = engines.filter((engine) => !message.startsWith(`${engine} `));
  const places = [unnamed.join(', '), placeOf(finding)].filter((place) => place !== '');
  const line = `${label} ${places.map((place) => `${visibleLine(place)}: `).join('')}${visibleLine(message)}${code}`;
  return [
    ...wrapped(line, width),
    ...('diff' in finding.arguments && finding.arguments.diff !== ''
      ? diffLines(finding.arguments.diff, paint)
      : []),
    ...(hint === ''
      ? []
      : visible(hint)
          .split('\n')
          .map((line) => `${INDENT}${line}`)),
  ];
}

function placeOf({ path, position }: Finding): string {
  if (path === undefined) return '';
  return position === undefined ? path : `${path}:${position.line}:${position.column}`;
}
