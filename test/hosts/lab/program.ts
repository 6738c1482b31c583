// How the program gets into the hosts: as the executable that the packages have, or by hand as the tree is.

import { cp, mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import { must } from './run.ts';

/**
 * What a host has at /usr/local/bin/registry-client: the executable where the lab has built one, which needs nothing of
 * the host; else the Node.js form of the tree, so that a build is seen at once.
 */
export const WRAPPER = `#!/bin/sh
[ ! -x /opt/registry-client/built/registry-client ] || exec /opt/registry-client/built/registry-client "$@"
exec /opt/node/bin/node /opt/registry-client/bin/registry-client.js "$@"
`;

/** The .deb of the program as every host sees it, and the same with a later version. */
export const DEB = '/opt/registry-client/built/registry-client.deb';
export const LATER_DEB = '/opt/registry-client/built/registry-client-later.deb';

export const LATER_VERSION = '99.0.0';

/** What of the outer machine the program needs inside, as options of systemd-nspawn. */
export const programMounts = (lab: Lab): readonly string[] => [
  `--bind-ro=${process.execPath}:/opt/node/bin/node`,
  `--bind-ro=${lab.program}:/opt/registry-client`,
];

/** Builds executable and packages from a copy: a build in the tree at the same moment would change this one's files. */
export async function snapshotProgram(project: string, target: string): Promise<void> {
  for (const part of ['bin', 'src', 'packaging', 'package.json']) {
    await cp(join(project, part), join(target, part), { recursive: true });
  }
  await symlink(join(project, 'node_modules'), join(target, 'node_modules'));
  const built = join(target, 'built');
  await mkdir(built);
  await rename(await buildDeb(target), join(built, 'registry-client.deb'));
  await rename(await buildDeb(target, '--version', LATER_VERSION), join(built, 'registry-client-later.deb'));
  const executable = join(target, 'out', `${process.platform}-${process.arch}`, 'registry-client');
  await rename(executable, join(built, 'registry-client'));
}

/** @returns the package's file */
async function buildDeb(directory: string, ...options: readonly string[]): Promise<string> {
  const words = ['run', '--silent', 'build:packages', '--', '--own', '--fast', ...options, 'deb'];
  const said = await must('npm', words, { directory, seconds: 240 });
  return join(directory, said.trim());
}
