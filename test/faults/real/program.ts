// The real program in both of its forms, built from a copy of the tree: a build in the tree changes nothing here.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './bounded.ts';

/** A form of the program; other words of the command line follow `command`. */
export interface Form {
  readonly name: 'Node.js' | 'standalone';
  readonly command: readonly string[];
}

/** A change of the sources, to prove that a campaign notices it. */
export interface Patch {
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
}

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const PARTS = ['bin', 'src', 'packaging', 'package.json'] as const;
/** Belongs to root alone, as everything on the way to it: the program refuses to run from elsewhere. */
const CACHE = '/var/cache/registry-client-faults';
const KEPT_FOR = 24 * 60 * 60 * 1000;

/** Builds the program, unless it was built from the same sources before. */
export async function buildForms(...patches: readonly Patch[]): Promise<readonly Form[]> {
  const folder = path.join(CACHE, fingerprint(patches));
  if (!fs.existsSync(folder)) await build(folder, patches);
  const executable = path.join(folder, 'out', `${process.platform}-${process.arch}`, 'registry-client');
  return [
    { name: 'Node.js', command: [process.execPath, path.join(folder, 'bin/registry-client.js')] },
    { name: 'standalone', command: [executable] },
  ];
}

async function build(folder: string, patches: readonly Patch[]): Promise<void> {
  fs.mkdirSync(CACHE, { recursive: true, mode: 0o755 });
  removeOld();
  const draft = fs.mkdtempSync(path.join(CACHE, 'draft-'));
  fs.chmodSync(draft, 0o755);
  for (const part of PARTS) fs.cpSync(path.join(PROJECT, part), path.join(draft, part), { recursive: true });
  fs.symlinkSync(path.join(PROJECT, 'node_modules'), path.join(draft, 'node_modules'));
  for (const patch of patches) applyPatch(draft, patch);
  await must('sh', '-c', `cd ${draft} && packaging/run bundle && packaging/run standalone`);
  // Whoever builds the same at the same time may be first.
  if (fs.existsSync(folder)) fs.rmSync(draft, { recursive: true });
  else fs.renameSync(draft, folder);
}

function applyPatch(draft: string, { file, from, to }: Patch): void {
  const place = path.join(draft, file);
  const pieces = fs.readFileSync(place, 'utf8').split(from);
  if (pieces.length !== 2)
    throw new Error(`${file} holds ${JSON.stringify(from)} ${pieces.length - 1} times`);
  fs.writeFileSync(place, pieces.join(to));
}

function fingerprint(patches: readonly Patch[]): string {
  const hash = createHash('sha256').update(process.version).update(JSON.stringify(patches));
  for (const file of PARTS.flatMap(filesBelow)) {
    hash.update(`${file}\0`).update(fs.readFileSync(path.join(PROJECT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(part: string): readonly string[] {
  if (!fs.statSync(path.join(PROJECT, part)).isDirectory()) return [part];
  return fs
    .readdirSync(path.join(PROJECT, part), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(part, name))
    .filter((name) => fs.statSync(path.join(PROJECT, name)).isFile())
    .sort();
}

/** What was built of sources that have changed since. */
function removeOld(): void {
  for (const name of fs.readdirSync(CACHE)) {
    const place = path.join(CACHE, name);
    if (Date.now() - fs.statSync(place).mtimeMs > KEPT_FOR) fs.rmSync(place, { recursive: true });
  }
}
