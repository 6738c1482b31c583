// Every case of fixtures/ through the whole program: the files after a setup, that a second one and a dry run touch
// nothing, and that rollback and remove give back every byte.

import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changesOf } from '../support/document.ts';
import { type Run, runProgram } from '../support/program.ts';
import { listState, listTouches, listTree } from '../support/tree.ts';
import { expectedTree, findingLine, type GoldenCase, makeHost, readCases } from './golden-case.ts';

const cases = readCases();
const committed = cases.filter((example) => example.outcome === 'committed');

describe('setup and remove', () => {
  it.each(cases)('$name: $about', (example) =>
    onHost(example, async (host) => {
      await host.setUpEarlier();
      const start = listTree(host.root);
      const before = listTouches(host.root);
      const planned = await host.run(example.command, ...example.arguments, '--dry-run');
      expect(listTouches(host.root), 'a dry run writes nothing').toEqual(before);

      const done = await host.run(example.command, ...example.arguments);
      expect(summaryOf(done)).toEqual({
        code: example.exit,
        outcome: example.outcome,
        findings: example.findings,
      });
      expectReadable(done);
      expectPlanned(planned, done);
      expect(listTree(host.root)).toEqual(expectedTree(example));
      if (example.outcome !== 'committed') return expectUntouched(example, host.root, start);

      const after = listTouches(host.root);
      const again = await host.run(example.command, ...example.arguments);
      expect([again.code, again.document.outcome, changesOf(again.document)]).toEqual([0, 'unchanged', []]);
      const status = await host.run('status');
      const settled = example.command === 'setup' ? ['in-sync'] : ['in-sync', 'unmanaged'];
      expect(settled).toContain(status.document.outcome);
      expect(status.code).toBe(0);
      expect(listTouches(host.root), 'nothing is touched').toEqual(after);
    }),
  );
});

describe('rollback gives back every byte', () => {
  it.each(committed)('$name', (example) =>
    onHost(example, async (host) => {
      const trees = [listTree(host.root)];
      for (const earlier of example.earlier) {
        await host.setUp(earlier);
        trees.push(listTree(host.root));
      }
      await host.run(example.command, ...example.arguments);
      for (const tree of trees.toReversed()) {
        const back = await host.run('rollback');
        expect([back.code, back.document.outcome]).toEqual([0, 'committed']);
        expect(listTree(host.root)).toEqual(tree);
      }
      const nothing = await host.run('rollback');
      expect([nothing.code, nothing.document.outcome]).toEqual([0, 'unchanged']);
    }),
  );
});

describe('remove gives back every byte', () => {
  it.each(committed.filter((example) => example.invertible))('$name', (example) =>
    onHost(example, async (host) => {
      await host.setUpEarlier();
      const start = listTree(host.root);
      await host.setUp(example.arguments);
      const removed = await host.run('remove', ...wordsOfRemove(example.arguments));
      expect([removed.code, removed.document.outcome]).toEqual([0, 'committed']);
      expect(listTree(host.root)).toEqual(start);
    }),
  );
});

interface TestHost {
  readonly root: string;
  run(...words: readonly string[]): Promise<Run>;
  setUp(words: readonly string[]): Promise<void>;
  setUpEarlier(): Promise<void>;
}

async function onHost(example: GoldenCase, use: (host: TestHost) => Promise<void>): Promise<void> {
  const root = makeHost(example);
  const run: TestHost['run'] = (...words) => runProgram([...words, '--root', root], example.folder);
  const setUp: TestHost['setUp'] = async (words) => {
    const { code, document } = await run('setup', ...words);
    expect([code, document.outcome], JSON.stringify(document.findings)).toEqual([0, 'committed']);
  };
  const setUpEarlier = async () => {
    for (const earlier of example.earlier) await setUp(earlier);
  };
  try {
    await use({ root, run, setUp, setUpEarlier });
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

function summaryOf({ code, document }: Run) {
  return { code, outcome: document.outcome, findings: document.findings.map(findingLine) };
}

/** What is said is said in sentences, without anything that slipped through. */
function expectReadable({ document, stderr }: Run): void {
  for (const { code, message, hint } of document.findings) {
    expect(message, code).toMatch(/^\S.*[.:]$/s);
    expect(`${message} ${hint} ${stderr}`, code).not.toMatch(/undefined|NaN|\[object|\bat \S+:\d+/);
  }
}

/** The dry run says beforehand what the run did. */
function expectPlanned(planned: Run, done: Run): void {
  if (done.document.outcome !== 'committed') {
    expect(summaryOf(planned)).toEqual(summaryOf(done));
    return;
  }
  expect([planned.code, planned.document.outcome]).toEqual([2, 'planned']);
  expect(changesOf(planned.document)).toEqual(changesOf(done.document));
}

function expectUntouched(example: GoldenCase, root: string, start: readonly string[]): void {
  expect(listTree(root)).toEqual(start);
  if (example.earlier.length === 0) expect(listState(root).filter((name) => name !== '/lock')).toEqual([]);
}

/** The same flags without those that only say how. */
function wordsOfRemove(words: readonly string[]): readonly string[] {
  return words.filter((word) => !['--replace', '--drop-in', '--convert'].includes(word));
}
