// The plain description of the program, and that every shell and the manual page tell all of it.

import { describe, expect, it } from 'vitest';
import { commandTree } from '../../../src/command-line/tree.ts';
import { bashCompletions } from '../../../src/completions/bash.ts';
import { fishCompletions } from '../../../src/completions/fish.ts';
import { zshCompletions } from '../../../src/completions/zsh.ts';
import { valueKindOf } from '../../../src/model/command-tree.ts';
import { COMMANDS } from '../../../src/model/outcome.ts';
import { help } from '../../../src/report/languages/en/help.ts';
import { help as chinese } from '../../../src/report/languages/zh/help.ts';

describe('the tree', () => {
  it('has every command', () =>
    expect(
      commandTree(help)
        .commands.map((command) => command.name)
        .sort(),
    ).toEqual([...COMMANDS, 'help'].sort()));

  it('tells values from switches', () => {
    const setup = commandTree(help).commands.find((command) => command.name === 'setup');
    const find = (long: string) => setup?.options.find((option) => option.long === long);
    expect(find('--mirror')?.value).toEqual({
      placeholder: '[UPSTREAM=]URL',
      optional: false,
      kind: { kind: 'other' },
    });
    expect(find('--config')?.value).toEqual({ placeholder: 'FILE', optional: true, kind: { kind: 'file' } });
    expect(find('--yes')).toMatchObject({ short: '-y' });
    expect(find('--yes')?.value).toBeUndefined();
  });

  it('is the same in every language but for its words', () => {
    const names = (text: string): string => text.replaceAll(/"(description|group|notes)":"[^"]*"/g, '');
    expect(names(JSON.stringify(commandTree(chinese)))).toBe(names(JSON.stringify(commandTree(help))));
  });
});

it.each([
  ['FILE', { kind: 'file' }],
  ['[HOST[:PORT]=]FILE', { kind: 'file' }],
  ['DIR', { kind: 'directory' }],
  ['auto|reload|none', { kind: 'one-of', words: ['auto', 'reload', 'none'] }],
  ['image|apt|URL', { kind: 'one-of', words: ['image', 'apt'] }],
  ['bash, zsh', { kind: 'one-of', words: ['bash', 'zsh'] }],
  ['HOST[:PORT]|CIDR', { kind: 'other' }],
  ['DURATION', { kind: 'other' }],
] as const)('the value %s', (placeholder, kind) => expect(valueKindOf(placeholder)).toEqual(kind));

describe.each([
  ['bash', bashCompletions],
  ['zsh', zshCompletions],
  ['fish', fishCompletions],
] as const)('%s', (_shell, completions) => {
  it('gets every command and every option', () => {
    const program = commandTree(help);
    const text = completions(program);
    const options = [program, ...program.commands].flatMap((command) => command.options);
    for (const { long } of options) expect(text).toContain(long.slice(2));
    for (const { name } of program.commands) expect(text).toContain(name);
  });
});
