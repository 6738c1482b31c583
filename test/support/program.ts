// The whole program in this process: the real main(), the real commands, the real disk below --root.

import path from 'node:path';
import { type Io, type Output, processIo } from '../../src/io.ts';
import { main } from '../../src/main.ts';

/** The document of --json, as far as tests look at it. */
export interface Document {
  readonly command: string | null;
  readonly outcome: string;
  readonly id: string | null;
  readonly changes: readonly DocumentChange[];
  readonly engines: readonly DocumentEngine[];
  readonly findings: readonly DocumentFinding[];
}

export interface DocumentChange {
  readonly path: string;
  readonly kind: string;
  readonly diff: string;
}

export interface DocumentEngine {
  readonly engine: string;
  readonly inSync: boolean | null;
  readonly activation: string;
  readonly changes: readonly DocumentChange[];
  /** status */
  readonly entries?: readonly { readonly path: string; readonly owner: string }[];
}

export interface DocumentFinding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly hint: string;
  readonly reason?: string;
  readonly engine?: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Run {
  readonly code: number;
  readonly document: Document;
  readonly stderr: string;
}

/** Later than the certificates of the fixtures begin, and long before they end. */
const NOW = Date.UTC(2026, 5, 1);
const real = processIo(process);

/**
 * Runs one command line with --json, which must print one document and nothing else on stdout.
 * @param directory where relative paths on the command line start from
 */
export async function runProgram(argv: readonly string[], directory: string): Promise<Run> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const outputTo = (lines: string[]): Output => ({ isTerminal: false, write: (text) => lines.push(text) });
  const io: Io = {
    ...real,
    stdout: outputTo(stdout),
    stderr: outputTo(stderr),
    environment: {},
    directory: () => directory,
    readInput: (file, root) => real.readInput(path.resolve(directory, file), root),
    now: () => NOW,
    watchSignals: () => () => undefined,
  };
  const code = await main([...argv, '--json'], io);
  return { code, document: documentOf(stdout.join('')), stderr: stderr.join('') };
}

/** All that the program would change or has changed, of every engine and of none. */
export function changesOf(document: Document): readonly DocumentChange[] {
  return [...document.changes, ...document.engines.flatMap((engine) => engine.changes)];
}

function documentOf(text: string): Document {
  const value: unknown = JSON.parse(text);
  if (!isDocument(value)) throw new Error(`not the document of --json: ${text}`);
  return value;
}

function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'outcome' in value &&
    'findings' in value &&
    Array.isArray(value.findings) &&
    'engines' in value &&
    Array.isArray(value.engines) &&
    'changes' in value &&
    Array.isArray(value.changes)
  );
}
