// Where registries.conf and its drop-ins stand.

import { basename } from 'node:path/posix';
import type { AbsPath } from '../../model/file.ts';
import type { Session } from '../../model/session.ts';

export const MAIN: AbsPath = '/etc/containers/registries.conf';
export const DROP_IN_FOLDER: AbsPath = '/etc/containers/registries.conf.d';
/** Sorts behind all but the strangest names: files are read in the order of their names. */
export const OUR_DROP_IN: AbsPath = `${DROP_IN_FOLDER}/zz-registry-client.conf`;
export const VENDOR_MAIN: AbsPath = '/usr/share/containers/registries.conf';

/** The system's folders of drop-ins where they are layered (storage/pkg/configfile), from weak to strong. */
export function layeredFolders(session: Session): readonly AbsPath[] {
  return ['/usr/share/containers', '/etc/containers'].flatMap((folder) => [
    `${folder}/registries.conf.d`,
    ...(session.kind === 'system'
      ? [`${folder}/registries.rootful.conf.d`]
      : [`${folder}/registries.rootless.conf.d`, `${folder}/registries.rootless.conf.d/${session.uid}`]),
  ]);
}

/** Where our own edits go: the system's files, or those of the session's user. */
export interface OwnPlaces {
  readonly main: AbsPath;
  readonly dropIn: AbsPath;
  readonly certs: AbsPath;
  /** They are a user's: the system's files are read beside them and never written. */
  readonly personal: boolean;
}

/** @param configuration ~/.config of the user that we run as */
export function ownPlaces(session: Session, configuration: AbsPath): OwnPlaces {
  if (session.kind === 'system')
    return { main: MAIN, dropIn: OUR_DROP_IN, certs: '/etc/containers/certs.d', personal: false };
  return {
    main: userMain(configuration),
    dropIn: `${userFolder(configuration)}/${basename(OUR_DROP_IN)}`,
    certs: `${configuration}/containers/certs.d`,
    personal: true,
  };
}

/** The user's own files; `configuration` is ~/.config. */
export function userMain(configuration: AbsPath): AbsPath {
  return `${configuration}/containers/registries.conf`;
}
export function userFolder(configuration: AbsPath): AbsPath {
  return `${userMain(configuration)}.d`;
}
