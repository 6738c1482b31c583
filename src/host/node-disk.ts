// The Disk port on node:fs. Synchronous, so that the order of system calls is the order of the code.

import fs from 'node:fs';
import type { Disk, DiskStat } from './ports.ts';
import { kindOf, openRegular, readRegular } from './regular-file.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_DIRECTORY, O_NOFOLLOW } = fs.constants;

function describe(stats: fs.Stats): DiskStat {
  return {
    kind: kindOf(stats),
    device: stats.dev,
    inode: stats.ino,
    links: stats.nlink,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    modified: stats.mtimeMs,
  };
}

/** A run that is killed before it could chmod(2) would leave a directory that the next one takes for finished. */
function makeDirectory(path: string, mode: number): void {
  const umask = process.umask(0);
  try {
    fs.mkdirSync(path, { mode });
  } finally {
    process.umask(umask);
  }
}

export const nodeDisk: Disk = {
  openDirectory: (path) => fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
  openRead: (path) => openRegular(path, O_RDONLY),
  createExclusive: (path, mode) => fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode),
  openAppend: (path, mode) => openRegular(path, O_WRONLY | O_CREAT | O_APPEND, mode),
  write: (fd, bytes, offset) => fs.writeSync(fd, bytes, offset),
  fsync: (fd) => fs.fsyncSync(fd),
  close: (fd) => fs.closeSync(fd),
  fstat: (fd) => describe(fs.fstatSync(fd)),
  lstat: (path) => {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : describe(stats);
  },
  readlink: (path) => fs.readlinkSync(path),
  readFile: (path) => readRegular(path),
  readDirectory: (path) => fs.readdirSync(path),
  checkWritable: (path) => fs.accessSync(path, fs.constants.W_OK),
  chown: (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  chmod: (fd, mode) => fs.fchmodSync(fd, mode),
  rename: (from, to) => fs.renameSync(from, to),
  unlink: (path) => fs.unlinkSync(path),
  makeDirectory,
  removeDirectory: (path) => fs.rmdirSync(path),
  within: (directory, name) => `/proc/self/fd/${directory}/${name}`,
};
