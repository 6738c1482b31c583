// Where the program may be run from by root: every file of its own and every folder above it is root's alone.

import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findUnsafeFile, firstUnsafe } from '../../../src/host/own-files.ts';

const isRoot = process.getuid?.() === 0;
const STRANGER = 65534;
let folder = '';
let program = '';

beforeEach(() => {
  // Below /tmp, which everybody may write and which is sticky.
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-client-own-'));
  program = path.join(folder, 'dist', 'main.js');
  fs.outputFileSync(program, '');
  for (const one of [folder, path.dirname(program)]) fs.chmodSync(one, 0o755);
  fs.chmodSync(program, 0o644);
});
afterEach(() => fs.removeSync(folder));

describe.skipIf(!isRoot)('files of root', () => {
  const unsafe = () => firstUnsafe([program]);
  const inFolder = (reason: string, where: string) => ({ reason, path: where, program });

  it('are fine, in a sticky folder, too', () => expect(unsafe()).toBeUndefined());

  it('are fine when the group of root may write them', () => {
    fs.chmodSync(folder, 0o775);
    fs.chmodSync(program, 0o664);
    expect(unsafe()).toBeUndefined();
  });

  it.each([0o777, 0o757])('are not in a folder of mode %o', (mode) => {
    fs.chmodSync(folder, mode);
    expect(unsafe()).toEqual(inFolder('writable-by-others', folder));
  });

  it('are not when another group may write them or their folder', () => {
    fs.chownSync(folder, 0, STRANGER);
    fs.chmodSync(folder, 0o775);
    expect(unsafe()).toEqual(inFolder('writable-by-others', folder));
    fs.chmodSync(folder, 0o755);
    fs.chownSync(program, 0, STRANGER);
    fs.chmodSync(program, 0o664);
    expect(unsafe()).toEqual(inFolder('writable-by-others', program));
  });

  it('are not when everybody may write them, also in a sticky folder', () => {
    fs.chmodSync(path.dirname(program), 0o1777);
    expect(unsafe()).toBeUndefined();
    fs.chmodSync(program, 0o666);
    expect(unsafe()).toEqual(inFolder('writable-by-others', program));
  });

  it('are not in a folder of somebody else, who could rename what is in it', () => {
    fs.chownSync(folder, STRANGER, 0);
    expect(unsafe()).toEqual(inFolder('owner', folder));
    fs.chmodSync(folder, 0o1755);
    expect(unsafe()).toEqual(inFolder('owner', folder));
  });

  it('of somebody else are not', () => {
    fs.chownSync(program, STRANGER, 0);
    expect(unsafe()).toEqual(inFolder('owner', program));
  });

  it('that are gone by now say nothing', () => {
    fs.removeSync(program);
    expect(unsafe()).toBeUndefined();
  });

  it('are looked at where a link leads', () => {
    const link = path.join(os.tmpdir(), `${path.basename(folder)}-link`);
    fs.symlinkSync(program, link);
    try {
      fs.chownSync(folder, STRANGER, 0);
      expect(findUnsafeFile(link)).toMatchObject({ reason: 'owner', path: folder });
    } finally {
      fs.removeSync(link);
    }
  });
});

it.skipIf(isRoot)('an ordinary user runs what he likes', () => {
  expect(findUnsafeFile(program)).toBeUndefined();
});
