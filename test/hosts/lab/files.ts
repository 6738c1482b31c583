// Writing into a root, whether it is a folder or the root of a host that is up.

import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The text of a file, or a file of the outer machine to copy. */
export type FileContent = string | { readonly copyOf: string; readonly mode?: number };

/** Writes a file and the directories it needs; its mode is 0644 when none is given. */
export async function writeInto(
  root: string,
  path: string,
  content: FileContent,
  mode = 0o644,
): Promise<void> {
  const target = `${root}${path}`;
  await mkdir(dirname(target), { recursive: true });
  if (typeof content === 'string') {
    await writeFile(target, content);
    await chmod(target, mode);
    return;
  }
  await copyFile(content.copyOf, target);
  await chmod(target, content.mode ?? mode);
}
