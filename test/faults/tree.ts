// A host's files as a value: what stands at each path, taken from a real folder or from the model of a disk.

import fs from 'node:fs';
import path from 'node:path';

export type TreeNode =
  | {
      readonly kind: 'file';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'directory' | 'other';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | { readonly kind: 'symlink'; readonly target: string };

/** By absolute path as the host's own programs see it. */
export type Tree = ReadonlyMap<string, TreeNode>;

/**
 * Everything at and below some paths of a real folder.
 * @param root '' for the running system
 * @param tops absolute paths inside the root; those that are not there are left out
 */
export function readTree(root: string, tops: readonly string[]): Tree {
  const tree = new Map<string, TreeNode>();
  for (const top of tops) collect(root, top, tree);
  return tree;
}

function collect(root: string, name: string, tree: Map<string, TreeNode>): void {
  const place = path.join(root, name);
  const stat = fs.lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const { uid, gid } = stat;
  const mode = stat.mode & 0o7777;
  if (stat.isSymbolicLink()) tree.set(name, { kind: 'symlink', target: fs.readlinkSync(place) });
  else if (stat.isFile())
    tree.set(name, { kind: 'file', mode, uid, gid, bytes: new Uint8Array(fs.readFileSync(place)) });
  else tree.set(name, { kind: stat.isDirectory() ? 'directory' : 'other', mode, uid, gid });
  if (!stat.isDirectory()) return;
  for (const entry of fs.readdirSync(place).sort()) collect(root, path.posix.join(name, entry), tree);
}

export function sameNode(a: TreeNode | undefined, b: TreeNode | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'symlink' || b.kind === 'symlink')
    return a.kind === 'symlink' && b.kind === 'symlink' && a.target === b.target;
  if (a.kind !== b.kind || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) return false;
  return a.kind !== 'file' || b.kind !== 'file' || Buffer.compare(a.bytes, b.bytes) === 0;
}

/** The paths at which two trees differ, sorted. */
export function differingPaths(a: Tree, b: Tree): readonly string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((name) => !sameNode(a.get(name), b.get(name))).sort();
}

/** The part of a tree whose paths are kept. */
export function filterTree(tree: Tree, keep: (name: string) => boolean): Tree {
  return new Map([...tree].filter(([name]) => keep(name)));
}

export function isBelow(name: string, folder: string): boolean {
  return name === folder || name.startsWith(`${folder}/`);
}

/** One line for people; the beginning of a file's text says most. */
export function describeNode(node: TreeNode | undefined): string {
  if (node === undefined) return 'absent';
  if (node.kind === 'symlink') return `link to ${node.target}`;
  const rights = `${node.mode.toString(8)} ${node.uid}:${node.gid}`;
  if (node.kind !== 'file') return `${node.kind} ${rights}`;
  const text = JSON.stringify(Buffer.from(node.bytes).toString('latin1'));
  return `file ${rights}, ${node.bytes.length} bytes, ${text.length > 90 ? `${text.slice(0, 90)}…` : text}`;
}
