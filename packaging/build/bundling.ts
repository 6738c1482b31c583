// How the program is bundled: into a few files that need no dependencies.

import { type BuildOptions, build } from 'esbuild';
import { PROJECT, readOrigin, VERSION } from './project.ts';

/** Dependencies in CommonJS call `require` for modules of Node.js. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

const OPTIONS = {
  absWorkingDir: PROJECT,
  entryPoints: ['src/start.ts'],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // jsonc-parser's `main` is a form that cannot be bundled.
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Writes the bundle into a folder. */
export async function bundleInto(folder: string): Promise<void> {
  const version = `${VERSION} (${readOrigin().commit})`;
  const define = { REGISTRY_CLIENT_VERSION: JSON.stringify(version) };
  await build({ ...OPTIONS, outdir: folder, define });
}

/** The packages of node_modules that the bundle is made from, sorted by name. */
export async function bundledPackages(): Promise<readonly string[]> {
  const { metafile } = await build({ ...OPTIONS, outdir: 'unused', write: false, metafile: true });
  const names = Object.keys(metafile.inputs).flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set(names)].sort();
}
