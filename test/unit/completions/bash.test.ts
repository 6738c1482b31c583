// What bash offers at a cursor, asked of a real bash.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandTree } from '../../../src/cli.ts';
import { bashCompletions } from '../../../src/completions/bash.ts';

const SCRIPT = bashCompletions(commandTree());

/** The words offered for the last of these, which may be empty. */
function offered(...words: readonly string[]): readonly string[] {
  const ask = `${SCRIPT}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { :; }
_registry_client
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const asked = spawnSync('bash', ['--norc', '-c', ask, 'bash', 'registry-client', ...words], {
    encoding: 'utf8',
  });
  expect(asked.stderr).toBe('');
  return asked.stdout.trim().split('\n').filter(Boolean);
}

describe('bash offers', () => {
  it('commands first', () => {
    expect(offered('se')).toEqual(['setup']);
    expect(offered('')).toContain('help');
  });

  it('the options of the command that stands before', () => {
    expect(offered('setup', '--re')).toEqual(['--registry', '--replace']);
    expect(offered('rollback', '--or')).toEqual(['--original']);
    expect(offered('status', '--rep')).toEqual([]);
    expect(offered('--json', 'remove', '--al')).toEqual(['--all']);
  });

  it('options of all commands everywhere', () => {
    expect(offered('status', '--js')).toEqual(['--json']);
    expect(offered('--vers')).toEqual(['--version']);
  });

  it('the words that a value may be, also behind an equals sign', () => {
    expect(offered('setup', '--apply', 're')).toEqual(['reload', 'restart']);
    expect(offered('setup', '--apply', '=', 'no')).toEqual(['none']);
    expect(offered('setup', '--apply', '=')).toEqual(['auto', 'reload', 'restart', 'none']);
    expect(offered('completion', 'z')).toEqual(['zsh']);
  });

  it('files where a file is asked for, nothing where it cannot know', () => {
    expect(offered('setup', '--ca', '/etc/host')).toContain('/etc/hosts');
    expect(offered('--root', '/et')).toEqual(['/etc']);
    expect(offered('setup', '--mirror', '')).toEqual([]);
  });

  it('the commands within a command', () => expect(offered('history', 's')).toEqual(['show']));
});
