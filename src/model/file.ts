// What a plan knows of a file or a directory, and what it wants of it.

/** An absolute path as the host's own programs see it (under --root: inside that root). */
export type AbsPath = string;

/** What can stand at a path. */
export type NodeKind = 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'device';

/** A file as bytes and metadata. Absence is a state like any other. `mode` holds the permission bits (07777). */
export type FileState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'file';
      readonly bytes: Uint8Array;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

export const ABSENT: FileState = { kind: 'absent' };

/** One file that a change takes from one state to another. */
export interface FileChange {
  readonly path: AbsPath;
  readonly before: FileState;
  readonly after: FileState;
}

/** A directory that a change makes (0755) or, when it is empty then, takes away. */
export interface DirectoryChange {
  readonly path: AbsPath;
  readonly kind: 'make' | 'remove';
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Whether two states are the same in content and in metadata. */
export function sameFile(a: FileState, b: FileState): boolean {
  if (a.kind === 'absent' || b.kind === 'absent') return a.kind === b.kind;
  return a.mode === b.mode && a.uid === b.uid && a.gid === b.gid && sameBytes(a.bytes, b.bytes);
}

/** The same change the other way round. */
export function invertChange(change: FileChange): FileChange {
  return { path: change.path, before: change.after, after: change.before };
}

/** The text of a file state, '' when there is no file; bytes that are no UTF-8 become U+FFFD (for people only). */
export function textOf(state: FileState): string {
  return state.kind === 'absent' ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(state.bytes);
}
