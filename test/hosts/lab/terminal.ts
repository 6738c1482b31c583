// A person at a terminal of a host.

import { readFile } from 'node:fs/promises';
import type { Host } from './host.ts';

/** What is waited for on the screen, and the keys that are hit then. */
export type Typed = readonly [expected: string, keys: string];

export const ENTER = '\r';
export const DOWN = '\x1b[B';
export const CTRL_C = '\x03';
export const CTRL_D = '\x04';
/** In place of keys: the signal, and the end of the terminal. */
export const SIGTERM = 'TERM';
export const CLOSED = 'CLOSE';

export interface Screen {
  /** That of the program; 97 where a signal ended it, 98 where it left the cursor hidden, 99 where a question did not come. */
  readonly code: number;
  /** All that was shown, without colours; what was drawn again stands there again. */
  readonly text: string;
}

const PLACE = '/tmp/terminal.py';

/** @param command words without spaces or quotes in them */
export async function typeOn(
  host: Host,
  command: string,
  typed: readonly Typed[],
  columns = 100,
): Promise<Screen> {
  await host.write(PLACE, await readFile(new URL('../../support/terminal.py', import.meta.url), 'utf8'));
  const answers = JSON.stringify(typed).replaceAll("'", "'\\''");
  const done = await host.sh(`python3 ${PLACE} ${columns} '${answers}' ${command}`, { seconds: 90 });
  return { code: done.code, text: done.stdout + done.stderr };
}
