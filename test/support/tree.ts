// A folder as comparable lines: what stands in it, with modes and contents.

import fs from 'node:fs';
import path from 'node:path';

/** Where the program keeps its state inside a root. */
const STATE_FOLDER = '/var/lib/registry-client';

/** Every path below a folder but the state: its kind, mode and content, sorted. */
export function listTree(root: string): readonly string[] {
  return walk(root, '/')
    .filter(({ name }) => name !== '/var' && !name.startsWith('/var/'))
    .map(({ name, stat }) => `${name} ${describe(path.join(root, name), stat)}`);
}

/** Every path below a folder, the state too, with all that shows whether it was touched. */
export function listTouches(root: string): readonly string[] {
  return [{ name: '/', stat: fs.lstatSync(root, { bigint: true }) }, ...walk(root, '/')].map(
    ({ name, stat }) => `${name} ${stat.ino} ${stat.mode} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`,
  );
}

/** The files of the state, without its folders. */
export function listState(root: string): readonly string[] {
  const folder = path.join(root, STATE_FOLDER);
  return fs.existsSync(folder)
    ? walk(folder, '/')
        .filter(({ stat }) => stat.isFile())
        .map(({ name }) => name)
    : [];
}

interface Found {
  readonly name: string;
  readonly stat: fs.BigIntStats;
}

function walk(root: string, folder: string): readonly Found[] {
  return fs
    .readdirSync(path.join(root, folder))
    .sort()
    .flatMap((entry) => {
      const name = path.join(folder, entry);
      const stat = fs.lstatSync(path.join(root, name), { bigint: true });
      return [{ name, stat }, ...(stat.isDirectory() ? walk(root, name) : [])];
    });
}

/** Bytes as characters of Latin-1: nothing is lost, and a failing test can be read. */
function describe(place: string, stat: fs.BigIntStats): string {
  const mode = (Number(stat.mode) & 0o7777).toString(8).padStart(4, '0');
  if (stat.isDirectory()) return `directory ${mode}`;
  if (stat.isSymbolicLink()) return `link ${fs.readlinkSync(place)}`;
  return `file ${mode} ${stat.nlink} ${JSON.stringify(fs.readFileSync(place, 'latin1'))}`;
}
