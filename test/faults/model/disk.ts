// The Disk port over a model: the semantics of the kernel for what the program uses, as root.

import { posix } from 'node:path';
import type { Disk, DiskStat } from '../../../src/host/ports.ts';
import { type DiskState, type InodeKind, makeInode, ROOT } from './disk-state.ts';
import { systemError, type Tap } from './tap.ts';

interface Place {
  readonly directory: number;
  readonly name: string;
  /** undefined: there is nothing of that name. */
  readonly inode: number | undefined;
}

const LINKS_AT_MOST = 40;
/** The strictest that administrators have: what is to be open has to be opened. */
const UMASK = 0o077;

/** One process's view of a disk: its descriptors, its faults. */
export class ModelDisk implements Disk {
  private readonly state: DiskState;
  private readonly tap: Tap;
  private readonly open = new Map<number, number>();
  private nextFd = 3;

  constructor(state: DiskState, tap: Tap) {
    this.state = state;
    this.tap = tap;
  }

  openDirectory(path: string): number {
    this.pass('open', path, false);
    return this.describe(this.existing(path, 'open', 'directory'));
  }

  openRead(path: string): number {
    this.pass('open', path, false);
    return this.describe(this.existing(path, 'open', 'file'));
  }

  createExclusive(path: string, mode: number): number {
    this.pass('open', path, true);
    const place = this.resolve(path, 'open', false);
    if (place.inode !== undefined) throw systemError('EEXIST', 'open', path);
    return this.create(place, mode);
  }

  openAppend(path: string, mode: number): number {
    const place = this.resolve(path, 'open', false);
    this.pass('open', path, place.inode === undefined);
    return place.inode === undefined
      ? this.create(place, mode)
      : this.describe(this.existing(path, 'open', 'file'));
  }

  /** Only what is appended: the program writes in no other way. */
  write(fd: number, bytes: Uint8Array, offset: number): number {
    const wanted = this.pass('write', String(fd), true);
    const piece = bytes.slice(offset, wanted?.kind === 'short' ? offset + wanted.bytes : undefined);
    const id = this.inodeOf(fd, 'write');
    const old = this.state.get(id).bytes;
    const grown = new Uint8Array(old.length + piece.length);
    grown.set(old);
    grown.set(piece, old.length);
    this.state.change(id, { bytes: grown });
    return piece.length;
  }

  fsync(fd: number): void {
    this.pass('fsync', String(fd), true);
    this.state.sync(this.inodeOf(fd, 'fsync'));
  }

  /** The descriptor is gone also where close(2) reports an error. */
  close(fd: number): void {
    this.inodeOf(fd, 'close');
    this.open.delete(fd);
    this.pass('close', String(fd), false);
  }

  fstat(fd: number): DiskStat {
    this.pass('fstat', String(fd), false);
    return this.stat(this.inodeOf(fd, 'fstat'));
  }

  lstat(path: string): DiskStat | undefined {
    this.pass('lstat', path, false);
    const place = this.lookUp(path, 'lstat', false);
    return place?.inode === undefined ? undefined : this.stat(place.inode);
  }

  readlink(path: string): string {
    this.pass('readlink', path, false);
    return this.state.get(this.existing(path, 'readlink', 'symlink')).target;
  }

  readFile(path: string): Uint8Array {
    this.pass('read', path, false);
    const { inode } = this.resolve(path, 'open', true);
    if (inode === undefined) throw systemError('ENOENT', 'open', path);
    const { kind, bytes } = this.state.get(inode);
    if (kind !== 'file') throw systemError('EISDIR', 'read', path);
    return bytes;
  }

  readDirectory(path: string): readonly string[] {
    this.pass('scandir', path, false);
    const { inode } = this.resolve(path, 'scandir', true);
    if (inode === undefined) throw systemError('ENOENT', 'scandir', path);
    const { kind, entries } = this.state.get(inode);
    if (kind !== 'directory') throw systemError('ENOTDIR', 'scandir', path);
    return [...entries.keys()];
  }

  checkWritable(path: string): void {
    this.pass('access', path, false);
    this.existing(path, 'access', undefined);
  }

  chown(fd: number, uid: number, gid: number): void {
    this.pass('fchown', String(fd), true);
    this.state.change(this.inodeOf(fd, 'fchown'), { uid, gid });
  }

  chmod(fd: number, mode: number): void {
    this.pass('fchmod', String(fd), true);
    this.state.change(this.inodeOf(fd, 'fchmod'), { mode });
  }

  rename(from: string, to: string): void {
    this.pass('rename', to, true);
    const [old, place] = [this.resolve(from, 'rename', false), this.resolve(to, 'rename', false)];
    if (old.inode === undefined) throw systemError('ENOENT', 'rename', from);
    if (this.deviceOf(old.directory) !== this.deviceOf(place.directory))
      throw systemError('EXDEV', 'rename', to);
    this.state.setEntries([
      { directory: place.directory, name: place.name, inode: old.inode },
      { directory: old.directory, name: old.name, inode: undefined },
    ]);
  }

  unlink(path: string): void {
    this.pass('unlink', path, true);
    const { directory, name, inode } = this.resolve(path, 'unlink', false);
    if (inode === undefined) throw systemError('ENOENT', 'unlink', path);
    if (this.state.get(inode).kind === 'directory') throw systemError('EISDIR', 'unlink', path);
    this.state.setEntries([{ directory, name, inode: undefined }]);
  }

  makeDirectory(path: string, mode: number): void {
    this.pass('mkdir', path, true);
    const { directory, name, inode } = this.resolve(path, 'mkdir', false);
    if (inode !== undefined) throw systemError('EEXIST', 'mkdir', path);
    this.state.add(directory, name, makeInode('directory', this.deviceOf(directory), mode));
  }

  removeDirectory(path: string): void {
    this.pass('rmdir', path, true);
    const { directory, name, inode } = this.resolve(path, 'rmdir', false);
    if (inode === undefined) throw systemError('ENOENT', 'rmdir', path);
    const found = this.state.get(inode);
    if (found.kind !== 'directory') throw systemError('ENOTDIR', 'rmdir', path);
    if (found.entries.size > 0) throw systemError('ENOTEMPTY', 'rmdir', path);
    this.state.setEntries([{ directory, name, inode: undefined }]);
  }

  /** The inode at a path as this process sees it, for its children; not a call of its own. */
  at(path: string): number | undefined {
    return this.lookUp(path, 'stat', false)?.inode;
  }

  within(directory: number, name: string): string {
    return `/proc/self/fd/${directory}/${name}`;
  }

  private pass(syscall: string, path: string, effect: boolean) {
    const wanted = this.tap.pass(syscall, path, effect);
    if (wanted?.kind === 'fail') throw systemError(wanted.errno, syscall, path);
    return wanted;
  }

  private create({ directory, name }: Place, mode: number): number {
    const inode = makeInode('file', this.deviceOf(directory), mode & ~UMASK);
    return this.describe(this.state.add(directory, name, inode));
  }

  private describe(inode: number): number {
    const fd = this.nextFd;
    this.nextFd += 1;
    this.open.set(fd, inode);
    return fd;
  }

  private inodeOf(fd: number, syscall: string): number {
    const inode = this.open.get(fd);
    if (inode === undefined) throw systemError('EBADF', syscall, String(fd));
    return inode;
  }

  private deviceOf(inode: number): number {
    return this.state.get(inode).device;
  }

  private stat(id: number): DiskStat {
    const { kind, device, mode, uid, gid, bytes } = this.state.get(id);
    const links = kind === 'file' ? this.state.links(id) : 1;
    return { kind, device, inode: id, links, mode, uid, gid, size: bytes.length, modified: 0 };
  }

  /** What stands there, not followed at its end (O_NOFOLLOW), and of the kind that the call needs. */
  private existing(path: string, syscall: string, kind: InodeKind | undefined): number {
    const { inode } = this.resolve(path, syscall, kind === undefined);
    if (inode === undefined) throw systemError('ENOENT', syscall, path);
    const found = this.state.get(inode).kind;
    if (kind === undefined || found === kind) return inode;
    const errno =
      kind === 'symlink'
        ? 'EINVAL'
        : found === 'symlink'
          ? 'ELOOP'
          : kind === 'directory'
            ? 'ENOTDIR'
            : 'EISDIR';
    throw systemError(errno, syscall, path);
  }

  private resolve(path: string, syscall: string, follow: boolean): Place {
    const place = this.lookUp(path, syscall, follow);
    if (place === undefined) throw systemError('ENOENT', syscall, path);
    return place;
  }

  /** path_resolution(7); undefined when a directory on the way is not there. */
  private lookUp(path: string, syscall: string, follow: boolean): Place | undefined {
    const [start, rest] = this.startOf(path, syscall);
    let waiting = partsOf(rest);
    let above: number[] = [start];
    let links = 0;
    for (let at = 0; at < waiting.length; at += 1) {
      const name = waiting[at] ?? '';
      if (name === '..') {
        if (above.length > 1) above.pop();
        continue;
      }
      const directory = above.at(-1) ?? ROOT;
      const found = this.state.get(directory);
      if (found.kind !== 'directory') throw systemError('ENOTDIR', syscall, path);
      const inode = found.entries.get(name);
      const isLast = at === waiting.length - 1;
      const target = inode === undefined ? undefined : this.state.get(inode);
      if (target?.kind === 'symlink' && (follow || !isLast)) {
        links += 1;
        if (links > LINKS_AT_MOST) throw systemError('ELOOP', syscall, path);
        if (target.target.startsWith('/')) above = [ROOT];
        waiting = [...partsOf(target.target), ...waiting.slice(at + 1)];
        at = -1;
        continue;
      }
      if (isLast) return { directory, name, inode };
      if (inode === undefined) return undefined;
      above.push(inode);
    }
    const last = above.at(-1) ?? ROOT;
    return { directory: last, name: '.', inode: last };
  }

  private startOf(path: string, syscall: string): readonly [number, string] {
    if (!path.startsWith(DESCRIPTORS)) return [ROOT, path];
    const end = path.indexOf('/', DESCRIPTORS.length);
    return [this.inodeOf(Number(path.slice(DESCRIPTORS.length, end)), syscall), path.slice(end)];
  }
}

const DESCRIPTORS = '/proc/self/fd/';

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** Puts a file, a link or a directory into a model, with the directories above it; for the time before a campaign. */
export function plant(
  state: DiskState,
  path: string,
  part: Parameters<typeof makeInode>[3] & { kind: InodeKind; mode: number },
): void {
  const directory = plantFolder(state, posix.dirname(path));
  const inode = makeInode(part.kind, state.get(directory).device, part.mode, part);
  state.add(directory, posix.basename(path), { ...inode, device: state.get(directory).device });
}

/** /etc and /var are file systems of their own. */
const DEVICES: Readonly<Record<string, number>> = { '/etc': 1, '/var': 2 };

export function plantFolder(state: DiskState, path: string): number {
  if (path === '/') return ROOT;
  const there = state.find(path);
  if (there !== undefined) return there;
  const parent = plantFolder(state, posix.dirname(path));
  const device = DEVICES[path] ?? state.get(parent).device;
  return state.add(parent, posix.basename(path), makeInode('directory', device, 0o755));
}
