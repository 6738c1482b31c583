// Reading every file that an engine with registries.conf reads, or that we might write.

import { basename } from 'node:path/posix';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath, FileState } from '../../model/file.ts';
import { type Finding, finding, unreadableFinding } from '../../model/finding.ts';
import type { RegistriesObserved } from './observed.ts';
import {
  DROP_IN_FOLDER,
  layeredFolders,
  MAIN,
  ownPlaces,
  userFolder,
  userMain,
  VENDOR_MAIN,
} from './places.ts';

export interface ReadFiles {
  readonly files: ReadonlyMap<AbsPath, FileState>;
  readonly links: readonly AbsPath[];
  readonly findings: readonly Finding[];
}

export function readFiles(
  host: ReadHost,
  { engine, rules, configuration }: Pick<RegistriesObserved, 'engine' | 'rules' | 'configuration'>,
): ReadFiles {
  const { layered } = rules;
  const mains = [MAIN, userMain(configuration), ...(layered ? [VENDOR_MAIN] : [])];
  const folders = [...(layered ? layeredFolders(host.session) : [DROP_IN_FOLDER]), userFolder(configuration)];
  const dropIns = folders.flatMap((folder) => namesIn(host, folder).map((name) => `${folder}/${name}`));
  const links = dropIns.filter((path) => isLink(host, path));
  const files = new Map<AbsPath, FileState>();
  const findings: Finding[] = [];
  const { dropIn } = ownPlaces(host.session, configuration);
  for (const path of new Set([...mains, dropIn, ...dropIns])) {
    const state = host.read(path);
    if (state.kind === 'unreadable')
      findings.push(unreadableFinding('error', state.problem, { engine, path }));
    else files.set(path, state);
    const dangling = rules.refusesDanglingLinks && state.kind === 'absent' && links.includes(path);
    if (dangling) findings.push(finding('error', 'DANGLING_LINK', {}, { engine, path }));
  }
  return { files, links, findings };
}

/** Other names and folders are passed over (dropInConfigs in sysregistriesv2). */
function namesIn(host: ReadHost, folder: AbsPath): readonly string[] {
  return host
    .list(folder)
    .filter((name) => name.endsWith('.conf') && host.look(`${folder}/${name}`).kind !== 'directory');
}

function isLink(host: ReadHost, path: AbsPath): boolean {
  const folder = path.slice(0, -basename(path).length - 1);
  return host.look(path).real !== `${host.look(folder).real}/${basename(path)}`;
}
