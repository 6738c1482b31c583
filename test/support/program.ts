// The whole program in this process: the real main(), the real commands, the real disk below --root.

import path from 'node:path';
import { type Io, type Output, processIo } from '../../src/io.ts';
import { main } from '../../src/main.ts';
import { type Document, readDocument } from './document.ts';

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
  const outputTo = (lines: string[]): Output => ({
    isTerminal: false,
    width: Number.POSITIVE_INFINITY,
    write: (text) => lines.push(text),
  });
  const io: Io = {
    ...real,
    stdout: outputTo(stdout),
    stderr: outputTo(stderr),
    environment: {},
    directory: () => directory,
    readInput: (file, root) => real.readInput(path.resolve(directory, file), root),
    now: () => NOW,
    readStandardInput: async () => undefined,
    watchSignals: () => () => undefined,
  };
  const code = await main([...argv, '--json'], io);
  return { code, document: documentOf(stdout.join('')), stderr: stderr.join('') };
}

function documentOf(text: string): Document {
  const document = readDocument(text);
  if (document === undefined) throw new Error(`not the document of --json: ${text}`);
  return document;
}
