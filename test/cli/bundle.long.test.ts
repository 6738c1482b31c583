// The program as npm installs it: bundled, started by its own file, with real streams.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeInstalled } from '../support/installed.ts';

const folder = mkdtempSync(join(tmpdir(), 'registry-client-'));

/** Into a folder of our own: what `npm run build` made before stays. */
beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'build', '--', '--outdir', join(folder, 'dist')]);
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeInstalled(() => [process.execPath, join(folder, 'bin/registry-client.js')]);
