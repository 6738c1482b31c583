// The executable does what the Node.js form does, wherever it is started.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { describeInstalled } from '../support/installed.ts';
import { EXECUTABLE, must, ownFolder } from './built.ts';

describeInstalled(() => [EXECUTABLE]);

describe('the executable', () => {
  const folder = ownFolder('started-in');

  it('says that a copy of the tree has no commit', () =>
    expect(must(EXECUTABLE, '--version')).toBe(`${manifest.version} (not built from a git checkout)\n`));

  it('asks for no younger library than glibc 2.17 has', () => {
    const versions = must('objdump', '-T', EXECUTABLE).match(/GLIBC_2\.[0-9]+/g) ?? [];
    const newest = Math.max(...versions.map((version) => Number(version.replace('GLIBC_2.', ''))));
    expect(newest).toBeGreaterThan(0);
    expect(newest).toBeLessThanOrEqual(17);
  });

  it('takes no orders from the folder in which it is started', () => {
    const order = 'console.log("taken over"); process.exit(1);';
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'preload.js'), order);
    writeFileSync(join(folder, 'bunfig.toml'), 'preload = ["./preload.js"]\n');
    writeFileSync(join(folder, '.env'), 'BUN_OPTIONS=--preload=./preload.js\nNO_COLOR=1\n');
    writeFileSync(join(folder, 'package.json'), '{ "name": "other", "version": "6.6.6" }');
    expect(must('sh', '-c', `cd ${folder} && ${EXECUTABLE} --version`)).toBe(must(EXECUTABLE, '--version'));
  });
});
