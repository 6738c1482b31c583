// A report for people: what happened, what changed, what each engine has loaded, and what there is to know or do.

import type { Finding } from '../model/finding.ts';
import {
  type CommandName,
  type EngineReport,
  exitCodeOf,
  type Outcome,
  type Report,
  type ReportedEntry,
} from '../model/outcome.ts';
import { changeLines } from './diff-text.ts';
import { findingLines, groupFindings } from './finding-text.ts';
import { generationLines } from './history-text.ts';
import { loadedLines } from './loaded-text.ts';
import { type Paint, painter } from './paint.ts';
import { endpointLines, imageLines } from './route-text.ts';
import { visibleLine } from './visible.ts';

/** How much is shown, and whether with colours. */
export interface Look {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/**
 * Lines with a line feed at the end of each; '' when there is nothing to say. With `quiet` only warnings and errors
 * are shown, and what was asked for: the differences of a dry run, the history, the help.
 */
export function toText(report: Report, look: Look): string {
  if (report.text !== undefined) return report.text;
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
    ...changeBlocks(report, paint),
    report.engines.flatMap((engine) => engineLines(engine, report, look)),
    entryLines(report.entries ?? []),
  ];
}

function changeBlocks({ command, id, changes, engines }: Report, paint: Paint): readonly Block[] {
  const blocks = [...changes, ...engines.flatMap((engine) => engine.changes)].map((change) =>
    changeLines(change, paint),
  );
  if (command !== 'agent' || blocks.length === 0) return blocks;
  // The agent tells the paths alone, which are one list then.
  const where = id === null ? [] : [`See what was changed: registry-client history show ${visibleLine(id)}`];
  return [[...blocks.flat(), ...where]];
}

function headline(report: Report, look: Look, paint: Paint): Block {
  if (report.generations !== undefined) return [];
  // The findings say why: paused, held, resumed.
  if (report.command === 'agent' && report.outcome === 'unchanged') return [];
  if (look.quiet && !NOTEWORTHY.includes(report.outcome)) return [];
  return [paint(TONES[report.outcome], headlineWords(report))];
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

function headlineWords(report: Report): string {
  const { outcome, id, command, engines, findings, undo, keep = '' } = report;
  switch (outcome) {
    case 'unchanged':
      return 'Nothing to do.';
    case 'planned':
      return 'These changes are pending; nothing was written:';
    case 'committed':
      return command === 'confirm'
        ? `Kept: change ${visibleLine(id ?? '')} stands.`
        : `${doneWords(id, findings)}${undoWords(command, undo)}`;
    case 'confirm-pending':
      return `Done for now (change ${visibleLine(id ?? '')}). Keep it with: ${visibleLine(keep)}`;
    case 'rolled-back':
      return undoneWords(report);
    case 'rollback-failed':
      return id === null || command === 'recover'
        ? 'A change that was cut off earlier could not be undone. What is left to do by hand stands below.'
        : 'The change failed, and undoing it failed too. What is left to do by hand stands below.';
    case 'failed':
      return 'Not done; the host is as it was.';
    case 'in-sync':
      return engines.every(({ inSync }) => inSync)
        ? 'In sync: what was asked for is in the files, and the engines have it.'
        : 'In sync: what was asked for is in the files.';
    case 'drifted':
      return findings.some(({ code }) => code === 'RECORDS_LOST' || code === 'RECOVERY_IMPOSSIBLE')
        ? 'What is managed here cannot be told: the records are damaged.'
        : 'Drifted: what was asked for is no longer as it was left.';
    case 'unmanaged':
      return engines.length === 0
        ? 'Nothing here is managed.'
        : 'Nothing here is managed by registry-client yet.';
    case 'healthy':
      return findings.some(({ code }) => code === 'NOT_ASKED') || command !== 'explain'
        ? 'No problem found.'
        : 'Every image is served by the first that is asked for it.';
    case 'problems':
      return 'Problems found:';
  }
}

function undoneWords({ command, findings }: Report): string {
  const host = isEdited(findings)
    ? 'what somebody has edited since was kept, all else is as it was before it'
    : 'the host is as it was before it';
  if (findings.some(({ code }) => code === 'CONFIRM_LAPSED')) {
    return `The change was not confirmed in time and was undone; ${host}.`;
  }
  return command === 'recover' || command === 'confirm'
    ? `An interrupted change was undone; ${host}.`
    : 'The change failed and was undone; the host is as it was before.';
}

function doneWords(id: string | null, findings: readonly Finding[]): string {
  const done = `Done${id === null ? '' : ` (change ${visibleLine(id)})`}`;
  return isEdited(findings) ? `${done}, but for what somebody has edited since: see below.` : `${done}.`;
}

function isEdited(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code === 'RECOVERY_CONFLICT');
}

function undoWords(command: CommandName | null, undo: string | undefined): string {
  if (undo === undefined || command === 'rollback') return '';
  return ` Take it back with: ${visibleLine(undo)}`;
}

function engineLines(engine: EngineReport, report: Report, look: Look): Block {
  const name = [engine.engine, engine.version ?? 'of unknown version'].map(visibleLine).join(' ');
  const state = [
    engine.running ? 'running' : 'not running',
    activationWords(engine, report.outcome),
    syncWords(engine.inSync),
  ].filter((words) => words !== '');
  return [
    `${name}: ${state.join('; ')}`,
    ...(look.verbose || report.command === 'status' || isDone(report.outcome)
      ? loadedLines(engine.loaded ?? {})
      : []),
    ...endpointLines(engine.endpoints ?? []),
    ...imageLines(engine.images ?? []),
    ...(report.command === 'doctor' && !look.verbose ? [] : entryLines(engine.entries ?? [])),
  ];
}

function isDone(outcome: Outcome): boolean {
  return outcome === 'committed' || outcome === 'confirm-pending';
}

function activationWords({ activation }: EngineReport, outcome: Outcome): string {
  if (activation === 'none') return '';
  const done = { reload: 'reloaded', restart: 'restarted' }[activation];
  switch (outcome) {
    case 'committed':
    case 'confirm-pending':
      return done;
    case 'planned':
      return `will be ${done}`;
    case 'drifted':
      return `has to be ${done}`;
    default:
      return '';
  }
}

function syncWords(inSync: boolean | null): string {
  if (inSync === null) return '';
  return inSync ? 'has loaded what the files say' : 'has NOT loaded what the files say';
}

const OWNERS = { ours: 'ours', others: 'of others', unknown: 'owner not visible' } as const;

function entryLines(entries: readonly ReportedEntry[]): Block {
  return entries.map(
    ({ path, kind, value, owner }) =>
      `  ${[path, kind, value].map(visibleLine).join('  ')}  (${OWNERS[owner]})`,
  );
}

function findingBlock(report: Report, look: Look, paint: Paint): Block {
  const shown = report.findings.filter((finding) => !look.quiet || finding.severity !== 'info');
  const order = ['info', 'warning', 'error'] as const;
  return order.flatMap((severity) => {
    const graded = shown.filter((finding) => finding.severity === severity);
    return groupFindings(graded).flatMap((group) => findingLines(group, look, paint));
  });
}
