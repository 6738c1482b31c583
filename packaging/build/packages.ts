// `npm run build:packages`: the .deb and .rpm of each processor, and the npm package, in out/packages.
// Options: [--own] only for this machine's processor, [--fast] for tests: hardly compressed,
// [--version VERSION] of the packages, in place of the one in package.json, and which ones: [deb] [rpm] [npm].

import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type Compression, makeDeb } from './deb.ts';
import { makeExecutable } from './executable.ts';
import { ownPlatform, platformNamed } from './platforms.ts';
import { OUTPUT, PROJECT, readOrigin, run, say, VERSION } from './project.ts';
import { makeRpm } from './rpm.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    own: { type: 'boolean', default: false },
    fast: { type: 'boolean', default: false },
    version: { type: 'string', default: VERSION },
  },
});

const PROCESSORS = [
  { platform: platformNamed('linux-x64'), deb: 'amd64', rpm: 'x86_64' },
  { platform: platformNamed('linux-arm64'), deb: 'arm64', rpm: 'aarch64' },
] as const;

const wants = (format: 'deb' | 'rpm' | 'npm') => positionals.length === 0 || positionals.includes(format);
const wanted = PROCESSORS.filter(({ platform }) => !values.own || platform === ownPlatform());
const { time } = readOrigin();
const compression: Compression = values.fast ? 'fast' : 'small';
const common = { version: values.version, time, compression };

mkdirSync(join(OUTPUT, 'packages'), { recursive: true });
run('npm', ['run', '--silent', 'build']);
for (const { platform, deb, rpm } of wanted) {
  makeExecutable(platform);
  if (wants('deb')) say(relative(PROJECT, await makeDeb({ ...common, platform, architecture: deb })));
  if (wants('rpm')) say(relative(PROJECT, await makeRpm({ ...common, platform, architecture: rpm })));
}
if (wants('npm')) {
  const packed = run('npm', ['pack', '--silent', '--pack-destination', join(OUTPUT, 'packages')]);
  say(`out/packages/${packed.trim()}`);
}
rmSync(join(OUTPUT, 'stage'), { recursive: true, force: true });
