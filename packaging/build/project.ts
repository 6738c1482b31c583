// The project that is built: its folder, its version, the commit it was built from, and running programs for it.

import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

export const PROJECT = realpathSync(join(import.meta.dirname, '../..'));

export const VERSION = manifest.version;

/** Where executables and packages are put; not in git, and not in the npm package. */
export const OUTPUT = join(PROJECT, 'out');

export interface Origin {
  /** For people, in the words of `--version`. */
  readonly commit: string;
  /** Seconds since 1970 that everything built is dated with. */
  readonly time: number;
}

/** For what is built outside of a checkout: 1980, the oldest time that every archive format knows. */
const NO_TIME = 315_532_800;

/** What is built, by git; a copy of the tree outside of a checkout has no commit. */
export function readOrigin(): Origin {
  const given = process.env.SOURCE_DATE_EPOCH;
  const time = given === undefined ? undefined : Number(given);
  if (askGit('rev-parse', '--show-toplevel') !== PROJECT)
    return { commit: 'not built from a git checkout', time: time ?? NO_TIME };
  const modified = askGit('status', '--porcelain') === '' ? '' : ', with changes that are not committed';
  return {
    commit: `commit ${askGit('rev-parse', '--short=12', 'HEAD')}${modified}`,
    time: time ?? Number(askGit('log', '-1', '--format=%ct')),
  };
}

/** What git says, undefined where there is no git, no checkout or no commit. */
function askGit(...words: readonly string[]): string | undefined {
  const ended = spawnSync('git', ['-c', 'safe.directory=*', ...words], { cwd: PROJECT, encoding: 'utf8' });
  return ended.status === 0 ? ended.stdout.trim() : undefined;
}

export interface RunOptions {
  readonly directory?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a program that has to succeed, and gives what it printed. */
export function run(program: string, words: readonly string[], options: RunOptions = {}): string {
  const ended = spawnSync(program, [...words], {
    cwd: options.directory ?? PROJECT,
    env: options.environment ?? process.env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (ended.error !== undefined) throw ended.error;
  if (ended.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

/** One line for people; the last one of a step names what was made. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
