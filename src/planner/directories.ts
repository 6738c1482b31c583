// The directories that a change makes for its new files, and those of ours that it leaves empty.

import { posix } from 'node:path';
import type { ReadHost } from '../host/ports.ts';
import type { AbsPath, DirectoryChange, FileChange } from '../model/file.ts';

/** Parents of new files that do not exist yet, outermost first. */
function missingFor(changes: readonly FileChange[], host: ReadHost): readonly AbsPath[] {
  const missing = changes
    .filter((change) => change.after.kind === 'file')
    .flatMap((change) => missingAbove(host.look(change.path).real, host));
  return [...new Set(missing)];
}

function missingAbove(path: AbsPath, host: ReadHost): readonly AbsPath[] {
  const parent = posix.dirname(path);
  if (parent === path || host.look(parent).kind !== 'absent') return [];
  return [...missingAbove(parent, host), parent];
}

/**
 * What happens to directories along with file changes. An empty directory of certs.d hides others
 * (containers-certs.d(5)): one that we made goes when its last file goes.
 * @param ours the directories that runs of ours made
 */
export function directoryChanges(
  changes: readonly FileChange[],
  ours: readonly AbsPath[],
  host: ReadHost,
): readonly DirectoryChange[] {
  const make = missingFor(changes, host).map((path) => ({ path, kind: 'make' as const }));
  const gone = new Set(
    changes.filter((change) => change.after.kind === 'absent').map((change) => host.look(change.path).real),
  );
  const filled = changes
    .filter((change) => change.after.kind === 'file')
    .map((change) => host.look(change.path).real);
  const remove: AbsPath[] = [];
  const innermostFirst = [...ours].sort((a, b) => b.split('/').length - a.split('/').length);
  for (const path of innermostFirst) {
    const emptied = [...gone].some((file) => posix.dirname(file) === path);
    const left = host.list(path).filter((name) => !gone.has(posix.join(path, name)));
    if (!emptied || left.length > 0 || filled.some((file) => posix.dirname(file) === path)) continue;
    gone.add(path);
    remove.push(path);
  }
  return [...make, ...remove.map((path) => ({ path, kind: 'remove' as const }))];
}

/** The directories that are ours after a change. */
export function directoriesAfter(
  ours: readonly AbsPath[],
  changes: readonly DirectoryChange[],
): readonly AbsPath[] {
  const removed = new Set(changes.filter((one) => one.kind === 'remove').map((one) => one.path));
  const made = changes.filter((one) => one.kind === 'make').map((one) => one.path);
  return [...new Set([...ours.filter((path) => !removed.has(path)), ...made])];
}
