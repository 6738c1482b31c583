// Gathers what points to whoever changed a file: the file itself, the processes, the package manager's log.

import { suspectsOf } from '../../agent/evidence.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import type { Suspect } from '../../model/suspect.ts';

/** Of dpkg, and of dnf since RHEL 8. */
const PACKAGE_LOGS: readonly AbsPath[] = ['/var/log/dpkg.log', '/var/log/dnf.rpm.log'];

const LOG_END = 64 * 1024;

export function findSuspects(path: AbsPath, host: ReadHost): readonly Suspect[] {
  const { uid, modified } = host.look(path);
  return suspectsOf({
    text: read(host, path),
    uid,
    modified,
    processes: host.live ? processesOf(host) : [],
    packageLog: PACKAGE_LOGS.map((log) => read(host, log).slice(-LOG_END)).join('\n'),
  });
}

function processesOf(host: ReadHost): readonly { readonly pid: number; readonly name: string }[] {
  return host
    .list('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map((name) => ({ pid: Number(name), name: read(host, `/proc/${name}/comm`).trim() }));
}

function read(host: ReadHost, path: AbsPath): string {
  const state = host.read(path);
  return state.kind === 'file' ? textOf(state) : '';
}
