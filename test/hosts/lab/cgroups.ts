// Control groups of the lab: one per host, because hosts that share one disturb each other's units.

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MOUNT = '/sys/fs/cgroup';

/** The first folder of the lab in a hierarchy; clean.sh finds its groups by this name. */
const TOP = 'registry-client-lab';

/**
 * Where the lab's groups are: with cgroup v2 below the root, with cgroup v1 in every hierarchy below the group that
 * this process is in, so that engines leave nothing behind in hierarchies that are not the lab's.
 */
async function findHierarchies(): Promise<readonly string[]> {
  return isUnified() ? [MOUNT] : findGroups('self');
}

const isUnified = (): boolean => existsSync(join(MOUNT, 'cgroup.controllers'));

/** The folders of the groups that a process is in, one per hierarchy (cgroups(7), /proc/PID/cgroup). */
export async function findGroups(pid: number | 'self'): Promise<readonly string[]> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8');
  return groups.split('\n').flatMap((line) => {
    const [, controllers, own] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || own === undefined) return [];
    const hybrid = isUnified() ? '' : 'unified';
    const path = join(MOUNT, controllers === '' ? hybrid : controllers.replace(/^name=/, ''), own);
    return existsSync(path) ? [path] : [];
  });
}

/** Makes the group of a part of a lab in every hierarchy and gives their folders. */
export async function makeGroup(labId: string, part: string): Promise<readonly string[]> {
  const hierarchies = await findHierarchies();
  const made = hierarchies.map(async (path) => {
    const top = join(path, TOP);
    await mkdir(top, { recursive: true });
    if (existsSync(join(top, 'cpuset.cpus'))) await inheritCpus(path, top);
    const folder = join(top, labId, part);
    await mkdir(folder, { recursive: true });
    return folder;
  });
  return Promise.all(made);
}

/** A new cpuset of v1 has no processors, and takes no process before it has (cpuset(7)). */
async function inheritCpus(from: string, to: string): Promise<void> {
  await writeFile(join(to, 'cgroup.clone_children'), '1');
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    await writeFile(join(to, file), await readFile(join(from, file)));
  }
}

/** A shell line that moves the shell it runs in, and what it starts, into a group. */
export const enterGroup = (folders: readonly string[]): string =>
  folders.map((folder) => `echo $$ > '${folder}/cgroup.procs'`).join(' && ');

/** The processes of a group and of every group below it. */
export async function listProcesses(folder: string): Promise<readonly number[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((entry) => entry.isDirectory());
  const nested = await Promise.all(below.map((entry) => listProcesses(join(folder, entry.name))));
  const own = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
  return [...own.split('\n').filter(Boolean).map(Number), ...nested.flat()];
}
