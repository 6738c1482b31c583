// Names and places of CRI-O.

import type { AbsPath } from '../../model/file.ts';

export const ENGINE = 'crio';
export const UNIT = 'crio.service';

/** crio.conf(5) */
export const CONFIG: AbsPath = '/etc/crio/crio.conf';
/** crio.conf.d(5) */
export const CONFIG_FOLDER: AbsPath = '/etc/crio/crio.conf.d';

export const SOCKET: AbsPath = '/var/run/crio/crio.sock';

/** Where packages put the unit, and where it stands when somebody replaced it. */
export const UNIT_FILES: readonly AbsPath[] = ['/etc/systemd', '/usr/lib/systemd', '/lib/systemd'].map(
  (folder) => `${folder}/system/${UNIT}`,
);
