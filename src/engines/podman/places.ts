// Where Podman's registry configuration stands, and what each version reads and understands.

import { basename } from 'node:path/posix';
import type { AbsPath } from '../../model/file.ts';
import type { Session } from '../../model/session.ts';

export const MAIN: AbsPath = '/etc/containers/registries.conf';
export const DROP_IN_FOLDER: AbsPath = '/etc/containers/registries.conf.d';
/** Sorts behind all but the strangest names: files are read in the order of their names. */
export const OUR_DROP_IN: AbsPath = `${DROP_IN_FOLDER}/zz-registry-client.conf`;
export const VENDOR_MAIN: AbsPath = '/usr/share/containers/registries.conf';

/** The system's folders of drop-ins for Podman 6 (storage/pkg/configfile), from weak to strong. */
export function layeredFolders(session: Session): readonly AbsPath[] {
  return ['/usr/share/containers', '/etc/containers'].flatMap((folder) => [
    `${folder}/registries.conf.d`,
    ...(session.kind === 'system'
      ? [`${folder}/registries.rootful.conf.d`]
      : [`${folder}/registries.rootless.conf.d`, `${folder}/registries.rootless.conf.d/${session.uid}`]),
  ]);
}

/** The service that answers the API; started by podman.socket when somebody asks. */
export const SERVICE = 'podman.service';

/** Where our own edits go: the system's files, or those of the session's user. */
export interface OwnPlaces {
  readonly main: AbsPath;
  readonly dropIn: AbsPath;
  readonly certs: AbsPath;
  /** Of the service; of a user without $XDG_RUNTIME_DIR there is none. */
  readonly socket: AbsPath;
  /** They are a user's: the system's files are read beside them and never written. */
  readonly personal: boolean;
}

/** @param configuration ~/.config of the user that we run as */
export function ownPlaces(session: Session, configuration: AbsPath): OwnPlaces {
  if (session.kind === 'system')
    return {
      main: MAIN,
      dropIn: OUR_DROP_IN,
      certs: '/etc/containers/certs.d',
      socket: '/run/podman/podman.sock',
      personal: false,
    };
  return {
    main: userMain(configuration),
    dropIn: `${userFolder(configuration)}/${basename(OUR_DROP_IN)}`,
    certs: `${configuration}/containers/certs.d`,
    socket: `${session.runtime ?? '/nonexistent'}/podman/podman.sock`,
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

interface Version {
  readonly major: number;
  readonly minor: number;
}

function parseVersion(text: string | null): Version | undefined {
  const match = /^(\d+)\.(\d+)/.exec(text ?? '');
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Whether a version is at least `needed` ("1.9"); an unknown one is taken for a current one. */
export function isAtLeast(version: string | null, needed: string): boolean {
  const [have, want] = [parseVersion(version), parseVersion(needed)];
  if (have === undefined || want === undefined) return true;
  return have.major > want.major || (have.major === want.major && have.minor >= want.minor);
}

/**
 * Podman 6 (containers/image 5.40) reads one main file of the user, /etc or /usr/share, and the drop-ins of all
 * folders, sorted by name together. An unknown version is taken for an older one: none is released widely yet.
 */
export function isLayered(version: string | null): boolean {
  return version !== null && isAtLeast(version, '6.0');
}

/**
 * Whether podman.service reads its files again on SIGHUP (libpod Runtime.Reload), as 3.0.1, 4.3.1 and 5.4.2 do; 5.8.6
 * and 6 have no handler any more and die of it. A version in between, or an unknown one, is not tried.
 */
export function reloadsOnSignal(version: string | null): boolean {
  return version !== null && !isAtLeast(version, '5.5');
}

/** Mirrors came with containers/image 2.0 (docker_image_src.go), drop-ins with 5.3. */
export const NEEDS = { mirrors: '1.5', dropIns: '1.9' } as const;
