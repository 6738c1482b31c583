// A terminal that was closed while the program ran.

import { closeSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * To be called at the very end. Node.js sets the mode of its terminal back then, and aborts with a core dump where that is
 * gone (EIO; node.cc, ResetStdio): a descriptor that is closed it passes over.
 */
export function letGoOfLostTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    if (!isatty(descriptor) && isDevice(descriptor)) closeSync(descriptor);
  }
}

function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EBADF') return false;
    throw cause;
  }
}
