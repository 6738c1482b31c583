// Becoming a user: who may, and that nothing of root's rights is left; each in a process of its own.

import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../../src/host/session.ts', import.meta.url));
const BUN = fileURLToPath(new URL('../../../node_modules/@oven/bun-linux-x64/bin/bun', import.meta.url));
const isRoot = process.getuid?.() === 0;
/** A user of every Linux system who has a home directory. */
const USER = 'bin';

const SCRIPT = `
import fs from 'node:fs';
import { becomeUser } from './session.mjs';
const entered = await becomeUser(process.argv[2], { SECRET: 'of root', XDG_CONFIG_HOME: '/root/x', HOME: '/root' });
const status = fs.readFileSync('/proc/self/status', 'utf8');
const threads = fs.readdirSync('/proc/self/task').map((id) => fs.readFileSync('/proc/self/task/' + id + '/status', 'utf8'));
const attempt = (action) => { try { action(); return 'done'; } catch (error) { return error.code; } };
console.log(JSON.stringify({
  entered,
  uids: [...new Set(threads.flatMap((text) => /^Uid:\\t(.*)$/m.exec(text)[1].split('\\t')))],
  capabilities: [...new Set(threads.map((text) => /^CapEff:\\t(.*)$/m.exec(text)[1]))],
  groups: /^Groups:\\t(.*)$/m.exec(status)[1].trim(),
  shadow: attempt(() => fs.readFileSync('/etc/shadow')),
  back: attempt(() => process.setuid(0)),
}));
`;

let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-client-session-'));
  fs.chmodSync(folder, 0o755);
  const outfile = path.join(folder, 'session.mjs');
  const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  const target = { bundle: true, platform: 'node', format: 'esm', banner: { js } } as const;
  await build({ entryPoints: [SOURCE], outfile, ...target });
  fs.writeFileSync(path.join(folder, 'main.mjs'), SCRIPT);
});
afterAll(() => fs.removeSync(folder));

function become(program: string, asked: string, options: { uid?: number } = {}): Record<string, unknown> {
  const output = execFileSync(program, [path.join(folder, 'main.mjs'), asked], {
    encoding: 'utf8',
    cwd: '/',
    ...options,
  });
  return JSON.parse(output);
}

describe.skipIf(!isRoot)('becoming a user as root', () => {
  const programs = [process.execPath, ...(fs.existsSync(BUN) ? [BUN] : [])];
  it.each(programs)('%s gives up every right of root, in every thread', (program) => {
    const found = become(program, USER);
    expect(found).toMatchObject({
      entered: {
        ok: true,
        value: { session: { kind: 'user', name: USER }, environment: { USER, LOGNAME: USER } },
      },
      capabilities: ['0000000000000000'],
      shadow: 'EACCES',
      back: 'EPERM',
    });
    expect(found.uids).toHaveLength(1);
    expect(found.uids).not.toContain('0');
    expect(JSON.stringify(found)).not.toMatch(/of root|XDG_CONFIG_HOME/);
  });

  it.each([
    ['root', 'root'],
    ['0', 'root'],
    ['nobody-of-that-name', 'unknown'],
    ['--help', 'unknown'],
    ['a b', 'unknown'],
    ['../x', 'unknown'],
  ])('%s is refused: %s', (asked, reason) => {
    const found = become(process.execPath, asked);
    expect(found).toMatchObject({ entered: { ok: false, error: reason }, uids: ['0'] });
  });

  it('is refused where he could not read the program', () => {
    fs.chmodSync(folder, 0o700);
    try {
      expect(become(process.execPath, USER)).toMatchObject({ entered: { ok: false, error: 'program' } });
    } finally {
      fs.chmodSync(folder, 0o755);
    }
  });

  it('only root may become somebody else', () => {
    expect(become(process.execPath, USER, { uid: 65534 })).toMatchObject({
      entered: { ok: false, error: 'forbidden' },
    });
  });
});
