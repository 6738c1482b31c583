// The copyright file of the packages: what is in the executable beside the project's own code, with its licences.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { bundledPackages } from './bundling.ts';
import { PROJECT } from './project.ts';

const RUNTIME = `The executable contains Bun (https://github.com/oven-sh/bun), MIT licence, which is linked with JavaScriptCore of
WebKit (LGPL 2.1 and others; sources and how to link it anew: https://github.com/oven-sh/bun, LICENSE.md) and with the
libraries that are named there.
`;

/** The project's own words, then every package that is bundled, as it names itself. */
export async function copyright(): Promise<string> {
  const packages = (await bundledPackages()).map((name) => {
    const folder = join(PROJECT, 'node_modules', name);
    const { version, license }: { version: string; license?: string } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    return `${'='.repeat(78)}\n${name} ${version} (${license ?? 'see below'})\n\n${licenceText(folder)}`;
  });
  return [`registry-client: ${manifest.description}.\n`, RUNTIME, ...packages].join('\n');
}

function licenceText(folder: string): string {
  const name = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return name === undefined ? '' : `${readFileSync(join(folder, name), 'utf8').trim()}\n`;
}
