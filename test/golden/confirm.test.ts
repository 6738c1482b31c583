// A change that waits to be confirmed, through the whole program: on the disk of a host that was switched off meanwhile.

import { afterEach, describe, expect, it } from 'vitest';
import { makeItWait } from '../support/awaiting-change.ts';
import { runProgram } from '../support/program.ts';
import { makeTempHost, type TempHost } from '../support/temp-host.ts';

const FILE = '/etc/docker/daemon.json';
const BEFORE = '{ "data-root": "/data/docker" }\n';
const UNIT = 'etc/systemd/system/registry-client-confirm.service';
const WITHIN = 3_600_000;

let temp: TempHost | undefined;
afterEach(() => temp?.remove());

interface Waiting {
  readonly host: TempHost;
  readonly after: string | undefined;
  run(...argv: string[]): ReturnType<typeof runProgram>;
}

/** A setup, and then its records as they are when it was made with --confirm-within so long ago. */
async function wait(ago: number): Promise<Waiting> {
  const host = makeTempHost();
  temp = host;
  host.write(FILE, BEFORE, 0o640);
  const run: Waiting['run'] = (...argv) => runProgram(['--root', host.root, ...argv], '/');
  await run('setup', '--mirror', 'https://a.example');
  makeItWait(host, WITHIN, ago);
  host.write(UNIT, '[Unit]\n');
  return { host, after: host.text(FILE), run };
}

const summary = ({ code, document }: Awaited<ReturnType<typeof runProgram>>) => [
  code,
  document.outcome,
  ...document.findings.map((one) => one.code).filter((one) => one !== 'NOT_ACTIVATED'),
];

describe('as long as it waits', () => {
  it('status and history say so, and until when', async () => {
    const { run } = await wait(0);
    expect(summary(await run('status'))).toEqual([0, 'in-sync', 'CONFIRM_PENDING']);
    expect((await run('history')).document).toMatchObject({
      generations: [{ id: '1', outcome: 'confirm-pending', until: expect.stringMatching(/^2.*Z$/) }],
    });
  });

  it.each([
    ['setup', '--mirror', 'https://b.example'],
    ['setup', '--mirror', 'https://b.example', '--dry-run'],
    ['setup', '--mirror', 'https://a.example'],
    ['remove', '--all'],
    ['rollback', '1'],
    ['rollback', '--original'],
    ['rollback', '--force'],
    ['rollback', '--apply', 'none'],
  ])('nothing else is changed: %s %s %s %s', async (...argv) => {
    const { host, after, run } = await wait(0);
    expect(summary(await run(...argv.filter((word) => word !== undefined)))).toEqual([
      1,
      'failed',
      'CONFIRM_FIRST',
    ]);
    expect(host.text(FILE)).toBe(after);
  });

  it('recover leaves it alone', async () => {
    const { host, after, run } = await wait(0);
    expect(summary(await run('recover'))).toEqual([0, 'unchanged', 'CONFIRM_PENDING']);
    expect(host.text(FILE)).toBe(after);
    expect(host.text(UNIT)).toBeDefined();
  });

  it('confirm keeps it, once and for all', async () => {
    const { host, after, run } = await wait(0);
    const kept = await run('confirm');
    expect([...summary(kept), kept.document.id]).toEqual([0, 'committed', '1']);
    expect(host.text(UNIT)).toBeUndefined();
    expect(summary(await run('confirm'))).toEqual([0, 'unchanged', 'NOTHING_TO_CONFIRM']);
    expect(summary(await run('status'))).toEqual([0, 'in-sync']);
    expect(host.text(FILE)).toBe(after);
    await run('rollback');
    expect(host.text(FILE)).toBe(BEFORE);
  });

  it('rollback takes it back', async () => {
    const { host, after, run } = await wait(0);
    const planned = await run('rollback', '--dry-run');
    expect([summary(planned)[1], planned.document.engines.flatMap(({ changes }) => changes)]).toMatchObject([
      'planned',
      [{ path: FILE }],
    ]);
    expect(host.text(FILE)).toBe(after);
    expect(summary(await run('rollback'))).toEqual([0, 'committed', 'CONFIRM_WITHDRAWN']);
    expect([host.text(FILE), host.text(UNIT)]).toEqual([BEFORE, undefined]);
    expect(summary(await run('confirm'))).toEqual([1, 'failed', 'CONFIRM_LAPSED']);
    expect(summary(await run('rollback'))).toEqual([0, 'unchanged', 'NOTHING_TO_UNDO']);
  });

  it('rollback keeps what somebody has edited, and says so', async () => {
    const { host, after, run } = await wait(0);
    host.write(FILE, `${after} `, 0o640);
    expect(summary(await run('rollback', '--dry-run'))).toContain('RECOVERY_CONFLICT');
    expect(summary(await run('rollback'))).toEqual([
      0,
      'committed',
      'CONFIRM_WITHDRAWN',
      'RECOVERY_CONFLICT',
    ]);
    expect(host.text(FILE)).toBe(`${after} `);
  });
});

describe('when its time is over', () => {
  it('status says that it is about to be undone', async () => {
    const { run } = await wait(WITHIN);
    expect(summary(await run('status'))).toEqual([2, 'drifted', 'CONFIRM_OVERDUE']);
  });

  it('recover undoes it', async () => {
    const { host, run } = await wait(WITHIN);
    expect(summary(await run('recover'))).toEqual([0, 'rolled-back', 'CONFIRM_LAPSED']);
    expect([host.text(FILE), host.text(UNIT)]).toEqual([BEFORE, undefined]);
    expect(summary(await run('recover'))).toEqual([0, 'unchanged']);
    expect((await run('history')).document).toMatchObject({
      generations: [{ outcome: 'rolled-back', lapsed: true }],
    });
  });

  it('confirm comes too late, and says so by its exit code', async () => {
    const { host, run } = await wait(WITHIN);
    expect(summary(await run('confirm'))).toEqual([3, 'rolled-back', 'CONFIRM_LAPSED']);
    expect(host.text(FILE)).toBe(BEFORE);
    expect(summary(await run('confirm'))).toEqual([1, 'failed', 'CONFIRM_LAPSED']);
  });

  it('the next change undoes it first', async () => {
    const { host, run } = await wait(WITHIN);
    const next = summary(await run('setup', '--mirror', 'https://b.example'));
    expect(next).toEqual([0, 'committed', 'CONFIRM_LAPSED']);
    expect(host.text(FILE)).toContain('https://b.example');
    expect(host.text(FILE)).not.toContain('https://a.example');
  });
});

describe('on a host where nothing ever waited', () => {
  it('there is nothing to confirm', async () => {
    temp = makeTempHost();
    const nothing = await runProgram(['--root', temp.root, 'confirm'], '/');
    expect(summary(nothing)).toEqual([0, 'unchanged', 'NOTHING_TO_CONFIRM']);
  });
});
