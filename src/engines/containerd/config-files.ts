// Reads config.toml and the files that it imports, in the order in which containerd loads them.

import { dirname, isAbsolute, normalize } from 'node:path/posix';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath, FileState } from '../../model/file.ts';
import { type Finding, unreadableFinding } from '../../model/finding.ts';
import { readConfigFile } from './configuration.ts';
import { fitsPattern } from './glob.ts';
import { ENGINE } from './places.ts';

/** Imports stand in the same place for every version. */
export const ANY = { isNew: true, inherited: 0 } as const;

export interface ReadConfigFiles {
  readonly configFiles: readonly AbsPath[];
  readonly files: ReadonlyMap<AbsPath, FileState>;
  readonly findings: readonly Finding[];
}

/** Breadth first, each file once (containerd config.go, LoadConfig). A file that cannot be read is not in `files`. */
export function readConfigFiles(host: ReadHost, main: AbsPath): ReadConfigFiles {
  const files = new Map<AbsPath, FileState>();
  const findings: Finding[] = [];
  const pending = [main];
  const order: AbsPath[] = [];
  for (const path of pending) {
    if (order.includes(path)) continue;
    order.push(path);
    const state = host.read(path);
    if (state.kind === 'unreadable') {
      findings.push(unreadableFinding('error', state.problem, { engine: ENGINE, path }));
      continue;
    }
    files.set(path, state);
    const read = readConfigFile(state, ANY);
    if (read.ok)
      pending.push(...(read.value?.imports ?? []).flatMap((name) => resolveImport(host, path, name)));
  }
  return { configFiles: order, files, findings };
}

/** Only `*` makes a pattern of a name (resolveImports); a file that is missing without one ends containerd. */
function resolveImport(host: ReadHost, parent: AbsPath, name: string): readonly AbsPath[] {
  const path = normalize(isAbsolute(name) ? name : `${dirname(parent)}/${name}`);
  return path.includes('*') ? expand(host, path) : [path];
}

function expand(host: ReadHost, pattern: AbsPath): readonly AbsPath[] {
  const parts = pattern.split('/').slice(1);
  return parts.reduce<readonly AbsPath[]>(
    (folders, part) =>
      folders.flatMap((folder) =>
        /[*?[\\]/.test(part)
          ? host
              .list(folder === '' ? '/' : folder)
              .filter((name) => fitsPattern(part, name))
              .map((name) => `${folder}/${name}`)
          : host.look(`${folder}/${part}`).kind === 'absent'
            ? []
            : [`${folder}/${part}`],
      ),
    [''],
  );
}
