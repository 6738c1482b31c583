// Whole command lines as invocations: defaults, and options that belong together or exclude each other.

import { describe, expect, it } from 'vitest';
import { type CommandLine, parseInvocation } from '../../../src/desired/parse.ts';
import { err, ok } from '../../../src/model/result.ts';
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

async function invocationOf(command: CommandLine['command'], words: Words, rest: Rest = {}) {
  const parsed = await parse(command, words, rest);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.invocation;
}

describe('setup', () => {
  it('has these defaults', async () =>
    expect(await invocationOf('setup', [['--mirror', 'http://m']])).toEqual({
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
      origin: { kind: 'flags' },
      replace: false,
      adopt: false,
      dropIn: false,
      convert: false,
      dryRun: false,
      yes: false,
    }));

  it('takes engines in a list or one by one', async () => {
    const engines = async (...words: Words) => {
      const invocation = await invocationOf('setup', [['--registry', 'r'], ...words]);
      return 'engines' in invocation ? invocation.engines : undefined;
    };
    expect(await engines(['--engine', 'podman,docker'])).toEqual({
      kind: 'named',
      ids: ['podman', 'docker'],
    });
    expect(await engines(['--engine', 'docker'], ['--engine', 'docker'])).toEqual({
      kind: 'named',
      ids: ['docker'],
    });
    expect(await engines(['--engine', 'auto'])).toEqual({ kind: 'auto' });
  });

  it('takes a mirror with a path for one engine', async () =>
    expect(
      (
        await parse('setup', [
          ['--mirror', 'https://m/hub'],
          ['--engine', 'docker'],
        ])
      ).ok,
    ).toBe(true));
});

describe('setup --config', () => {
  const files: Readonly<Record<string, string>> = {
    '/etc/registry-client/config.json5': '{registry: "r", apply: "none", "drop-in": true}',
    '/image/etc/registry-client/config.json5': '{registry: "inside"}',
    '/home/admin/own.json5': '{registry: "own"}',
  };
  const readInput = (path: string, root = '') => {
    const text = files[`${root}${path}`];
    return text === undefined ? err({ reason: 'absent' } as const) : ok(new TextEncoder().encode(text));
  };
  const setup = (...words: Words) =>
    parseInvocation(
      { command: 'setup', flags: flagsOf(...words), operands: [], excess: [] },
      { ...context, readInput },
    );

  it('is the whole of what is asked for', async () =>
    expect(await setup(['--config'], ['--dry-run'])).toMatchObject({
      ok: true,
      value: {
        invocation: {
          command: 'setup',
          origin: { kind: 'file', path: '/etc/registry-client/config.json5' },
          requests: [{ kind: 'registry', host: 'r' }],
          engines: { kind: 'auto' },
          apply: 'none',
          dropIn: true,
          convert: false,
          replace: false,
          adopt: false,
          dryRun: true,
        },
      },
    }));

  it('gives way to --apply alone', async () => {
    expect(await setup(['--config'], ['--apply', 'auto'])).toMatchObject({
      value: { invocation: { apply: 'auto' } },
    });
    expect(await setup(['--config'], ['--convert'])).toMatchObject({
      ok: false,
      error: [{ code: 'USAGE', arguments: { reason: 'conflicts-with', expected: '--convert' } }],
    });
  });

  it("is inside --root when it is not named, and the caller's when it is", async () => {
    expect(await setup(['--config'], ['--root', '/image'])).toMatchObject({
      value: {
        invocation: {
          origin: { path: '/etc/registry-client/config.json5' },
          requests: [{ host: 'inside' }],
        },
      },
    });
    expect(await setup(['--config', 'own.json5'], ['--root', '/image'])).toMatchObject({
      value: { invocation: { origin: { path: '/home/admin/own.json5' }, requests: [{ host: 'own' }] } },
    });
  });
});

describe('the folders', () => {
  const globalOf = async (...words: Words) => (await invocationOf('status', words)).global;
  it('start from the working directory', async () =>
    expect(await globalOf(['--root', '../image'], ['--state-dir', '/s'])).toMatchObject({
      root: '/home/image',
      stateDir: '/s',
    }));
  it('of the state are inside --root', async () =>
    expect(await globalOf(['--root', '/image'], ['--state-dir', 's'])).toMatchObject({ stateDir: '/s' }));
  it('of the state are relative without --root', async () =>
    expect(await globalOf(['--state-dir', 's'])).toMatchObject({ stateDir: '/home/admin/s' }));
});

describe('rollback', () => {
  it.each([
    [[], [], { kind: 'newest' }],
    [[], ['17'], { kind: 'generation', id: '17' }],
    [[['--original']], [], { kind: 'original' }],
  ] satisfies [Words, string[], unknown][])('%j %j', async (words, operands, target) =>
    expect(await invocationOf('rollback', words, { operands })).toMatchObject({ target, force: false }),
  );
});

describe('history', () => {
  it('lists', async () =>
    expect(await invocationOf('history', [])).toMatchObject({ show: { kind: 'list' } }));
  it('shows one', async () =>
    expect(await invocationOf('history', [], { operands: ['3'] })).toMatchObject({
      show: { kind: 'generation', id: '3' },
    }));
});

describe('remove', () => {
  it('of everything', async () =>
    expect(await invocationOf('remove', [['--all']])).toMatchObject({ all: true, selectors: [] }));
  it('takes a mirror with a path whatever the engines', async () =>
    expect(await invocationOf('remove', [['--mirror', 'https://m/hub']])).toMatchObject({
      selectors: [{ kind: 'request', flag: '--mirror https://m/hub' }],
    }));
});
