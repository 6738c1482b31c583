// Where the process begins. What is asked most often and needs nothing is answered before anything else is loaded.

import { VERSION_TEXT } from './version.ts';

/** Runs the process; it ends by itself when all is written. */
export async function start(): Promise<void> {
  const [word, ...others] = process.argv.slice(2);
  if (others.length === 0 && (word === '--version' || word === '-V')) {
    process.stdout.write(`${VERSION_TEXT}\n`);
    return;
  }
  await (await import('./main.ts')).start();
}
