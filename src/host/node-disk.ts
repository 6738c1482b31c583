// The Disk port on node:fs. Synchronous, so that the order of system calls is the order of the code.

import fs from 'node:fs';
import type { Disk, DiskStat } from './ports.ts';

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

function kindOf(stats: fs.Stats): DiskStat['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

export const nodeDisk: Disk = {
  openDirectory: (path) => fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
  openRead: (path) => fs.openSync(path, O_RDONLY | O_NOFOLLOW),
  createExclusive: (path, mode) => fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode),
  openAppend: (path, mode) => fs.openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode),
  write: (fd, bytes, offset) => fs.writeSync(fd, bytes, offset),
  fsync: (fd) => fs.fsyncSync(fd),
  close: (fd) => fs.closeSync(fd),
  fstat: (fd) => describe(fs.fstatSync(fd)),
  lstat: (path) => {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : describe(stats);
  },
  readlink: (path) => fs.readlinkSync(path),
  readFile: (path) => new Uint8Array(fs.readFileSync(path)),
  readDirectory: (path) => fs.readdirSync(path),
  chown: (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  chmod: (fd, mode) => fs.fchmodSync(fd, mode),
  rename: (from, to) => fs.renameSync(from, to),
  unlink: (path) => fs.unlinkSync(path),
  makeDirectory: (path, mode) => fs.mkdirSync(path, { mode }),
  removeDirectory: (path) => fs.rmdirSync(path),
  within: (directory, name) => `/proc/self/fd/${directory}/${name}`,
};
