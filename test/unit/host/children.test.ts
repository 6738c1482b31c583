// The rules for child processes: where programs are found, what they are given of ours, and that no shell is between.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/node-host.ts';
import { PROGRAM_FOLDERS } from '../../../src/host/run-command.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const SOURCE = fileURLToPath(new URL('../../../src/', import.meta.url));
const folder = makeTempFolder('children');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What a caller may have: orders for the runtime, the loader and the shell, secrets, and folders of his own. */
const CALLER = {
  PATH: `${folder}:/usr/bin:/bin`,
  HOME: '/root',
  LD_PRELOAD: '',
  NODE_OPTIONS: '--require=/tmp/x',
  BUN_OPTIONS: '--preload=/tmp/x',
  BUN_BE_BUN: '1',
  BASH_ENV: '/tmp/x',
  IFS: 'x',
  CONTAINERS_REGISTRIES_CONF: '/tmp/x',
  DOCKER_HOST: 'tcp://example.test',
  SECRET: 'canary',
};
const host = createHost({
  root: undefined,
  timeout: 20_000,
  environment: CALLER,
  interruption: () => undefined,
});
const run = (program: string, ...words: readonly string[]) =>
  host.query({ program, arguments: words, timeout: 20_000 });

describe('a child', () => {
  it('gets a path of its own, the language of programs, and nothing else but where its home is', async () => {
    expect(await run('env')).toMatchObject({
      stdout: `PATH=${PROGRAM_FOLDERS.join(':')}\nLANG=C.UTF-8\nHOME=/root\n`,
    });
  });

  it('gets what it is given beside that', async () => {
    const command = { program: 'env', arguments: [], timeout: 20_000, environment: { ASKED: 'for' } };
    expect(await host.query(command)).toMatchObject({ stdout: expect.stringContaining('\nASKED=for\n') });
  });

  it('is found in the folders of the system, whatever the caller has in his path', async () => {
    fs.writeFileSync(path.join(folder, 'only-here'), '#!/bin/sh\n', { mode: 0o755 });
    expect(host.program('only-here')).toBeUndefined();
    expect(await run('only-here')).toEqual({ kind: 'absent' });
    expect(host.program('env')).toMatch(/^\/(?:usr\/)?bin\/env$/);
  });

  it('is given its words as they are: no shell reads them', async () => {
    const words = ['$(touch x)', '; touch x', '*', '`id`', 'a b', '', "'"];
    expect(await run('printf', '%s\\n', ...words)).toMatchObject({ stdout: `${words.join('\n')}\n` });
  });

  it('has nothing to read, and starts in /', async () => {
    expect(await run('sh', '-c', 'cat; pwd')).toMatchObject({ code: 0, stdout: '/\n' });
  });
});

describe('the sources', () => {
  const sources = fs
    .readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: fs.readFileSync(path.join(SOURCE, file), 'utf8') }));
  const filesWith = (pattern: RegExp) =>
    sources.flatMap(({ file, text }) => (pattern.test(text) ? [file] : []));

  it('start programs in one place', () =>
    expect(filesWith(/['"](?:node:)?(?:child_process|execa)['"]/)).toEqual(['host/run-command.ts']));

  it('ask the network in one place', () => {
    expect(filesWith(/from 'node:(?:tls|https|http2|dns|dns\/promises)'/)).toEqual([
      'host/connect.ts',
      'host/secure.ts',
    ]);
    const ours = /from '(?:\.|\.\.\/host|\.\/host)\/(?:connect|secure|http-exchange|proxy-tunnel)\.ts'/;
    const parts = ['http-exchange', 'network', 'proxy-tunnel', 'secure'];
    expect(filesWith(ours).toSorted()).toEqual(parts.map((part) => `host/${part}.ts`));
  });

  it('never ask for a shell', () =>
    expect(filesWith(/\bshell: true|\bexecSync\b|\bexeca?Command\b/)).toEqual([]));
});
