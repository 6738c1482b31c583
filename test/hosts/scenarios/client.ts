// Runs the program inside a host and reads its JSON document with the shape that is promised.

import { expect } from 'vitest';
import type { CommandOptions, Host } from '../lab/host.ts';

export interface ChangeDocument {
  readonly path: string;
  readonly kind: 'create' | 'edit' | 'delete';
  readonly diff: string;
}

export interface EngineDocument {
  readonly engine: string;
  readonly version: string | null;
  readonly running: boolean;
  readonly changes: readonly ChangeDocument[];
  readonly activation: 'none' | 'reload' | 'restart';
  readonly loaded: unknown;
  readonly inSync: boolean | null;
  /** explain */
  readonly images?: readonly unknown[];
}

export interface FindingDocument {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly hint: string;
  readonly engine?: string;
  /** Of findings about one. */
  readonly registry?: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ReportDocument {
  readonly version: 1;
  readonly command: string;
  readonly outcome: string;
  readonly id: string | null;
  readonly changes: readonly ChangeDocument[];
  readonly engines: readonly EngineDocument[];
  readonly findings: readonly FindingDocument[];
}

export interface ClientRun {
  readonly code: number;
  readonly report: ReportDocument;
  readonly stderr: string;
}

/**
 * Runs `registry-client ARGS --json` and reads the one document of its standard output.
 * @param before what the shell does first: `export NAME=VALUE;`
 */
export async function runClient(
  host: Host,
  args: string,
  options: CommandOptions = {},
  before = '',
): Promise<ClientRun> {
  const done = await host.sh(`${before}registry-client ${args} --json`, { seconds: 120, ...options });
  const report = readDocument(done.stdout, `registry-client ${args}: ${done.code}\n${done.stderr}`);
  return { code: done.code, report, stderr: done.stderr };
}

/** Runs a command that has to end with this exit code and outcome; says everything when it does not. */
export async function expectClient(
  host: Host,
  args: string,
  expected: { readonly code: number; readonly outcome: string },
  options: CommandOptions = {},
): Promise<ReportDocument> {
  const { code, report, stderr } = await runClient(host, args, options);
  const told = `registry-client ${args}\n${JSON.stringify(report, null, 1)}\n${stderr}`;
  expect({ code, outcome: report.outcome }, told).toEqual(expected);
  return report;
}

function readDocument(stdout: string, told: string): ReportDocument {
  let document: unknown;
  try {
    document = JSON.parse(stdout);
  } catch (error) {
    throw new Error(`standard output is not one JSON document: ${stdout.slice(0, 500)}\n${told}`, {
      cause: error,
    });
  }
  expect(document, told).toMatchObject({
    version: 1,
    command: expect.any(String),
    outcome: expect.any(String),
    changes: expect.any(Array),
    engines: expect.any(Array),
    findings: expect.any(Array),
  });
  const report: ReportDocument = JSON.parse(stdout);
  return report;
}

/** The part of a report about one engine. */
export function engineOf(report: ReportDocument, name: string): EngineDocument {
  const found = report.engines.find((each) => each.engine === name);
  if (found === undefined) throw new Error(`no engine ${name} in ${JSON.stringify(report.engines)}`);
  return found;
}

/** The first finding with this code; a test that asks for it needs it. */
export function findingOf(report: ReportDocument, code: string): FindingDocument {
  const found = report.findings.find((each) => each.code === code);
  if (found === undefined) throw new Error(`no finding ${code} in ${JSON.stringify(report.findings)}`);
  return found;
}
