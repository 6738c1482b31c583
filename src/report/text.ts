// A report for people: what happened, what changed, what each engine has loaded, and what there is to know or do.

import type { Finding } from '../model/finding.ts';
import {
  type EngineReport,
  exitCodeOf,
  type Outcome,
  type Report,
  type ReportedEntry,
} from '../model/outcome.ts';
import { changeLines } from './diff-text.ts';
import { findingLines, groupFindings } from './finding-text.ts';
import { generationLines } from './history-text.ts';
import type { EngineWords, Headlines, Language } from './languages/language.ts';
import { loadedLines } from './loaded-text.ts';
import type { Look } from './look.ts';
import { type Paint, painter } from './paint.ts';
import { endpointLines, imageLines } from './route-text.ts';
import { visibleLine } from './visible.ts';

/**
 * Lines with a line feed at the end of each; '' when there is nothing to say. With `quiet` only warnings and errors
 * are shown, and what was asked for: the differences of a dry run, the history, the help.
 */
export function toText(report: Report, look: Look): string {
  if (report.silent === true) return '';
  const paint = painter(look.color);
  // From 64 on nothing was tried: the findings say it all.
  if (exitCodeOf(report) >= 64) return textOf([findingBlock(report, look, paint)]);
  return textOf([
    headline(report, look, paint),
    ...bodyBlocks(report, look, paint),
    findingBlock(report, look, paint),
  ]);
}

/** What is to be said beside a text that was asked for, such as the document of cloud-init, for another stream. */
export function findingsToText(report: Report, look: Look): string {
  return textOf([findingBlock(report, look, painter(look.color))]);
}

type Block = readonly string[];

function textOf(blocks: readonly Block[]): string {
  const filled = blocks.filter((block) => block.length > 0);
  return filled.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function bodyBlocks(report: Report, look: Look, paint: Paint): readonly Block[] {
  if (report.generations !== undefined) return generationLines(report.generations, look, paint);
  if (look.quiet && report.outcome !== 'planned') return [];
  return [
    ...changeBlocks(report, look.language, paint),
    report.engines.flatMap((engine) => engineLines(engine, report, look)),
    entryLines(report.entries ?? [], look.language),
  ];
}

function changeBlocks(
  { command, id, changes, engines }: Report,
  language: Language,
  paint: Paint,
): readonly Block[] {
  const blocks = [...changes, ...engines.flatMap((engine) => engine.changes)].map((change) =>
    changeLines(change, language, paint),
  );
  if (command !== 'agent' || blocks.length === 0) return blocks;
  // The agent tells the paths alone, which are one list then.
  const where =
    id === null ? [] : [language.labels.seeChanges(`registry-client history show ${visibleLine(id)}`)];
  return [[...blocks.flat(), ...where]];
}

function headline(report: Report, look: Look, paint: Paint): Block {
  if (report.generations !== undefined) return [];
  // The findings say why: paused, held, resumed.
  if (report.command === 'agent' && report.outcome === 'unchanged') return [];
  if (look.quiet && !NOTEWORTHY.includes(report.outcome)) return [];
  return [paint(TONES[report.outcome], headlineWords(report, look.language))];
}

const NOTEWORTHY: readonly Outcome[] = [
  'confirm-pending',
  'rolled-back',
  'rollback-failed',
  'failed',
  'drifted',
  'planned',
  'problems',
];

const TONES = {
  unchanged: 'green',
  planned: 'bold',
  committed: 'green',
  'confirm-pending': 'yellow',
  'rolled-back': 'yellow',
  'rollback-failed': 'red',
  failed: 'red',
  'in-sync': 'green',
  drifted: 'yellow',
  unmanaged: 'bold',
  healthy: 'green',
  problems: 'red',
} as const satisfies Record<Outcome, 'bold' | 'green' | 'yellow' | 'red'>;

function headlineWords(report: Report, { headlines }: Language): string {
  const { outcome, id, command, engines, findings, undo = '', keep = '' } = report;
  switch (outcome) {
    case 'unchanged':
      return headlines.nothingToDo;
    case 'planned':
      return headlines.planned;
    case 'committed':
      return command === 'confirm'
        ? headlines.kept(visibleLine(id ?? ''))
        : headlines.done({
            id: visibleLine(id ?? ''),
            edited: isEdited(findings),
            undo: command === 'rollback' ? '' : visibleLine(undo),
          });
    case 'confirm-pending':
      return headlines.doneForNow(visibleLine(id ?? ''), visibleLine(keep));
    case 'rolled-back':
      return undoneWords(report, headlines);
    case 'rollback-failed':
      return id === null || command === 'recover' ? headlines.undoFailedEarlier : headlines.undoFailed;
    case 'failed':
      return headlines.failed;
    case 'in-sync':
      return headlines.inSync(engines.every(({ inSync }) => inSync));
    case 'drifted':
      return findings.some(({ code }) => code === 'RECORDS_LOST' || code === 'RECOVERY_IMPOSSIBLE')
        ? headlines.recordsDamaged
        : headlines.drifted;
    case 'unmanaged':
      return engines.length === 0 ? headlines.unmanaged : headlines.unmanagedYet;
    case 'healthy':
      return findings.some(({ code }) => code === 'NOT_ASKED') || command !== 'explain'
        ? headlines.noProblem
        : headlines.servedByFirst;
    case 'problems':
      return headlines.problems;
  }
}

function undoneWords({ command, findings }: Report, { undone, undoneLater }: Headlines): string {
  if (findings.some(({ code }) => code === 'CONFIRM_LAPSED')) {
    return undoneLater('not-confirmed', isEdited(findings));
  }
  return command === 'recover' || command === 'confirm'
    ? undoneLater('interrupted', isEdited(findings))
    : undone;
}

function isEdited(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code === 'RECOVERY_CONFLICT');
}

function engineLines(engine: EngineReport, report: Report, look: Look): Block {
  const { language } = look;
  const words = language.engine;
  const name = [engine.engine, engine.version ?? words.unknownVersion].map(visibleLine).join(' ');
  const state = [
    engine.running ? words.running : words.notRunning,
    activationWords(engine, report.outcome, words),
    syncWords(engine.inSync, words),
  ].filter((part) => part !== '');
  return [
    `${name}: ${state.join('; ')}`,
    ...(look.verbose || report.command === 'status' || isDone(report.outcome)
      ? loadedLines(engine.loaded ?? {}, language)
      : []),
    ...endpointLines(engine.endpoints ?? [], language),
    ...imageLines(engine.images ?? [], look),
    ...(report.command === 'doctor' && !look.verbose ? [] : entryLines(engine.entries ?? [], language)),
  ];
}

function isDone(outcome: Outcome): boolean {
  return outcome === 'committed' || outcome === 'confirm-pending';
}

function activationWords({ activation }: EngineReport, outcome: Outcome, words: EngineWords): string {
  if (activation === 'none') return '';
  switch (outcome) {
    case 'committed':
    case 'confirm-pending':
      return words.activations.done[activation];
    case 'planned':
      return words.activations.planned[activation];
    case 'drifted':
      return words.activations.due[activation];
    default:
      return '';
  }
}

function syncWords(inSync: boolean | null, words: EngineWords): string {
  if (inSync === null) return '';
  return inSync ? words.inSync : words.notInSync;
}

function entryLines(entries: readonly ReportedEntry[], { labels }: Language): Block {
  return entries.map(
    ({ path, kind, value, owner }) =>
      `  ${[path, kind, value].map(visibleLine).join('  ')}  (${labels.owners[owner]})`,
  );
}

function findingBlock(report: Report, look: Look, paint: Paint): Block {
  const shown = report.findings.filter((finding) => !look.quiet || finding.severity !== 'info');
  const order = ['info', 'warning', 'error'] as const;
  return order.flatMap((severity) => {
    const graded = shown.filter((finding) => finding.severity === severity);
    return groupFindings(graded, look.language).flatMap((group) => findingLines(group, look, paint));
  });
}
