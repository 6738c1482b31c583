// What `completion --values` prints, of a host made by the program itself.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../support/program.ts';
import { makeTempHost } from '../../support/temp-host.ts';

const host = makeTempHost();
afterAll(() => host.remove());

const run = (...words: readonly string[]) => runProgram(['--root', host.root, ...words], '/');

async function linesOf(...words: readonly string[]): Promise<readonly string[]> {
  const { code, document, stderr } = await run('completion', '--values', ...words);
  expect([code, stderr]).toEqual([0, '']);
  const text = 'text' in document ? document.text : undefined;
  return String(text).split('\n').slice(0, -1);
}

async function valuesOf(...words: readonly string[]): Promise<readonly string[]> {
  return (await linesOf(...words)).map((line) => line.replace(/\t.*/, ''));
}

beforeAll(async () => {
  host.write(
    '/etc/docker/daemon.json',
    '{ "insecure-registries": ["theirs.example:5001", "[fd00::1]:5000", "10.1.0.0/16"] }\n',
  );
  host.write('/etc/hosts', '127.0.0.1 localhost\n');
  await run('setup', '--mirror', 'http://hub.example:8001', '--engine', 'docker');
  await run('setup', '--registry', 'ours.example:8002', '--host-alias', 'ours.example=192.0.2.1');
  await run('setup', '--insecure', 'plain.example');
  await run('rollback');
});

describe('completion --values', () => {
  it('generations: all, newest first, with what they were', async () => {
    const lines = await linesOf('generations');
    expect(lines.map((line) => line.split('\t')[0])).toEqual(['4', '3', '2', '1']);
    expect(lines[3]).toMatch(
      /^1\t\d{4}-\d\d-\d\dT\d\d:\d\dZ setup --mirror http:\/\/hub\.example:8001 --engine docker$/,
    );
    expect(lines[0]).toMatch(/^4\t.* rollback$/);
  });

  it('changes: what rollback takes', async () => {
    const [newest] = await valuesOf('changes');
    expect(newest).toBe('4');
    expect((await run('rollback', newest ?? '', '--dry-run')).code).toBe(2);
  });

  it('engines: those that are there', async () => expect(await valuesOf('engines')).toEqual(['docker']));

  it('what is ours, as remove takes it out', async () => {
    expect(await linesOf('mirror')).toEqual(['http://hub.example:8001\tdocker']);
    expect(await valuesOf('registry')).toEqual(['ours.example:8002']);
    expect(await linesOf('host-alias')).toEqual(['ours.example=192.0.2.1\t/etc/hosts']);
    expect(await valuesOf('insecure')).toEqual([]);
    expect(await valuesOf('search')).toEqual([]);
    expect((await run('remove', '--mirror', (await valuesOf('mirror'))[0] ?? '', '--dry-run')).code).toBe(2);
  });

  it('with --adopt what others wrote, too, but nothing that a shell would take for more than a word', async () => {
    const values = await valuesOf('insecure', '--adopt');
    expect(values).toEqual(expect.arrayContaining(['theirs.example:5001', '[fd00::1]:5000', '10.1.0.0/16']));
    const odd = makeTempHost();
    odd.write('/etc/docker/daemon.json', '{ "insecure-registries": ["a b", "$(reboot)", "fine.example"] }\n');
    const { document } = await runProgram(
      ['completion', '--values', 'insecure', '--adopt', '--root', odd.root],
      '/',
    );
    odd.remove();
    expect(document).toMatchObject({ text: 'fine.example\tdocker\n' });
  });

  it('registries: whoever wrote them, each once', async () => {
    const values = await valuesOf('registries');
    expect(values).toEqual([...new Set(values)]);
    expect(values).toEqual(
      expect.arrayContaining([
        'hub.example:8001',
        'ours.example:8002',
        'theirs.example:5001',
        '[fd00::1]:5000',
      ]),
    );
    expect(values).not.toContain('10.1.0.0/16');
  });

  it('nothing, and no complaint, where there is nothing to be seen', async () => {
    const gone = await runProgram(['completion', '--values', 'changes', '--root', '/nowhere/at/all'], '/');
    expect([gone.code, gone.document.findings, gone.stderr]).toEqual([0, [], '']);
    const state = ['--state-dir', '/etc/hosts'];
    expect((await run('completion', '--values', 'generations', ...state)).code).toBe(0);
    expect((await run('completion', '--values', 'mirror', ...state)).code).toBe(0);
  });

  it('writes nothing', async () => {
    const before = host.text('/var/lib/registry-client/summary.json');
    await run('completion', '--values', 'registries');
    expect(host.text('/var/lib/registry-client/summary.json')).toBe(before);
  });
});

describe('wrong usage', () => {
  it.each([
    [['--values', 'generation'], '--values not-one-of'],
    [['--values', 'mirror', 'bash'], '--values conflicts-with'],
    [['bash', '--adopt'], '--adopt needs-option'],
    [[], 'SHELL missing-argument'],
  ])('%j', async (words, found) => {
    const { code, document } = await run('completion', ...words);
    expect(code).toBe(64);
    expect(
      document.findings.map((each) => ('option' in each ? `${each.option} ${each.reason}` : '')),
    ).toEqual([found]);
  });
});
