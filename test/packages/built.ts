// What global-setup.ts has built, and running programs on it.

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';

const BUILD = inject('builds')[0];

export const EXECUTABLE = join(BUILD, 'out', `${process.platform}-${process.arch}`, 'registry-client');

/** The package that ends so. */
export function packageFile(ending: '.deb' | '.rpm' | '.tgz', build: string = BUILD): string {
  const folder = join(build, 'out/packages');
  const name = readdirSync(folder).find((each) => each.endsWith(ending));
  if (name === undefined) throw new Error(`no ${ending} in ${folder}`);
  return join(folder, name);
}

/** Runs a program in an environment with nothing of ours but a path. */
export function run(file: string, ...words: readonly string[]) {
  const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/' };
  const { status, stdout, stderr } = spawnSync(file, words, { encoding: 'utf8', env: environment });
  return { status, stdout, stderr };
}

/** A program that has to succeed, without a word on stderr; gives what it printed. */
export function must(file: string, ...words: readonly string[]): string {
  const ended = run(file, ...words);
  if (ended.status !== 0 || ended.stderr !== '')
    throw new Error(`${file} ${words.join(' ')}: ${ended.status} ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

/** A new folder that is removed after the last test of the file. */
export function ownFolder(purpose: string): string {
  const folder = makeTempFolder(purpose);
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
