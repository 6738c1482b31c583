// The help on terminals of every width, with letters that take two columns.

import { describe, expect, it } from 'vitest';
import {
  foldLines,
  foldNotes,
  formatItem,
  helpWidth,
  widthOf,
} from '../../../src/command-line/help-layout.ts';
import { readCommandLine } from '../../../src/command-line/read.ts';
import { COMMANDS } from '../../../src/model/outcome.ts';
import { help } from '../../../src/report/languages/en/help.ts';
import { help as chinese } from '../../../src/report/languages/zh/help.ts';

function helpOf(command: string, texts: typeof help, width: number): readonly string[] {
  const read = readCommandLine([command, '--help'], texts, width);
  if (read.ok) throw new Error('no help');
  return (read.error.text ?? '').split('\n');
}

it('letters of East Asia take two columns', () => expect(widthOf('a镜像，b')).toBe(8));

it('the width is that of the terminal, within reason', () => {
  expect([Number.POSITIVE_INFINITY, 60, 300, 3].map(helpWidth)).toEqual([80, 60, 110, 40]);
});

describe('folding', () => {
  it('keeps words whole and commas at the end', () => {
    expect(foldLines('one two three', 8)).toBe('one two\nthree');
    expect(foldLines('镜像仓库，镜像', 8)).toBe('镜像仓\n库，镜像');
    expect(foldLines('a-very-long-word', 4)).toBe('a-very-long-word');
  });

  it('fills paragraphs and leaves examples alone', () => {
    expect(foldNotes('\nExamples:\n  one two three four\n\nfive\nsix\n', 8)).toBe(
      '\nExamples:\n  one two three four\n\nfive six\n',
    );
    expect(foldNotes('镜像\n仓库', 20)).toBe('镜像仓库');
  });

  it('puts what an option does below it where there is no room beside it', () => {
    expect(formatItem('--a', 5, 'one two', 60)).toBe('  --a    one two');
    expect(formatItem('--a', 30, 'one two', 40)).toBe('  --a\n      one two');
  });
});

describe.each([
  ['English', help],
  ['Chinese', chinese],
] as const)('the help in %s', (_name, texts) => {
  it.each(COMMANDS)('%s fits, but for examples and the usage', (command) => {
    for (const width of [50, 80, 110]) {
      const wide = helpOf(command, texts, width)
        .slice(1)
        .filter((line) => widthOf(line) > width && !/^ {2}(registry-client| {2}--from)/.test(line));
      expect(wide).toEqual([]);
    }
  });

  it.each(COMMANDS)('%s has the same examples as in every language', (command) => {
    const examples = (lines: readonly string[]) =>
      lines.flatMap((line) => /^ {2}(registry-client .*?)(?: {2,}|$)/.exec(line)?.[1] ?? []);
    expect(examples(helpOf(command, texts, 80))).toEqual(examples(helpOf(command, help, 80)));
  });
});
