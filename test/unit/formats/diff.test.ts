// The unified diff: its form on examples, its truth by applying it to random texts, with patch(1) where there is one.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownDiff, unifiedDiff } from '../../../src/formats/diff.ts';

const absent = { kind: 'absent' } as const;
const textOfLines = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c\r', '', '- x', '\\ y'), { maxLength: 30 }), fc.boolean())
  .map(([lines, final]) => lines.join('\n') + (final ? '\n' : ''));

describe('unifiedDiff', () => {
  it('is empty for equal texts and for two absent files', () => {
    expect(unifiedDiff('/f', 'a\n', 'a\n')).toBe('');
    expect(unifiedDiff('/f', absent, absent)).toBe('');
  });

  it('shows a change with three lines of context and the line numbers of both sides', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    expect(unifiedDiff('/etc/docker/daemon.json', before, before.replace('5', 'five\nand a half'))).toBe(
      [
        '--- a/etc/docker/daemon.json',
        '+++ b/etc/docker/daemon.json',
        '@@ -2,7 +2,8 @@',
        ' 2\n 3\n 4\n-5\n+five\n+and a half\n 6\n 7\n 8',
        '',
      ].join('\n'),
    );
  });

  it('makes two hunks where the contexts do not touch and one where they do', () => {
    const lines = (...changed: number[]) =>
      Array.from({ length: 20 }, (_, i) => (changed.includes(i) ? `x${i}\n` : `${i}\n`)).join('');
    expect(unifiedDiff('f', lines(), lines(2, 10)).match(/^@@.*$/gm)).toEqual([
      '@@ -1,6 +1,6 @@',
      '@@ -8,7 +8,7 @@',
    ]);
    expect(unifiedDiff('f', lines(), lines(2, 9)).match(/^@@.*$/gm)).toEqual(['@@ -1,13 +1,13 @@']);
  });

  it('names /dev/null for an absent side', () => {
    expect(unifiedDiff('/f', absent, 'a\nb\n')).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n');
    expect(unifiedDiff('/f', 'a\n', absent)).toBe('--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n');
    expect(unifiedDiff('/f', absent, '')).toBe('--- /dev/null\n+++ b/f\n');
  });

  it('says where the final line end is missing, and keeps carriage returns', () => {
    expect(unifiedDiff('/f', 'a\r\nb', 'a\r\nb\n')).toBe(
      '--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+b\n',
    );
  });

  it('ends a name with blanks by a tab, as git does', () => {
    expect(unifiedDiff('/a b', 'x\n', absent)).toContain('--- a/a b\t\n+++ /dev/null\n');
  });

  it('gives the after text when applied, and is as short as the longest common subsequence allows', () => {
    fc.assert(
      fc.property(textOfLines, textOfLines, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const diff = unifiedDiff('f', before, after, context);
        expect(applyDiff(before, diff)).toBe(after);
        const changed = diff
          .split('\n')
          .slice(2)
          .filter((line) => /^[-+]/.test(line)).length;
        expect(changed).toBe(countEdits(splitLines(before), splitLines(after)));
      }),
      { numRuns: 500 },
    );
  });

  it('replaces everything between two long texts that have nothing in common, quickly', () => {
    const before = Array.from({ length: 20_000 }, (_, i) => `before ${i}\n`).join('');
    const after = Array.from({ length: 20_000 }, (_, i) => `after ${i}\n`).join('');
    const diff = unifiedDiff('f', `same\n${before}`, `same\n${after}`);
    expect(diff.startsWith('--- a/f\n+++ b/f\n@@ -1,20001 +1,20001 @@\n same\n-before 0\n')).toBe(true);
    expect(applyDiff(`same\n${before}`, diff)).toBe(`same\n${after}`);
  });

  const hasPatch = spawnSync('patch', ['--version']).status === 0;
  it.skipIf(!hasPatch)('is understood by patch(1)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'diff-test-'));
    try {
      const nonEmpty = textOfLines.filter((text) => text !== '');
      fc.assert(
        fc.property(nonEmpty, nonEmpty, (before, after) => {
          writeFileSync(join(folder, 'f'), before);
          const input = unifiedDiff('f', before, after);
          const done = spawnSync('patch', ['--binary', '-p1', '-s', 'f'], {
            cwd: folder,
            input,
            encoding: 'utf8',
          });
          expect(done.stdout + done.stderr).toBe('');
          expect(readFileSync(join(folder, 'f'), 'utf8')).toBe(after);
        }),
        { numRuns: 60 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A strict reader of unified diffs: context and removed lines must stand exactly where the header says. */
function applyDiff(before: string, diff: string): string {
  const lines = splitLines(before);
  const result: string[] = [];
  let read = 0;
  const body = splitLines(diff).slice(2);
  for (const [index, entry] of body.entries()) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(entry);
    const isLast = body[index + 1]?.startsWith('\\ No newline');
    const line = isLast ? entry.slice(1, -1) : entry.slice(1);
    if (header !== null) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      result.push(...lines.slice(read, start));
      read = start;
    } else if (entry.startsWith('+')) {
      result.push(line);
    } else if (!entry.startsWith('\\ No newline')) {
      expect(line).toBe(lines[read]);
      if (entry.startsWith(' ')) result.push(line);
      read += 1;
    }
  }
  return [...result, ...lines.slice(read)].join('');
}

/** Removed plus added lines of the shortest edit script, by the table of the longest common subsequence. */
function countEdits(a: readonly string[], b: readonly string[]): number {
  let row: number[] = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return a.length + b.length - 2 * (row[b.length] ?? 0);
}

describe('a difference that is shown', () => {
  const shown = (text: string) => shownDiff('f', 'a\n', `${text}\n`).split('\n')[4];
  it.each([
    ['"http-proxy": "http://user:canary@proxy.test:3128"', '+"http-proxy": "http://***@proxy.test:3128"'],
    ['"http:\\/\\/user:canary@proxy.test"', '+"http:\\/\\/***@proxy.test"'],
    ['https://:canary@a, https://u:@b', '+https://***@a, https://***@b'],
    ['//host:5000/image@sha256:0123', '+//host:5000/image@sha256:0123'],
    ['https://a.test/x y@b.test', '+https://a.test/x y@b.test'],
  ])('%s', (text, line) => expect(shown(text)).toBe(line));

  it('has no password in the lines around a change either', () =>
    expect(shownDiff('f', 'http://u:canary@p\na\n', 'http://u:canary@p\nb\n')).not.toContain('canary'));
});
