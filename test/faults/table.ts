// The rows of all campaigns of a run: printed as each ends, and together at the end.

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Row {
  readonly campaign: string;
  readonly cases: number;
  readonly failures: number;
  readonly seconds: number;
  /** What else is to be said: recovery times, kinds of cases. */
  readonly remarks: string;
}

/** Where the workers of one run leave their rows; the global set-up makes it. */
const PLACE = 'REGISTRY_CLIENT_FAULTS_ROWS';

/** A new file for the rows of this run, named in the environment of all workers. */
export function openTable(): string {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'registry-client-faults-'));
  const place = path.join(folder, 'rows');
  process.env[PLACE] = place;
  return place;
}

/** Prints a row and keeps it for the table. */
export function reportRow(row: Row): void {
  process.stdout.write(`${lineOf(row)}\n`);
  const place = process.env[PLACE];
  if (place !== undefined) fs.appendFileSync(place, `${JSON.stringify(row)}\n`);
}

/** The rows that were left at a place, in the order of their names; the file and its folder go. */
export function closeTable(place: string): readonly Row[] {
  const text = fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : '';
  fs.rmSync(path.dirname(place), { recursive: true });
  const rows = text.split('\n').flatMap((line): readonly Row[] => (line === '' ? [] : [JSON.parse(line)]));
  return [...rows].sort((a, b) => (a.campaign < b.campaign ? -1 : 1));
}

export function lineOf({ campaign, cases, failures, seconds, remarks }: Row): string {
  const figures = `${String(cases).padStart(7)} cases ${String(failures).padStart(4)} failures`;
  return `${campaign.padEnd(44)} ${figures} ${seconds.toFixed(0).padStart(6)} s  ${remarks}`.trimEnd();
}

/** The table as it stands in docs/faults.md, in columns as the formatter wants them. */
export function markdownOf(rows: readonly Row[]): string {
  const head = ['campaign', 'cases', 'failures', 'seconds', 'remarks'];
  const cells = rows.map(({ campaign, cases, failures, seconds, remarks }) => [
    campaign,
    cases.toLocaleString('en'),
    String(failures),
    seconds.toFixed(0),
    remarks,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lineWith = (row: readonly string[], pad: string) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, pad)).join(' | ')} |`;
  const rule = head.map(() => '');
  return [lineWith(head, ' '), lineWith(rule, '-'), ...cells.map((row) => lineWith(row, ' ')), ''].join('\n');
}
