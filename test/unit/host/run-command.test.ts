// Child processes: what is left of one that does not end in time.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { runCommand } from '../../../src/host/run-command.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const folder = makeTempFolder('run');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** As a rootless Podman, which starts itself again inside its namespaces and waits for that. */
const PARENT = `sleep 60 & echo $! > "$1"; wait`;

async function runFor(milliseconds: number, script: string, ...words: readonly string[]) {
  const begun = performance.now();
  const ended = await runCommand(
    '/bin/sh',
    { program: 'sh', arguments: ['-c', script, 'sh', ...words], timeout: milliseconds },
    { PATH: '/usr/bin:/bin' },
  );
  return { ended, took: performance.now() - begun };
}

it('a command that takes too long ends with everything that it has started', async () => {
  const note = path.join(folder, 'child');
  const { ended, took } = await runFor(1000, PARENT, note);
  expect([ended, took < 10_000]).toEqual([{ kind: 'timeout' }, true]);
  expect(await isGone(Number(fs.readFileSync(note, 'utf8')))).toBe(true);
});

it('one that does not end when it is asked to is ended', async () => {
  const { ended, took } = await runFor(500, `trap '' TERM; while :; do sleep 0.1; done`);
  expect([ended, took < 10_000]).toEqual([{ kind: 'timeout' }, true]);
});

it('one that has gone to another session is not waited for, whatever pipes it holds', async () => {
  const { ended, took } = await runFor(500, 'exec setsid --fork sleep 8');
  expect([ended, took < 6000]).toEqual([{ kind: 'timeout' }, true]);
});

it('what a command says before its time is over is all there', async () => {
  const { ended } = await runFor(20_000, 'echo out; echo err >&2; exit 3');
  expect(ended).toEqual({ kind: 'ended', code: 3, stdout: 'out\n', stderr: 'err\n' });
});

/** A process that was killed is there until its parent, whoever that is by now, has heard of it. */
async function isGone(pid: number): Promise<boolean> {
  for (let look = 0; look < 40; look += 1) {
    const status = fs.existsSync(`/proc/${pid}`) ? fs.readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
    if (status === '' || status.includes(') Z ')) return true;
    await sleep(50);
  }
  return false;
}
