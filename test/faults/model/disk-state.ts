// What a model of a disk holds: now, and after a power cut. A value that is cheap to copy, so that every case of a
// campaign starts from the same point.
//
// What is not synced may or may not have happened: the content and the rights of a file until fsync(2) of the file, an
// entry of a directory until fsync(2) of the directory (fsync(2), "Calling fsync() does not necessarily ensure that
// the entry in the directory containing the file has also reached disk"). Nothing is promised by order.

import { posix } from 'node:path';
import type { NodeKind } from '../../../src/model/file.ts';
import type { Tree, TreeNode } from '../tree.ts';

export type InodeKind = NodeKind;

/** Never changed in place: a change puts another one in its stead. */
export interface Inode {
  readonly kind: InodeKind;
  readonly device: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: Uint8Array;
  readonly target: string;
  readonly entries: ReadonlyMap<string, number>;
}

/** Entries of directories that change together: a rename sets one name and takes away another. */
interface EntryChange {
  readonly device: number;
  readonly sets: readonly {
    readonly directory: number;
    readonly name: string;
    readonly inode: number | undefined;
  }[];
}

/** How much of what was not synced a power cut leaves. */
export interface CutChoice {
  /** Whether a change of directory entries has reached the disk. */
  entry(device: number): boolean;
  /** Of content that was not synced: `old` as synced last, `new`, or torn. */
  content(device: number): 'old' | 'new' | 'prefix' | 'zeros';
}

export const LOSE_ALL: CutChoice = { entry: () => false, content: () => 'old' };
export const KEEP_ALL: CutChoice = { entry: () => true, content: () => 'new' };

export const ROOT = 1;
const NOTHING = new Uint8Array();
const NO_ENTRIES: ReadonlyMap<string, number> = new Map();

export class DiskState {
  private readonly inodes: Map<number, Inode>;
  /** Each inode as it was synced last. */
  private readonly synced: Map<number, Inode>;
  private pending: readonly EntryChange[];
  private next: number;

  private constructor(
    inodes: Map<number, Inode>,
    synced: Map<number, Inode>,
    pending: readonly EntryChange[],
    next: number,
  ) {
    this.inodes = inodes;
    this.synced = synced;
    this.pending = pending;
    this.next = next;
  }

  /** A root directory and nothing else, all of it on disk. */
  static empty(): DiskState {
    const root = makeInode('directory', 0, 0o755);
    return new DiskState(new Map([[ROOT, root]]), new Map([[ROOT, root]]), [], ROOT + 1);
  }

  copy(): DiskState {
    return new DiskState(new Map(this.inodes), new Map(this.synced), this.pending, this.next);
  }

  get(id: number): Inode {
    const inode = this.inodes.get(id);
    if (inode === undefined) throw new Error(`the model has no inode ${id}`);
    return inode;
  }

  /** Gives a new inode a name. */
  add(directory: number, name: string, inode: Inode): number {
    const id = this.next;
    this.next += 1;
    this.inodes.set(id, inode);
    this.setEntries([{ directory, name, inode: id }]);
    return id;
  }

  change(id: number, part: Partial<Inode>): void {
    this.inodes.set(id, { ...this.get(id), ...part });
  }

  setEntries(sets: EntryChange['sets']): void {
    const device = this.get(sets[0]?.directory ?? ROOT).device;
    this.pending = [...this.pending, { device, sets }];
    for (const { directory, name, inode } of sets) {
      this.change(directory, { entries: withEntry(this.get(directory).entries, name, inode) });
    }
  }

  links(id: number): number {
    let count = 0;
    for (const { entries } of this.inodes.values()) {
      for (const entry of entries.values()) if (entry === id) count += 1;
    }
    return count;
  }

  /** fsync(2) of a file or of a directory. */
  sync(id: number): void {
    const now = this.get(id);
    if (now.kind !== 'directory') {
      this.synced.set(id, now);
      return;
    }
    const touches = (change: EntryChange) => change.sets.some(({ directory }) => directory === id);
    this.synced.set(id, { ...now, entries: this.synced.get(id)?.entries ?? NO_ENTRIES });
    for (const change of this.pending.filter(touches)) applyTo(this.synced, change, this.inodes);
    this.pending = this.pending.filter((change) => !touches(change));
  }

  /** All that is there now is on disk: the state before a campaign begins. */
  syncAll(): void {
    this.synced.clear();
    for (const [id, inode] of this.inodes) this.synced.set(id, inode);
    this.pending = [];
  }

  /** Whether a power cut could leave something else than what is there now. */
  get isDirty(): boolean {
    if (this.pending.length > 0) return true;
    return [...this.inodes].some(([id, inode]) => inode.kind === 'file' && this.synced.get(id) !== inode);
  }

  /** The disk after a power cut and a reboot: what was not synced as `choice` has it, all of it durable now. */
  cut(choice: CutChoice): DiskState {
    const entries = new Map([...this.synced].filter(([, inode]) => inode.kind === 'directory'));
    for (const change of this.pending) {
      if (choice.entry(change.device)) applyTo(entries, change, this.inodes);
    }
    const left = new Map<number, Inode>();
    const visit = (id: number) => {
      if (left.has(id)) return;
      const now = this.get(id);
      const directory = entries.get(id);
      if (now.kind === 'directory') left.set(id, { ...now, entries: directory?.entries ?? NO_ENTRIES });
      else left.set(id, this.contentAfterCut(id, choice.content(now.device)));
      for (const child of left.get(id)?.entries.values() ?? []) visit(child);
    };
    visit(ROOT);
    return new DiskState(left, new Map(left), [], this.next);
  }

  private contentAfterCut(id: number, choice: 'old' | 'new' | 'prefix' | 'zeros'): Inode {
    const now = this.get(id);
    const old = this.synced.get(id) ?? { ...now, bytes: NOTHING, mode: 0o600, uid: 0, gid: 0 };
    if (old === now || choice === 'new') return now;
    if (choice === 'old') return old;
    const grown = now.bytes.length - old.bytes.length;
    const kept = old.bytes.length + Math.floor(Math.max(0, grown) / 2);
    if (choice === 'prefix') return { ...now, bytes: now.bytes.slice(0, kept) };
    const zeros = new Uint8Array(now.bytes.length);
    zeros.set(now.bytes.slice(0, old.bytes.length));
    return { ...now, bytes: zeros };
  }

  /** Everything at and below some paths; links are not followed. */
  tree(tops: readonly string[]): Tree {
    const tree = new Map<string, TreeNode>();
    for (const top of tops) {
      const id = this.find(top);
      if (id !== undefined) this.collect(top, id, tree);
    }
    return tree;
  }

  /** The inode at a path without links. */
  find(path: string): number | undefined {
    let id: number | undefined = ROOT;
    for (const part of path.split('/').filter((piece) => piece !== '')) {
      id = id === undefined ? undefined : this.get(id).entries.get(part);
    }
    return id;
  }

  private collect(name: string, id: number, tree: Map<string, TreeNode>): void {
    const { kind, mode, uid, gid, bytes, target, entries } = this.get(id);
    if (kind === 'symlink') tree.set(name, { kind, target });
    else if (kind === 'file') tree.set(name, { kind, mode, uid, gid, bytes });
    else tree.set(name, { kind: kind === 'directory' ? kind : 'other', mode, uid, gid });
    for (const [entry, child] of entries) this.collect(posix.join(name, entry), child, tree);
  }
}

export function makeInode(kind: InodeKind, device: number, mode: number, part: Partial<Inode> = {}): Inode {
  return { kind, device, mode, uid: 0, gid: 0, bytes: NOTHING, target: '', entries: NO_ENTRIES, ...part };
}

function withEntry(
  entries: ReadonlyMap<string, number>,
  name: string,
  inode: number | undefined,
): ReadonlyMap<string, number> {
  const changed = new Map(entries);
  if (inode === undefined) changed.delete(name);
  else changed.set(name, inode);
  return changed;
}

function applyTo(synced: Map<number, Inode>, { sets }: EntryChange, now: ReadonlyMap<number, Inode>): void {
  for (const { directory, name, inode } of sets) {
    const there = synced.get(directory) ?? now.get(directory);
    if (there === undefined) continue;
    const entries = synced.has(directory) ? there.entries : NO_ENTRIES;
    synced.set(directory, { ...there, entries: withEntry(entries, name, inode) });
  }
}
