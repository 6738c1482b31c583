// Lays the files of a package out in a folder, with modes and times that do not depend on this machine.

import { chmodSync, copyFileSync, lutimesSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry } from './contents.ts';

/** @param time seconds since 1970, of every file and folder */
export function stage(folder: string, entries: readonly Entry[], time: number): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, content } of entries) {
    const place = join(folder, path);
    mkdirSync(content.kind === 'directory' ? place : dirname(place), { recursive: true });
    if (content.kind === 'copy') copyFileSync(content.of, place);
    if (content.kind === 'bytes') writeFileSync(place, content.bytes);
  }
  const modes = new Map(entries.map(({ path, mode }) => [join(folder, path), mode]));
  for (const each of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const place = join(each.parentPath, each.name);
    chmodSync(place, modes.get(place) ?? (each.isDirectory() ? 0o755 : 0o644));
    lutimesSync(place, time, time);
  }
  chmodSync(folder, 0o755);
  lutimesSync(folder, time, time);
}
