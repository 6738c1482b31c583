// A secret that stands in a file of the host, or that somebody typed, comes out nowhere.

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const SECRET = 'c4n4ry-0f-a-p4ssw0rd';
const FILE = '/etc/docker/daemon.json';
const MIRROR = 'http://nexushub.com:8001';

let root = '';
beforeEach(() => {
  root = makeTempFolder('secrets');
  fs.chmodSync(root, 0o755);
  fs.mkdirSync(path.join(root, 'etc/docker'), { recursive: true });
  const proxies = { 'http-proxy': `http://user:${SECRET}@proxy.test:3128` };
  fs.writeFileSync(path.join(root, FILE), JSON.stringify({ proxies }, null, 2), { mode: 0o600 });
});
afterEach(() => fs.rmSync(root, { recursive: true }));

const run = (...words: readonly string[]) => runProgram([...words, '--root', root], root);

/** Every file below the root that holds the secret, with its mode. */
function holders(): readonly string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, stat: fs.lstatSync(path.join(root, name)) }))
    .filter(({ name, stat }) => stat.isFile() && fs.readFileSync(path.join(root, name)).includes(SECRET))
    .map(({ name, stat }) => `${name.replace(/\d+/g, 'N')} ${(stat.mode & 0o777).toString(8)}`);
}

it('that stands in a file is shown by no command, and kept only where root alone can read it', async () => {
  const said = [
    await run('setup', '--mirror', MIRROR, '--dry-run'),
    await run('setup', '--mirror', MIRROR),
    await run('history', 'show', '1'),
    await run('status'),
  ];
  fs.appendFileSync(path.join(root, FILE), ' ');
  said.push(await run('rollback'), await run('rollback', '--force'), await run('history'));
  expect(said.map(({ code }) => code)).toEqual([2, 0, 0, expect.any(Number), 1, 0, 0]);
  expect(JSON.stringify(said)).toContain('***@proxy.test');
  expect(JSON.stringify(said)).not.toContain(SECRET);
  expect(holders().length).toBeGreaterThan(1);
  expect(holders().filter((holder) => !holder.endsWith(' 600'))).toEqual([]);
});

it.each([
  ['--mirror', `http://user:${SECRET}@nexushub.com:8001`],
  ['--mirror', `http://nexushub.com:8001/?token=${SECRET}@x`],
  ['--registry', `user:${SECRET}@nexushub.com`],
  ['--insecure', `user:${SECRET}@nexushub.com`],
  ['--search', `user:${SECRET}@nexushub.com`],
])('that was typed with %s is refused and not repeated', async (option, value) => {
  const { code, document, stderr } = await run('setup', option, value);
  expect(code).toBe(64);
  expect(JSON.stringify(document) + stderr).not.toContain(SECRET);
  expect(fs.existsSync(path.join(root, 'var'))).toBe(false);
});
