// One lab: a network of its own with registries behind it, on which hosts are booted.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CACHE } from './base.ts';
import { makeCertificates } from './certificates.ts';
import { clean, cleanStaleLabs, watchOver } from './cleanup.ts';
import { startFront } from './front.ts';
import { makeImage } from './image.ts';
import { takeLock } from './lock.ts';
import { createNetwork } from './network.ts';
import { installOuterPackages, raiseInotifyLimit } from './outer.ts';
import { snapshotProgram } from './program.ts';
import { startRegistries } from './registry.ts';
import { startStandIns } from './start-stand-ins.ts';

export interface Lab {
  readonly id: string;
  readonly folder: string;
  /** Where the servers' access logs are. */
  readonly logs: string;
  /** What every host sees under /opt/lab: ca.crt, stranger-ca.crt, resident.tar. */
  readonly shared: string;
  /** What http://downloads.example.com:8080/ offers (offerDownload). */
  readonly downloads: string;
  /** The folder that every host sees under /opt/registry-client. */
  readonly program: string;
}

export interface OwnedLab extends Lab {
  readonly stop: () => Promise<void>;
}

/** `snapshot`: built and copied aside, so that a later build does not change it. `live`: the tree as it is. */
export type ProgramSource = 'snapshot' | 'live';

export const PROJECT = join(import.meta.dirname, '../../..');

/**
 * Installs what the outer machine lacks, removes what killed runs left, and starts a lab with its registries.
 * The lab ends with `stop`, or with this process, however that ends.
 */
export async function startLab(source: ProgramSource): Promise<OwnedLab> {
  await installOuterPackages();
  await raiseInotifyLimit();
  const { folder, unlock } = await claimFolder();
  const lab: Lab = {
    id: basename(folder),
    folder,
    logs: join(folder, 'servers'),
    shared: join(folder, 'shared'),
    downloads: join(folder, 'downloads'),
    program: source === 'live' ? PROJECT : join(folder, 'program'),
  };
  const stop = async (): Promise<void> => {
    await clean(folder);
    unlock();
  };
  try {
    if (source === 'snapshot') await snapshotProgram(PROJECT, lab.program);
    await equip(lab);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...lab, stop };
}

/** Makes the lab's folder and holds its lock. Makers wait for each other: a lab without its lock is swept away. */
async function claimFolder(): Promise<{ readonly folder: string; readonly unlock: () => void }> {
  const id = `${process.pid.toString(36)}${(Date.now() % 36 ** 4).toString(36)}`;
  const folder = join(CACHE, 'labs', id);
  await mkdir(join(CACHE, 'labs'), { recursive: true });
  const order = takeLock(join(CACHE, 'order'), 90);
  if (order === undefined) throw new Error('another lab has been starting for too long');
  await cleanStaleLabs();
  await mkdir(join(folder, 'hosts'), { recursive: true });
  const lock = takeLock(join(folder, 'lock'), 0);
  order.release();
  if (lock === undefined) throw new Error(`${folder} is not ours`);
  watchOver(folder);
  return { folder, unlock: lock.release };
}

async function equip(lab: Lab): Promise<void> {
  await mkdir(lab.shared, { recursive: true });
  await mkdir(lab.downloads, { recursive: true });
  await createNetwork(lab.id);
  const keyFolder = join(lab.folder, 'keys');
  const keys = await makeCertificates(keyFolder);
  await cp(keys.ca, join(lab.shared, 'ca.crt'));
  await cp(keys.strangerCa, join(lab.shared, 'stranger-ca.crt'));
  await makeImage(lab.shared, 'resident', 'resident:1');
  await Promise.all([startRegistries(lab.id, lab.logs), startStandIns(lab.id, lab.logs, keyFolder, keys)]);
  await startFront(lab, keys);
  await writeFile(join(lab.folder, 'lab.json'), JSON.stringify(lab));
}

/** Reads the description of a lab that another process holds. */
export async function openLab(folder: string): Promise<Lab> {
  const lab: Lab = JSON.parse(await readFile(join(folder, 'lab.json'), 'utf8'));
  return lab;
}
