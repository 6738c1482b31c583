// A node of OpenShift: its machine-config operator writes registries.conf, and takes what differs for damage.

import { isJsonObject, parseJson } from '../../formats/json/plain.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import { MAIN } from '../registries-conf/places.ts';
import type { CrioObserved } from './observed.ts';

/** The MachineConfig that the node was given last (machine-config-operator, pkg/daemon/constants). */
const CURRENT: AbsPath = '/etc/machine-config-daemon/currentconfig';
/** Where the daemon's own folder is before the first configuration was applied. */
const FOLDER: AbsPath = '/etc/machine-config-daemon';
const OSTREE: AbsPath = '/run/ostree-booted';
const PROGRAM = 'machine-config-daemon';

export function findOperator(host: ReadHost): CrioObserved['operator'] {
  if (host.look(CURRENT).kind !== 'absent') return { path: CURRENT, listed: lists(host, MAIN) };
  const isOstree = host.look(OSTREE).kind !== 'absent';
  const isManaged = host.look(FOLDER).kind === 'directory' || host.program(PROGRAM) !== undefined;
  return isOstree && isManaged ? { path: OSTREE, listed: false } : undefined;
}

/** spec.config.storage.files[].path of Ignition (MachineConfig). */
function lists(host: ReadHost, path: AbsPath): boolean {
  const state = host.read(CURRENT);
  const config = state.kind === 'file' ? parseJson(textOf(state)) : undefined;
  const files = ['spec', 'config', 'storage', 'files'].reduce<unknown>(
    (at, key) => (isJsonObject(at) ? at[key] : undefined),
    config,
  );
  return Array.isArray(files) && files.some((one) => isJsonObject(one) && one.path === path);
}
