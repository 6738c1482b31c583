// A folder of our own for the time of one question, for programs that insist on writing while they are asked.

import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { AbsPath } from '../model/file.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Session } from '../model/session.ts';
import { errnoOf } from './paths.ts';
import type { IoProblem } from './ports.ts';

/**
 * Makes a folder (0700, in /run or the user's $XDG_RUNTIME_DIR, which are in memory, where we may write there) with
 * these files (0600) in it, and takes it away when `use` has ended, however it ends.
 * @param files contents by plain file name
 */
export async function withScratch<T>(
  session: Session,
  files: Readonly<Record<string, Uint8Array>>,
  use: (folder: AbsPath) => Promise<T>,
): Promise<Result<T, IoProblem>> {
  const parent = parentFor(session);
  const made = attempt('mkdir', parent, () => mkdtempSync(`${parent}/registry-client-`));
  if (!made.ok) return made;
  const folder = made.value;
  try {
    for (const [name, bytes] of Object.entries(files)) {
      const path = `${folder}/${name}`;
      const written = attempt('write', path, () => writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' }));
      if (!written.ok) return written;
    }
    return ok(await use(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function attempt<T>(operation: string, path: AbsPath, action: () => T): Result<T, IoProblem> {
  try {
    return ok(action());
  } catch (error) {
    return err({ operation, path, errno: errnoOf(error) });
  }
}

/** $TMPDIR can be root's own, where a user's session cannot enter. */
function parentFor(session: Session): AbsPath {
  if (session.kind === 'user') return session.runtime ?? '/tmp';
  return mayWrite('/run') ? '/run' : tmpdir();
}

function mayWrite(path: AbsPath): boolean {
  return attempt('access', path, () => accessSync(path, constants.W_OK)).ok;
}
