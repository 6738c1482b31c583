// Waiting, hints from folders, and steps that are shown late.

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createBell } from '../../../src/agent/bell.ts';
import { lateProgress } from '../../../src/agent/late-progress.ts';
import { watchFolders } from '../../../src/host/watch.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = makeTempFolder('watch');
  folders.push(made);
  return made;
}

describe('the bell', () => {
  it('ends a wait, and the next one when nobody waits', async () => {
    const bell = createBell();
    const waiting = bell.wait(60_000);
    bell.ring();
    expect(await waiting).toBe(true);
    bell.ring();
    bell.ring();
    expect(await bell.wait(60_000)).toBe(true);
    expect(await bell.wait(1)).toBe(false);
  });
});

describe('the watcher', () => {
  it('hints at what happens in its folders, and no longer after it is closed', async () => {
    const [one, other] = [folder(), folder()];
    const bell = createBell();
    const watcher = watchFolders(bell.ring);
    expect(watcher.follow([one, path.join(one, 'absent')])).toBe(true);
    expect(watcher.follow([one])).toBe(false);
    fs.writeFileSync(path.join(one, 'a'), '');
    expect(await bell.wait(10_000)).toBe(true);
    expect(watcher.follow([other])).toBe(true);
    await bell.wait(50);
    fs.writeFileSync(path.join(one, 'b'), '');
    expect(await bell.wait(50)).toBe(false);
    fs.writeFileSync(path.join(other, 'b'), '');
    expect(await bell.wait(10_000)).toBe(true);
    watcher.close();
    await bell.wait(50);
    fs.writeFileSync(path.join(other, 'c'), '');
    expect(await bell.wait(50)).toBe(false);
  });
});

describe('late progress', () => {
  it('shows nothing until something is done, and then everything in order', () => {
    const shown: string[] = [];
    const show = lateProgress(({ step }) => shown.push(step));
    show({ step: 'inspect' });
    show({ step: 'plan' });
    expect(shown).toEqual([]);
    show({ step: 'backup' });
    show({ step: 'write' });
    expect(shown).toEqual(['inspect', 'plan', 'backup', 'write']);
  });
});
