// File systems of our own below a folder: small ext4 images and tmpfs; whatever happens, they are unmounted.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must, runBounded } from './bounded.ts';

/** How a power cut leaves a disk: see EXT4_IOC_SHUTDOWN in linux/include/uapi/linux/ext4.h. */
export type Cut =
  /** Everything that was written is on it. */
  | 'all'
  /** The journal is on it, what it says of unsynced data is not: such files are empty. */
  | 'names'
  /** What was not synced is not on it. */
  | 'nothing';

const FLAGS = { all: 0, names: 1, nothing: 2 } as const satisfies Record<Cut, number>;

/** Small enough to be copied for every case; with room for a few generations. */
const IMAGE_SIZE = '6M';

/** An empty ext4 file system in a file. */
export async function makeImage(file: string): Promise<void> {
  fs.closeSync(fs.openSync(file, 'w'));
  fs.truncateSync(file, 0);
  await must('truncate', '-s', IMAGE_SIZE, file);
  const quickly = ['-E', 'lazy_itable_init=0,nodiscard', '-O', '^resize_inode', '-m', '0', '-J', 'size=1'];
  await must('mkfs.ext4', '-q', '-F', ...quickly, '-b', '1024', file);
}

/**
 * Mounts an image so that the kernel writes nothing of its own accord while a case lasts, and has no mercy with
 * programs that rename what they have not synced (auto_da_alloc in ext4(5)).
 */
export async function mountImage(file: string, folder: string): Promise<void> {
  await must('mount', '-o', 'loop,commit=300,noauto_da_alloc', file, folder);
}

/** @param options of tmpfs(5): size=, nr_inodes= */
export async function mountMemory(folder: string, options: string): Promise<void> {
  await must('mount', '-t', 'tmpfs', '-o', `mode=755,${options}`, 'registry-client-faults', folder);
}

/** Takes the power away from several file systems at once. */
export async function cutPower(
  cuts: readonly { readonly folder: string; readonly cut: Cut }[],
): Promise<void> {
  // EXT4_IOC_SHUTDOWN is _IOR('X', 125, __u32); Node.js has no ioctl(2).
  const program = `
import fcntl, os, struct, sys
for place, flag in zip(sys.argv[1::2], sys.argv[2::2]):
    fcntl.ioctl(os.open(place, os.O_RDONLY), 0x8004587d, struct.pack('I', int(flag)))`;
  await must('python3', '-c', program, ...cuts.flatMap(({ folder, cut }) => [folder, String(FLAGS[cut])]));
}

/** Unmounts what is mounted at and below a folder, the deepest first. */
export async function unmountBelow(folder: string): Promise<void> {
  const mounted = fs
    .readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place === folder || place.startsWith(`${folder}/`));
  for (const place of mounted.reverse()) await unmount(place);
}

/** Half a minute; a child of a killed run may still have a file open. */
const TRIES = 150;
const PAUSE = 200;

/** Never lazily but at the very end: a file system that is still in use would be mounted again as it is. */
async function unmount(place: string): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const ended = await runBounded(['umount', place]);
    if (ended.code === 0) return;
    await sleep(PAUSE);
  }
  await must('umount', '--lazy', place);
  throw new Error(`${place} was busy`);
}

/** Unmounts and removes what campaigns left behind that were killed: their folders carry the process in their names. */
async function sweepMounts(parent: string): Promise<void> {
  for (const name of fs.readdirSync(parent)) {
    const pid = /^registry-client-mounts-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || fs.existsSync(`/proc/${pid}`)) continue;
    await unmountBelow(path.join(parent, name));
    fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

/** Lends a folder to mount file systems below. */
export async function withMountFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const parent = fs.existsSync('/dev/shm') ? '/dev/shm' : '/tmp';
  await sweepMounts(parent);
  const folder = fs.mkdtempSync(path.join(parent, `registry-client-mounts-${process.pid}-`));
  try {
    return await use(folder);
  } finally {
    await unmountBelow(folder);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
