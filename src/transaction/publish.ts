// A file for other programs to read, outside of the state: replaced as a whole, so that no reader sees a part.

import { posix } from 'node:path';
import type { WriteHost } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';
import { err, ok, type Result } from '../model/result.ts';
import { attempt, isTemporaryName, type WriteProblem, writeWhole } from './durable.ts';

const MODE = 0o644;

/**
 * Replaces a file whose folder has to be there. It is not synced: after a power cut the next run writes it anew. The
 * folder may belong to another user (the node exporter's): what is in it is renamed through an open descriptor, so that
 * nobody can lead us elsewhere.
 */
export function publishFile(host: WriteHost, path: AbsPath, text: string): Result<void, WriteProblem> {
  const { disk } = host;
  const looked = host.look(posix.dirname(path));
  if (looked.kind !== 'directory') {
    return err({ kind: 'io', problem: { operation: 'open', path, errno: 'ENOENT' } });
  }
  return attempt(path, () => {
    const directory = disk.openDirectory(host.locate(looked.real));
    try {
      const temporary = disk.within(directory, `.registry-client.${host.randomName()}.tmp`);
      const fd = disk.createExclusive(temporary, 0o600);
      try {
        writeWhole(disk, fd, new TextEncoder().encode(text));
        disk.chmod(fd, MODE);
      } finally {
        disk.close(fd);
      }
      disk.rename(temporary, disk.within(directory, posix.basename(path)));
      sweep(host, directory);
    } finally {
      disk.close(directory);
    }
    return ok(undefined);
  });
}

/** What runs that were killed left behind. */
function sweep({ disk }: WriteHost, directory: number): void {
  for (const name of disk.readDirectory(disk.within(directory, '.')).filter(isTemporaryName)) {
    disk.unlink(disk.within(directory, name));
  }
}
