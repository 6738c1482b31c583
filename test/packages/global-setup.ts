// Builds everything twice, in folders of different names, before the first test.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installOuterPackages } from '../hosts/lab/outer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Two copies of the project, everything built in each. */
    builds: readonly [string, string];
  }
}

const TOOLS = ['busybox-static', 'fish', 'groff-base', 'man-db', 'rpm', 'zsh'];

const PROJECT = join(import.meta.dirname, '../..');

export async function setup(project: TestProject): Promise<() => void> {
  await installOuterPackages(TOOLS);
  const folder = mkdtempSync(join(tmpdir(), 'registry-client-'));
  const builds = [join(folder, 'one'), join(folder, 'another-name')] as const;
  // The second is a copy of the first: somebody may be editing the tree.
  for (const [from, to] of [[PROJECT, builds[0]], builds] as const) copySources(from, to);
  for (const build of builds)
    execFileSync('npm', ['run', '--silent', 'build:packages', '--', '--own', '--fast'], {
      cwd: build,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  project.provide('builds', builds);
  return () => rmSync(folder, { recursive: true });
}

function copySources(from: string, to: string): void {
  for (const part of ['README.md', 'bin', 'packaging', 'package.json', 'src'])
    cpSync(join(from, part), join(to, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(to, 'node_modules'));
}
