// Which directories are not safe to put files into: whoever can rename a file there can put his own in its place.

/** What tells; of a directory on the way to a file that we write. */
export interface DirectoryRights {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Why others could swap what is written below a directory: they may write to it (and it is not sticky), or, for root
 * on the running system, it belongs to somebody else, or a group that is not root's may write to it. undefined: it is
 * safe.
 * @param user our own effective user
 * @param live false under --root, where a tree may belong to whoever builds it
 */
export function dangerOf(
  { mode, uid, gid }: DirectoryRights,
  user: number,
  live: boolean,
): string | undefined {
  const sticky = (mode & 0o1000) !== 0;
  if ((mode & 0o002) !== 0 && !sticky) return `mode ${mode.toString(8)}`;
  if (!live || user !== 0) return undefined;
  if (uid !== 0) return `owned by user ${uid}`;
  if ((mode & 0o020) !== 0 && gid !== 0 && !sticky) return `mode ${mode.toString(8)}, group ${gid}`;
  return undefined;
}
