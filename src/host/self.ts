// The words that start this program again.

import { resolve } from 'node:path';

/**
 * The standalone executable is one file; with Node.js it is the runtime and the script, by the name it was called by: a
 * link of npm leads to the next version, too.
 */
export function selfCommand(): readonly string[] {
  const script = process.argv[1];
  const isStandalone = import.meta.dirname.startsWith('/$bunfs');
  return isStandalone || script === undefined ? [process.execPath] : [process.execPath, resolve(script)];
}
