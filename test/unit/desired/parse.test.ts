// Whole command lines as invocations: defaults, and options that belong together or exclude each other.

import { describe, expect, it } from 'vitest';
import { type CommandLine, parseInvocation } from '../../../src/desired/parse.ts';
import { err } from '../../../src/model/result.ts';
import { flagsOf, type Words } from './flags.ts';

const context = {
  directory: '/home/admin',
  engines: ['docker', 'podman'],
  readInput: () => err({ reason: 'absent' } as const),
  now: 0,
};
type Rest = Partial<Pick<CommandLine, 'operands' | 'excess'>>;

function parse(command: CommandLine['command'], words: Words, rest: Rest = {}) {
  return parseInvocation({ command, flags: flagsOf(...words), operands: [], excess: [], ...rest }, context);
}

function invocationOf(command: CommandLine['command'], words: Words, rest: Rest = {}) {
  const parsed = parse(command, words, rest);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.invocation;
}

describe('setup', () => {
  it('has these defaults', () =>
    expect(invocationOf('setup', [['--mirror', 'http://m']])).toEqual({
      command: 'setup',
      global: {
        stateDir: '/var/lib/registry-client',
        json: false,
        quiet: false,
        verbose: false,
        color: true,
        timeout: 30_000,
        wait: 0,
      },
      requests: [{ kind: 'mirror', upstream: 'docker.io', scheme: 'http', host: 'm', path: '' }],
      engines: { kind: 'auto' },
      apply: 'auto',
      replace: false,
      adopt: false,
      dropIn: false,
      convert: false,
      dryRun: false,
      yes: false,
    }));

  it('takes engines in a list or one by one', () => {
    const engines = (...words: Words) => {
      const invocation = invocationOf('setup', [['--registry', 'r'], ...words]);
      return 'engines' in invocation ? invocation.engines : undefined;
    };
    expect(engines(['--engine', 'podman,docker'])).toEqual({ kind: 'named', ids: ['podman', 'docker'] });
    expect(engines(['--engine', 'docker'], ['--engine', 'docker'])).toEqual({
      kind: 'named',
      ids: ['docker'],
    });
    expect(engines(['--engine', 'auto'])).toEqual({ kind: 'auto' });
  });

  it('takes a mirror with a path for one engine', () =>
    expect(
      parse('setup', [
        ['--mirror', 'https://m/hub'],
        ['--engine', 'docker'],
      ]).ok,
    ).toBe(true));
});

describe('the folders', () => {
  const globalOf = (...words: Words) => invocationOf('status', words).global;
  it('start from the working directory', () =>
    expect(globalOf(['--root', '../image'], ['--state-dir', '/s'])).toMatchObject({
      root: '/home/image',
      stateDir: '/s',
    }));
  it('of the state are inside --root', () =>
    expect(globalOf(['--root', '/image'], ['--state-dir', 's'])).toMatchObject({ stateDir: '/s' }));
  it('of the state are relative without --root', () =>
    expect(globalOf(['--state-dir', 's'])).toMatchObject({ stateDir: '/home/admin/s' }));
});

describe('rollback', () => {
  it.each([
    [[], [], { kind: 'newest' }],
    [[], ['17'], { kind: 'generation', id: '17' }],
    [[['--original']], [], { kind: 'original' }],
  ] satisfies [Words, string[], unknown][])('%j %j', (words, operands, target) =>
    expect(invocationOf('rollback', words, { operands })).toMatchObject({ target, force: false }),
  );
});

describe('history', () => {
  it('lists', () => expect(invocationOf('history', [])).toMatchObject({ show: { kind: 'list' } }));
  it('shows one', () =>
    expect(invocationOf('history', [], { operands: ['3'] })).toMatchObject({
      show: { kind: 'generation', id: '3' },
    }));
});

describe('remove', () => {
  it('of everything', () =>
    expect(invocationOf('remove', [['--all']])).toMatchObject({ all: true, selectors: [] }));
  it('takes a mirror with a path whatever the engines', () =>
    expect(invocationOf('remove', [['--mirror', 'https://m/hub']])).toMatchObject({
      selectors: [{ kind: 'request', flag: '--mirror https://m/hub' }],
    }));
});
