// Both forms of the program, built from a copy of the tree as it is, and brought to the host.

import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../test/hosts/lab/host.ts';
import { PROJECT } from '../test/hosts/lab/lab.ts';
import { must } from '../test/hosts/lab/run.ts';
import { INSIDE } from './bench.ts';

export const FOLDER = join(PROJECT, 'bench');

const SOURCES = ['bin', 'src', 'packaging', 'package.json'];

/** Installs program and scripts on the host. A build in the tree at the same time does not change what is measured. */
export async function installProgram(host: Host): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), 'registry-client-bench-'));
  try {
    for (const part of SOURCES) await cp(join(PROJECT, part), join(copy, part), { recursive: true });
    await symlink(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
    await must('packaging/run', ['standalone'], { directory: copy, seconds: 240 });
    await bring(copy, join(host.root, INSIDE));
    await bringReading(join(host.root, INSIDE));
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function bring(built: string, target: string): Promise<void> {
  const executable = join(built, 'out', `${process.platform}-${process.arch}`, 'registry-client');
  await mkdir(join(target, 'bundle'), { recursive: true });
  await cp(join(FOLDER, 'inside'), target, { recursive: true });
  await cp(executable, join(target, 'standalone/registry-client'));
  for (const part of ['bin', 'dist', 'package.json']) {
    await cp(join(built, part), join(target, 'bundle', part), { recursive: true });
  }
}

/** Bundled as the program is; jsonc-parser's `main` is a form that cannot be bundled. */
async function bringReading(target: string): Promise<void> {
  await must(join(PROJECT, 'node_modules/.bin/esbuild'), [
    join(FOLDER, 'second-reading.ts'),
    ...['--bundle', '--platform=node', '--format=cjs', '--target=node20', '--main-fields=module,main'],
    ...['--log-level=warning', `--outfile=${join(target, 'second-reading.cjs')}`],
  ]);
}
