// Makes the executable of a platform out of the bundle and the platform's runtime.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownPlatform, type Platform, withRuntime } from './platforms.ts';
import { OUTPUT, PROJECT, run } from './project.ts';

/** Where the executable of a platform is put. Its name goes into it: it must always be the same. */
export function executableOf(platform: Platform): string {
  return join(OUTPUT, platform.name, 'registry-client');
}

const OPTIONS = [
  '--compile',
  // Compiled beforehand and loaded when it is needed: a start takes a third of the time.
  ...['--bytecode', '--format=esm', '--splitting'],
  // What lies in the folder where it is started must not tell it what to do.
  ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
];

/** From the bundle in dist/, which must be there. */
export function makeExecutable(platform: Platform): void {
  const file = executableOf(platform);
  mkdirSync(join(file, '..'), { recursive: true });
  withRuntime(ownPlatform(), (builder) =>
    withRuntime(platform, (runtime) => {
      const words = [...OPTIONS, `--compile-executable-path=${runtime}`, `--outfile=${file}`];
      run(builder, ['build', ...words, 'bin/registry-client.js'], {
        directory: PROJECT,
        // BUN_OPTIONS and the like would change what is built.
        environment: { PATH: process.env.PATH, HOME: process.env.HOME },
      });
    }),
  );
}
