// Folders for tests, in memory where the machine has such a place: the program syncs every file that it writes.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';

/** A new folder that the caller removes. */
export function makeTempFolder(purpose: string): string {
  return fs.mkdtempSync(path.join(hasMemory() ? MEMORY : os.tmpdir(), `registry-client-${purpose}-`));
}

function hasMemory(): boolean {
  try {
    fs.accessSync(MEMORY, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
