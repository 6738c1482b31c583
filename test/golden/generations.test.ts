// Generations through the whole program: going back and forth, what is written down silently, damaged state.

import path from 'node:path';
import fs from 'fs-extra';
import { afterEach, describe, expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { makeTempHost, type TempHost } from '../support/temp-host.ts';

const FILE = '/etc/docker/daemon.json';
const BEFORE = '{ "data-root": "/data/docker" }\n';
const A = ['--mirror', 'http://a.example:8001'];
const B = ['--mirror', 'http://b.example:8002'];

let temp: TempHost | undefined;
afterEach(() => temp?.remove());

function start(): { readonly host: TempHost; run(...argv: string[]): ReturnType<typeof runProgram> } {
  const host = makeTempHost();
  temp = host;
  host.write(FILE, BEFORE, 0o640);
  return { host, run: (...argv) => runProgram(['--root', host.root, ...argv], '/') };
}

const summary = ({ code, document }: Awaited<ReturnType<typeof runProgram>>) => [code, document.outcome];
const codes = ({ document }: Awaited<ReturnType<typeof runProgram>>) =>
  document.findings.map((one) => one.code);

describe('going back', () => {
  it('one at a time, and then there is nothing left', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    const once = host.text(FILE);
    await run('setup', ...B);
    expect(summary(await run('rollback'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(once);
    expect(summary(await run('rollback'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(BEFORE);
    expect(summary(await run('rollback'))).toEqual([0, 'unchanged']);
  });

  it('to before a generation with everything newer, and forth by the ID of the rollback', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    await run('setup', ...B);
    const both = host.text(FILE);
    expect(summary(await run('rollback', '1'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(BEFORE);
    expect(summary(await run('rollback', '3'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(both);
    expect(summary(await run('status'))).toEqual([0, 'in-sync']);
    expect(summary(await run('rollback', '--original'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(BEFORE);
    expect(summary(await run('status'))).toEqual([0, 'unmanaged']);
  });

  it('over an edit only by force, which keeps the edit as a generation', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    const edited = host.text(FILE)?.replace('/data/docker', '/elsewhere') ?? '';
    host.write(FILE, edited, 0o640);
    const refused = await run('rollback');
    expect([...summary(refused), codes(refused)]).toEqual([1, 'failed', ['EDITED_SINCE']]);
    expect(host.text(FILE)).toBe(edited);
    expect(summary(await run('rollback', '--force'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(BEFORE);
    expect(summary(await run('rollback', '2'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(edited);
  });

  it('says that only the mode was changed since', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    fs.chmodSync(path.join(host.root, FILE), 0o600);
    const refused = await run('rollback');
    expect(codes(refused)).toEqual(['EDITED_SINCE']);
    expect(JSON.stringify(refused.document)).toContain('mode 640');
  });

  it('knows no generation that never was', async () => {
    const { run } = start();
    await run('setup', ...A);
    expect(codes(await run('rollback', '7'))).toEqual(['NO_SUCH_GENERATION']);
  });
});

describe('who asked for what', () => {
  it('is written down without a change, and keeps a shared entry', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    const once = host.text(FILE);
    expect(summary(await run('setup', '--insecure', 'a.example:8001', '--dry-run'))).toEqual([
      0,
      'unchanged',
    ]);
    const noted = await run('setup', '--insecure', 'a.example:8001');
    expect([...summary(noted), noted.document.id]).toEqual([0, 'unchanged', null]);
    expect(host.text(FILE)).toBe(once);
    await run('remove', ...A);
    expect(host.text(FILE)).toBe(
      '{ "data-root": "/data/docker", "insecure-registries": ["a.example:8001"] }\n',
    );
    await run('remove', '--insecure', 'a.example:8001');
    expect(host.text(FILE)).toBe(BEFORE);
  });

  it('is not on the stack: rollback undoes the newest change of files', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    await run('setup', '--insecure', 'a.example:8001');
    expect(summary(await run('rollback'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(BEFORE);
    expect(summary(await run('rollback'))).toEqual([0, 'unchanged']);
  });
});

describe('damaged state', () => {
  const generation = (host: TempHost) => path.join(host.root, 'var/lib/registry-client/generations/1');
  const damage = (host: TempHost, name: string) =>
    fs.writeFileSync(path.join(generation(host), name), 'rubbish');

  it('of an after-image is said, and does not stand in the way of going back', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    damage(host, 'after.0');
    expect(codes(await run('status'))).toContain('STATE_DAMAGED');
    expect(codes(await run('history'))).toEqual(['STATE_DAMAGED']);
    expect(summary(await run('rollback'))).toEqual([0, 'committed']);
    expect(host.text(FILE)).toBe(BEFORE);
  });

  it('of a before-image is said, and going back is refused', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    const after = host.text(FILE);
    damage(host, 'before.0');
    expect(codes(await run('status'))).toContain('STATE_DAMAGED');
    const refused = await run('rollback');
    expect([...summary(refused), codes(refused)]).toEqual([1, 'failed', ['STATE_DAMAGED']]);
    expect(host.text(FILE)).toBe(after);
  });

  it('of a finished journal does not undo what was confirmed', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    const after = host.text(FILE);
    damage(host, 'journal');
    await run('recover');
    expect(host.text(FILE)).toBe(after);
    expect(codes(await run('status'))).toContain('STATE_DAMAGED');
  });

  it('beyond reading is left alone, with what to do', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    const after = host.text(FILE);
    for (const name of ['intent.a', 'intent.b']) damage(host, name);
    const refused = await run('setup', ...B);
    expect([...summary(refused), codes(refused)]).toEqual([1, 'failed', ['RECORDS_LOST']]);
    expect(refused.document.findings[0]?.message).toMatch(/^What change 1 did is no longer known/);
    expect(host.text(FILE)).toBe(after);
    const status = await run('status');
    expect([...summary(status), codes(status)]).toEqual([2, 'drifted', ['RECORDS_LOST']]);
    expect(summary(await run('recover'))).toEqual([1, 'failed']);
    expect(summary(await run('setup', ...B, '--dry-run'))).toEqual([1, 'failed']);
  });

  it('of a change that was cut off is said to be that', async () => {
    const { host, run } = start();
    await run('setup', ...A);
    for (const name of ['intent.a', 'intent.b']) damage(host, name);
    fs.removeSync(path.join(generation(host), 'outcome'));
    const journal = path.join(generation(host), 'journal');
    fs.writeFileSync(journal, `${fs.readFileSync(journal, 'utf8').split('\n', 1)[0]}\n`);
    const refused = await run('setup', ...B);
    expect([...summary(refused), codes(refused)]).toEqual([4, 'rollback-failed', ['RECOVERY_IMPOSSIBLE']]);
    const status = await run('status');
    expect([...summary(status), codes(status)]).toEqual([2, 'drifted', ['RECOVERY_IMPOSSIBLE']]);
  });
});
