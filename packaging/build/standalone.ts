// `npm run build:standalone`: one file for each platform that needs no Node.js. Options: [--all | PLATFORM…]

import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { executableOf, makeExecutable } from './executable.ts';
import { ownPlatform, PLATFORMS, platformNamed } from './platforms.ts';
import { PROJECT, run, say } from './project.ts';

const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const named = positionals.map(platformNamed);
const wanted = values.all ? PLATFORMS : named.length > 0 ? named : [ownPlatform()];

run('npm', ['run', '--silent', 'build']);
for (const platform of wanted) {
  makeExecutable(platform);
  say(relative(PROJECT, executableOf(platform)));
}
