// Hints that something in a folder has changed: never a proof, and none may be missed for good because of it.

import { type FSWatcher, watch } from 'node:fs';
import type { AbsPath } from '../model/file.ts';
import { errnoOf } from './paths.ts';

export interface Watcher {
  /**
   * Watches these folders from now on, and no others; those that are not there are left out. Whether there are new ones
   * among them: what happened there before was not seen.
   */
  follow(folders: readonly AbsPath[]): boolean;
  close(): void;
}

/** @param hint called at every sign of a change, many times for one */
export function watchFolders(hint: () => void): Watcher {
  const watched = new Map<AbsPath, FSWatcher>();
  const drop = (folder: AbsPath) => {
    watched.get(folder)?.close();
    watched.delete(folder);
  };
  return {
    follow: (folders) => {
      for (const folder of [...watched.keys()].filter((one) => !folders.includes(one))) drop(folder);
      const before = watched.size;
      for (const folder of folders.filter((one) => !watched.has(one))) {
        const opened = open(folder, hint);
        if (opened === undefined) continue;
        // The folder is gone, or replaced by another one: the next look watches anew.
        opened.on('error', () => drop(folder));
        watched.set(folder, opened);
      }
      return watched.size > before;
    },
    close: () => {
      for (const folder of [...watched.keys()]) drop(folder);
    },
  };
}

function open(folder: AbsPath, hint: () => void): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, hint);
  } catch (error) {
    // Not there, or no more watches to be had (inotify(7), max_user_watches): then the interval has to do.
    errnoOf(error);
    return undefined;
  }
}
