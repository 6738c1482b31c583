// What the installed program has to do in every form: bundled for Node.js, and as an executable.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { describeOnTerminal } from './on-terminal.ts';

/**
 * Registers the tests for one form.
 * @param command the program and its first words; asked when a test runs
 */
export function describeInstalled(command: () => readonly string[]): void {
  describeOnTerminal(command);
  const root = mkdtempSync(join(tmpdir(), 'registry-client-'));

  beforeAll(() => {
    mkdirSync(join(root, 'etc/docker'), { recursive: true });
    writeFileSync(join(root, 'etc/docker/daemon.json'), '{}\n');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function run(...words: readonly string[]) {
    const [file = '', ...first] = command();
    const { status, stdout, stderr } = spawnSync(file, [...first, ...words], { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  describe('the installed program', () => {
    it('prints its version and the commit', () => {
      const { status, stdout, stderr } = run('--version');
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^\S+ \((commit [0-9a-f]{12}|not built from a git checkout)[^()]*\)\n$/);
      expect(stdout.split(' ')[0]).toBe(manifest.version);
    });

    it('prints its help', () => expect(run('setup', '--help')).toMatchObject({ status: 0, stderr: '' }));

    it('ends with 64 when it is used wrongly, and one document with --json', () => {
      expect(run('setup')).toMatchObject({ status: 64, stdout: '' });
      const { status, stdout, stderr } = run('--json', 'setup', '--bogus');
      expect([status, stderr]).toEqual([64, '']);
      expect(JSON.parse(stdout)).toMatchObject({ version: 1, findings: [{ code: 'USAGE' }] });
    });

    it('knows the engines by name', () => {
      expect(run('status', '--engine', 'bogus').stderr).toContain('docker, podman');
      expect(run('status', '--engine', 'bogus').status).toBe(64);
    });

    it('reads a CA from a pipe of the shell, but never from a device', () => {
      const shell = `"$0" "$@" setup --ca r1=<(echo hello) --json`;
      const { status, stdout } = spawnSync('bash', ['-c', shell, ...command()], { encoding: 'utf8' });
      expect(status).toBe(65);
      expect(JSON.parse(stdout)).toMatchObject({
        findings: [{ code: 'CA_UNUSABLE', reason: 'no-certificate' }],
      });
      expect(run('setup', '--ca', 'r1=/dev/zero').status).toBe(65);
    });

    it('does not mind a reader that goes away', async () => {
      const [file = '', ...words] = command();
      const child = spawn(file, [...words, 'setup', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      const stderr: string[] = [];
      child.stderr.on('data', (data) => stderr.push(String(data)));
      const status = await new Promise((resolve) => child.on('close', resolve));
      expect([status, stderr.join('')]).toEqual([0, '']);
    });

    it('says when its output cannot be written, and keeps the exit code', () => {
      const words = ['-c', '"$0" "$@" --help > /dev/full', ...command()];
      const { status, stderr } = spawnSync('bash', words, { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, 'registry-client: the output could not be written (ENOSPC)\n']);
    });
  });

  describe('on a system that does not run', () => {
    const documentOf = (stdout: string): unknown => JSON.parse(stdout);

    it('a dry run shows a large difference whole, through a pipe', () => {
      const words = Array.from({ length: 2000 }, (_, index) => [
        '--insecure',
        `registry-${index}.example:5000`,
      ]).flat();
      const { status, stdout } = run(
        'setup',
        '--root',
        root,
        '--engine',
        'docker',
        ...words,
        '--dry-run',
        '--json',
      );
      expect(status).toBe(2);
      expect(documentOf(stdout)).toMatchObject({
        command: 'setup',
        outcome: 'planned',
        engines: [{ engine: 'docker' }],
      });
      expect(stdout).toContain('registry-1999.example:5000');
    });

    it('a setup, the same again, and status agree', () => {
      const first = run(
        'setup',
        '--root',
        root,
        '--engine',
        'docker',
        '--mirror',
        'https://m.example',
        '--json',
      );
      expect([first.status, documentOf(first.stdout)]).toMatchObject([
        0,
        { outcome: 'committed', engines: [{ activation: 'none', inSync: null }] },
      ]);
      const again = run(
        'setup',
        '--root',
        root,
        '--engine',
        'docker',
        '--mirror',
        'https://m.example',
        '--json',
      );
      expect([again.status, documentOf(again.stdout)]).toMatchObject([0, { outcome: 'unchanged' }]);
      const status = run('status', '--root', root, '--engine', 'docker', '--json');
      expect([status.status, documentOf(status.stdout)]).toMatchObject([0, { outcome: 'in-sync' }]);
    });

    it('history lists it, rollback takes it back', () => {
      const history = run('history', '--root', root, '--json');
      expect(documentOf(history.stdout)).toMatchObject({
        generations: [{ command: 'setup', undone: false }],
      });
      const back = run('rollback', '--root', root, '--json');
      expect([back.status, documentOf(back.stdout)]).toMatchObject([
        0,
        { command: 'rollback', outcome: 'committed' },
      ]);
      const none = run('rollback', '--root', root, '--json');
      expect([none.status, documentOf(none.stdout)]).toMatchObject([0, { outcome: 'unchanged' }]);
    });

    it('a file that the engine refuses is named with line and column', () => {
      writeFileSync(join(root, 'etc/docker/daemon.json'), '{\n  "debug": true,\n}\n');
      const { status, stdout } = run(
        'setup',
        '--root',
        root,
        '--mirror',
        'https://m.example',
        '--engine',
        'docker',
        '--json',
      );
      expect(status).toBe(1);
      expect(documentOf(stdout)).toMatchObject({
        outcome: 'failed',
        findings: [{ code: 'FILE_REFUSED', path: '/etc/docker/daemon.json', line: 2, column: 16 }],
      });
    });
  });
}
