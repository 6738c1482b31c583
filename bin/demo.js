// Shows the whole way on a sample host in a throwaway folder: setup, status, rollback, and that every byte is back.
// Needs no root and no container engine. Ends with exit code 1 when anything is not as promised.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const SAMPLE = path.join(PROJECT, 'fixtures/demo/host');
const MIRROR = 'http://nexushub.com:8001';
const WANTED = [
  '--mirror',
  MIRROR,
  '--search',
  'nexushub.com:8001',
  '--host-alias',
  'nexushub.com=192.168.56.11',
];

const INTRODUCTION = `A host with Docker and Podman moves to a private mirror, and back again.
The files are samples in a throwaway folder, named with --root; this machine is not touched.
`;

const CLOSING = `On a real host, as root (README.md tells how to install it):

  registry-client setup --mirror ${MIRROR} --dry-run
      shows the differences and changes nothing
  registry-client setup --mirror ${MIRROR}
      changes the files, reloads the engines and checks that they have it; else everything is undone
  registry-client status
      who wrote which entry, and whether the engines have it
  registry-client doctor
      why a registry or an engine does not work, and the cure
  registry-client rollback
      gives every byte back
`;

const broken = [];
// A reader that goes away (| head) has seen enough: the rest is done, and not shown.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-client-demo-'));
const program = path.join(folder, 'program/bin/registry-client.js');
try {
  if (!isBuilt()) runNpm('run', '--silent', 'build');
  copyProgram();
  demonstrate();
} finally {
  fs.rmSync(folder, { recursive: true });
}
for (const promise of broken) say(`NOT AS PROMISED: ${promise}`);
process.exitCode = broken.length === 0 ? 0 : 1;

function demonstrate() {
  const root = path.join(folder, 'host');
  fs.cpSync(SAMPLE, root, { recursive: true });
  say(INTRODUCTION);
  const before = fingerprints(root);
  run(0, 'setup', ...WANTED);
  const changed = fingerprints(root);
  expect(
    [...before].every(([file, sum]) => changed.get(file) !== sum),
    'setup changes every sample file',
  );
  run(0, 'setup', ...WANTED);
  expect(same(fingerprints(root), changed), 'a second setup changes nothing');
  run(0, 'status');
  run(0, 'rollback');
  const after = fingerprints(root);
  showProof(before, changed, after);
  expect(same(before, after), 'rollback gives back every byte and no other file');
  say(CLOSING);
}

/** Root does not run the program from files of somebody else, as those of a checkout may be. */
function copyProgram() {
  const copy = path.join(folder, 'program');
  for (const part of ['bin', 'dist', 'package.json'])
    fs.cpSync(path.join(PROJECT, part), path.join(copy, part), { recursive: true });
  for (const part of fs.readdirSync(copy, { recursive: true, encoding: 'utf8' }))
    fs.chmodSync(path.join(copy, part), 0o755);
}

/** Runs the real program in a process of its own and shows the line as it is typed. */
function run(promised, command, ...words) {
  const line = [command, '--root', 'host', ...words];
  say(`$ registry-client ${line.join(' ')}`);
  const { status } = spawnSync(process.execPath, [program, ...line], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  say('');
  expect(status === promised, `${command} ends with exit code ${promised}, not ${status}`);
}

function runNpm(...words) {
  const { status } = spawnSync('npm', words, { cwd: PROJECT, stdio: 'inherit' });
  expect(status === 0, 'the program can be built');
}

/** The bundle is there and younger than every source. */
function isBuilt() {
  const bundle = path.join(PROJECT, 'dist/start.js');
  if (!fs.existsSync(bundle)) return false;
  const built = fs.statSync(bundle).mtimeMs;
  const sources = fs.readdirSync(path.join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' });
  return sources.every((name) => fs.statSync(path.join(PROJECT, 'src', name)).mtimeMs <= built);
}

/** Every file below a root but the program's own state, with its mode and the SHA-256 of its bytes. */
function fingerprints(root) {
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    files
      .map((file) => file.slice(root.length))
      .filter((file) => !file.startsWith('/var/lib/registry-client/'))
      .sort()
      .map((file) => [file, fingerprint(path.join(root, file))]),
  );
}

function fingerprint(file) {
  const sum = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  return `${(fs.statSync(file).mode & 0o7777).toString(8).padStart(4, '0')} ${sum}`;
}

function same(a, b) {
  return a.size === b.size && [...a].every(([file, sum]) => b.get(file) === sum);
}

function showProof(before, changed, after) {
  say('The proof: mode and SHA-256 of each file');
  for (const [file, sum] of before) {
    const back = after.get(file);
    say(`  ${file}`);
    say(`    before          ${sum}`);
    say(`    after setup     ${changed.get(file) ?? 'gone'}`);
    say(`    after rollback  ${back ?? 'gone'}  ${back === sum ? '= before' : 'NOT AS BEFORE'}`);
  }
  say('');
}

function expect(kept, promise) {
  if (!kept) broken.push(promise);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
