// Where the process begins. What is asked most often and needs nothing is answered before any other file is loaded.

/** Put in by the build (packaging/build/bundling.ts); see version.ts. */
declare const REGISTRY_CLIENT_VERSION: string | undefined;

/** Runs the process; it ends by itself when all is written. */
export async function start(): Promise<void> {
  const [word, ...others] = process.argv.slice(2);
  const isVersion = others.length === 0 && (word === '--version' || word === '-V');
  if (isVersion && typeof REGISTRY_CLIENT_VERSION === 'string') {
    process.stdout.write(`${REGISTRY_CLIENT_VERSION}\n`);
    return;
  }
  await (await import('./main.ts')).start();
}
