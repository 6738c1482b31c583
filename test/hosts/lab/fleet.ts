// Several hosts of one lab at once, and packages for their apt.

import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bootHost, type Host, type HostOptions } from './host.ts';
import type { Lab } from './lab.ts';

/** So many hosts boot at the same time; more only makes each of them slower. */
const AT_ONCE = 4;

/**
 * Boots hosts, gives them to `use` in the same order, and removes them whatever happens.
 * @throws what the boot of one of them, or `use`, throws
 */
export async function withHosts<T>(
  lab: Lab,
  wanted: readonly HostOptions[],
  use: (hosts: readonly Host[]) => Promise<T>,
): Promise<T> {
  const hosts = await bootHosts(lab, wanted);
  try {
    return await use(hosts);
  } finally {
    await removeHosts(hosts);
  }
}

/** Boots hosts side by side; when one does not boot, the others are removed, too. */
export async function bootHosts(lab: Lab, wanted: readonly HostOptions[]): Promise<readonly Host[]> {
  const waiting = wanted.entries();
  const booted: (Host | undefined)[] = wanted.map(() => undefined);
  const work = async (): Promise<void> => {
    for (const [index, options] of waiting) booted[index] = await bootHost(lab, options);
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const hosts = booted.filter((host) => host !== undefined);
  const failed = workers.find((worker) => worker.status === 'rejected');
  if (failed === undefined) return hosts;
  await removeHosts(hosts);
  throw failed.reason;
}

async function removeHosts(hosts: readonly Host[]): Promise<void> {
  await Promise.all(hosts.map((host) => host.remove()));
}

/**
 * Puts a package into the repository that the host's apt knows, so that `apt-get install NAME` finds it inside.
 * The engines' own packages are there from the start.
 */
export async function offerPackage(host: Host, deb: string): Promise<void> {
  await copyFile(deb, join(host.root, 'var/lib/lab-packages', basename(deb)));
  await host.must('lab-index', { seconds: 120 });
}
