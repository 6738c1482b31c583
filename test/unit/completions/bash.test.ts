// What bash offers at a cursor, asked of a real bash: as readline asks, with the pieces of the word that it knows.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandTree } from '../../../src/command-line/tree.ts';
import { bashCompletions } from '../../../src/completions/bash.ts';
import { help } from '../../../src/report/languages/en/help.ts';

const SCRIPT = bashCompletions(commandTree(help));

const folder = mkdtempSync(join(tmpdir(), 'registry-client-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In place of the program: prints what it was asked, and values with a description. */
writeFileSync(
  join(folder, 'registry-client'),
  `#!/bin/sh
[ "$1 $2" = 'completion --values' ] || exit 64
case " $* " in *' --user=nobody '*) echo 'error: not a value'; exit 1 ;; esac
kind=$3
shift 3
printf '%s\\t%s\\n' "$kind.example:5000" 'docker' "$kind.example:5001" 'podman' "asked:$*" ''
`,
);
chmodSync(join(folder, 'registry-client'), 0o755);

/** readline completes the last piece of a word, as COMP_WORDBREAKS cuts it; a quote keeps the word whole. */
function pieceOf(line: string): string {
  const quoted = /["']([^"']*)$/.exec(line);
  return (line.match(/["']/g)?.length ?? 0) % 2 === 1
    ? (quoted?.[1] ?? '')
    : (/[^\s=:]*$/.exec(line)?.[0] ?? '');
}

/** The words offered at the end of a line, as readline gets them. */
function offered(line: string): readonly string[] {
  const ask = `${SCRIPT}
COMP_LINE=$1 COMP_POINT=\${#1}
compopt() { :; }
_registry_client registry-client "$2" ''
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const whole = `registry-client ${line}`;
  const asked = spawnSync('bash', ['--norc', '-uc', ask, 'bash', whole, pieceOf(whole)], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH}`, HOME: '/home/me' },
  });
  expect(asked.stderr).toBe('');
  return asked.stdout.trim().split('\n').filter(Boolean);
}

describe('bash offers', () => {
  it('commands first', () => {
    expect(offered('se')).toEqual(['setup']);
    expect(offered('')).toContain('help');
    expect(offered('--root /x se')).toEqual(['setup']);
    expect(offered('--user status se')).toEqual(['setup']);
    expect(offered('help se')).toEqual(['setup']);
  });

  it('the options of the command that stands before', () => {
    expect(offered('setup --re')).toEqual(['--registry', '--replace']);
    expect(offered('setup ')).toContain('--mirror');
    expect(offered('rollback --or')).toEqual(['--original']);
    expect(offered('status --rep')).toEqual([]);
    expect(offered('--json remove --al')).toEqual(['--all']);
  });

  it('options of all commands everywhere', () => {
    expect(offered('status --js')).toEqual(['--json']);
    expect(offered('--vers')).toEqual(['--version']);
  });

  it('the words that a value may be, also behind an equals sign', () => {
    expect(offered('setup --apply re')).toEqual(['reload', 'restart']);
    expect(offered('setup --apply=no')).toEqual(['none']);
    expect(offered('setup --apply=')).toEqual(['auto', 'reload', 'restart', 'none']);
    expect(offered('completion z')).toEqual(['zsh']);
    expect(offered('status --lang z')).toEqual(['zh']);
  });

  it('files where a file is asked for, also behind a registry, and nothing where it cannot know', () => {
    expect(offered('cloud-init --ca /etc/host')).toContain('/etc/hosts');
    expect(offered('setup --ca a.example:5000=/etc/host')).toContain('/etc/hosts');
    expect(offered('setup --ca=a.example:5000=/etc/host')).toContain('/etc/hosts');
    expect(offered('--root /et')).toEqual(['/etc']);
    expect(offered('setup --mirror ')).toEqual([]);
  });

  it('a file or the next option where a value may be left out', () => {
    expect(offered('setup --config /etc/host')).toContain('/etc/hosts');
    expect(offered('setup --config --re')).toEqual(['--registry', '--replace']);
    expect(offered('setup --config --json --dry')).toEqual(['--dry-run']);
  });

  it('the commands within a command', () => expect(offered('history s')).toEqual(['show']));
});

describe('bash offers what the host has', () => {
  it('of the kind that belongs there', () => {
    expect(offered('rollback ')).toContain('changes.example:5000');
    expect(offered('history show g')).toEqual(['generations.example:5000', 'generations.example:5001']);
    expect(offered('doctor a b r')).toEqual(['registries.example:5000', 'registries.example:5001']);
    expect(offered('remove --mirror m')).toEqual(['mirror.example:5000', 'mirror.example:5001']);
    expect(offered('remove --ca c')).toEqual(['ca.example:5000', 'ca.example:5001']);
  });

  it('only as much of it as readline puts in', () => {
    expect(offered('doctor registries.example:50')).toEqual(['5000', '5001']);
    expect(offered('doctor registries.example:')).toEqual(['5000', '5001']);
    expect(offered('doctor "registries.example:50')).toEqual([
      'registries.example:5000',
      'registries.example:5001',
    ]);
    expect(offered('remove --mirror=mirror.example:5001')).toEqual(['5001']);
  });

  it('with what follows it', () => {
    expect(offered('explain r')).toEqual(['registries.example:5000/', 'registries.example:5001/']);
    expect(offered('setup --ca registries.example:')).toEqual(['5000=', '5001=']);
    expect(offered('status --engine docker,e')).toEqual([
      'docker,engines.example:5000',
      'docker,engines.example:5001',
    ]);
  });

  it('of the host that is meant', () => {
    expect(offered('--root ~/image --state-dir="/a b" remove --adopt --search asked:')).toEqual([
      '--root=/home/me/image --state-dir=/a b --adopt',
    ]);
    expect(offered("remove --root '/$(x) y' --registry asked:")).toEqual(['--root=/$(x) y']);
  });

  it('nothing where the program fails', () => expect(offered('--user nobody rollback 1')).toEqual([]));
});
