// A small image made from the outer machine's static busybox, as a docker-archive that every engine reads.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './run.ts';

const COMMANDS = ['sh', 'sleep', 'echo', 'cat', 'true'];

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes `folder/<label>.tar`. Images with different labels have different digests, so that a test sees
 * which of two it got.
 * @param name what `docker load` will call it, e.g. `resident:1`
 * @returns the path of the archive
 */
export async function makeImage(folder: string, label: string, name: string): Promise<string> {
  const work = join(folder, `${label}.image`);
  const root = join(work, 'root');
  await mkdir(join(root, 'bin'), { recursive: true });
  await copyFile('/bin/busybox', join(root, 'bin/busybox'));
  for (const command of COMMANDS) await symlink('busybox', join(root, 'bin', command));
  const layer = join(work, 'layer.tar');
  await must('tar', ['-cf', layer, '--numeric-owner', '--owner=0', '--group=0', '-C', root, '.']);
  const config = describeImage(label, sha256(await readFile(layer)));
  const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }];
  await writeFile(join(work, 'config.json'), JSON.stringify(config));
  await writeFile(join(work, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(folder, `${label}.tar`);
  await must('tar', ['-cf', archive, '-C', work, 'manifest.json', 'config.json', 'layer.tar']);
  await rm(work, { recursive: true });
  return archive;
}

const describeImage = (label: string, layer: string) => ({
  architecture: ARCHITECTURES[process.arch] ?? process.arch,
  os: 'linux',
  created: '2024-01-01T00:00:00Z',
  config: { Cmd: ['/bin/sh'], Env: ['PATH=/bin'], Labels: { 'registry-client.lab': label } },
  rootfs: { type: 'layers', diff_ids: [layer] },
  history: [{ created: '2024-01-01T00:00:00Z', created_by: 'registry-client lab' }],
});

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
