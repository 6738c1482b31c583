// One run from the words to the exit code: options anywhere, help, version, bugs, progress.

import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { run } from './run.ts';

const COMMANDS = ['setup', 'rollback', 'status', 'history', 'remove', 'recover'];

describe('options of every command', () => {
  it.each([
    [['--json', '--quiet', 'status']],
    [['status', '--json', '--quiet']],
    [['--json', 'status', '--quiet']],
  ])('%j', async (words) =>
    expect((await run(words)).invocation).toMatchObject({
      command: 'status',
      global: { json: true, quiet: true },
    }),
  );

  it('stand before or after the options of the command', async () => {
    const words = ['--root', '/i', 'setup', '--mirror', 'http://a', '--timeout=2s', '-y', '--no-color'];
    expect((await run(words)).invocation).toMatchObject({
      command: 'setup',
      yes: true,
      global: { root: '/i', timeout: 2000, color: false },
    });
  });
});

describe('help and version', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists every command', async (words) => {
    const { code, stdout, stderr } = await run(words);
    expect([code, stderr]).toEqual([0, '']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stdout).toContain('Exit codes:');
  });

  it.each(COMMANDS)('%s --help', async (command) => {
    const { code, stdout } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: registry-client ${command}`);
    expect(stdout).toContain('--json');
    expect(stdout).toContain('  64  wrong usage');
    expect(stdout.split('\n').every((line) => line.length <= 120)).toBe(true);
    expect((await run(['help', command])).stdout).toBe(stdout);
  });

  it('the help of setup names every option that it takes, in groups', async () => {
    const { stdout } = await run(['setup', '--help']);
    const options =
      '--mirror --registry --insecure --search --ca --host-alias --replace --adopt --engine --apply --dry-run --yes --drop-in --convert --root --state-dir --quiet --verbose --no-color --timeout --wait';
    for (const option of options.split(' ')) expect(stdout).toContain(option);
    for (const group of ['What to ask for:', 'How it is done:', 'Global Options:'])
      expect(stdout).toContain(group);
  });

  it('--version', async () =>
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      stdout: `${manifest.version} (run from its sources)\n`,
    }));

  it.each([[['--help']], [['setup', '--help']], [['--version']]])(
    '%j is one document with --json',
    async (words) => {
      const { code, stdout } = await run([...words, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ version: 1, outcome: 'unchanged', findings: [] });
      expect(JSON.parse((await run(['--json', ...words])).stdout)).toMatchObject({
        version: 1,
        findings: [],
      });
    },
  );
});

describe('a bug', () => {
  const command = () => Promise.reject(new TypeError('x is not a function'));

  it('is one sentence and exit code 70', async () => {
    const { code, stdout, stderr } = await run(['status'], { command });
    expect([code, stdout]).toEqual([70, '']);
    expect(stderr).toContain('This is a bug of registry-client: x is not a function.');
    expect(stderr).not.toContain('    at ');
  });

  it('is one document with --json', async () => {
    const { code, stdout, stderr } = await run(['status', '--json'], { command });
    expect([code, stderr]).toEqual([70, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'status',
      outcome: 'failed',
      findings: [{ code: 'BUG', error: 'x is not a function' }],
    });
  });

  it('shows where it happened with --verbose, on stderr', async () => {
    const { stdout, stderr } = await run(['status', '--verbose', '--json'], { command });
    expect(stderr).toContain('    at ');
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ code: 'BUG' }] });
  });
});

describe('progress', () => {
  const command: NonNullable<Parameters<typeof run>[1]>['command'] = async (invocation, io) => {
    io.progress({ step: 'lock' });
    io.progress({ step: 'activate', engine: 'docker', by: 'reload' });
    return {
      command: invocation.command,
      outcome: 'unchanged',
      id: null,
      changes: [],
      engines: [],
      findings: [],
    };
  };

  it('is on stderr, with --json too', async () => {
    const { stdout, stderr } = await run(['recover', '--json'], { command });
    expect(stderr).toBe('Taking the lock\nReloading docker\n');
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'unchanged' });
  });

  it('is silent with --quiet', async () =>
    expect((await run(['recover', '--quiet'], { command })).stderr).toBe(''));

  it('is an indicator on a terminal, gone at the end', async () => {
    const { stderr } = await run(['recover'], { command, terminal: true });
    expect(stderr).toContain('| Taking the lock');
    expect(stderr.endsWith(' Reloading docker\n')).toBe(true);
    expect(stderr).toContain(' ms');
  });
});

describe('colour', () => {
  const green = '\u001b[32m';
  it('is for terminals', async () => {
    expect((await run(['status'], { terminal: true })).stdout).toContain(green);
    expect((await run(['status'])).stdout).not.toContain('\u001b');
  });
  it('is not wanted by some', async () => {
    expect((await run(['status', '--no-color'], { terminal: true })).stdout).not.toContain('\u001b');
    const environment = { NO_COLOR: '1' };
    expect((await run(['status'], { terminal: true, environment })).stdout).not.toContain('\u001b');
  });
});
