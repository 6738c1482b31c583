// Where Docker and its files are: the system's, the snap's, or those of a user's rootless Docker.

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import type { Session, UserSession } from '../../model/session.ts';

export const SNAP_UNIT = 'snap.docker.dockerd.service';
const SNAP_DATA = '/var/snap/docker/current';
export const SYSTEM_UNITS: readonly string[] = ['docker.service', SNAP_UNIT];

/** What differs between the Docker of the system and that of a user. */
export interface DockerPlaces {
  /** Docker's own packages and the distributions', then the snap. */
  readonly units: readonly string[];
  /** Where units are, the strongest first (systemd.unit(5), Unit File Load Path). */
  readonly unitFolders: readonly AbsPath[];
  /** Of service scripts that are no units. */
  readonly serviceOptions: readonly AbsPath[];
  readonly pidFiles: readonly AbsPath[];
  readonly sockets: readonly AbsPath[];
  /** What restarts Docker where its unit is not known. */
  readonly restartCommand: string;
}

export function dockerPlaces(host: ReadHost): DockerPlaces {
  const { session } = host;
  if (session.kind === 'user') return placesOfUser(session);
  const folders = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'];
  return {
    units: SYSTEM_UNITS,
    unitFolders: folders.map((folder) => `${folder}/systemd/system`),
    serviceOptions: ['/etc/conf.d/docker', '/etc/default/docker'],
    pidFiles: ['/run/docker.pid', '/var/run/docker.pid'],
    sockets: ['/run/docker.sock', '/var/run/docker.sock'],
    restartCommand:
      host.program('rc-service') === undefined ? 'service docker restart' : 'rc-service docker restart',
  };
}

/** dockerd-rootless.sh keeps all that is running in $XDG_RUNTIME_DIR. */
function placesOfUser({ home, runtime }: UserSession): DockerPlaces {
  const inRuntime = (name: string) => (runtime === undefined ? [] : [`${runtime}/${name}`]);
  return {
    units: ['docker.service'],
    unitFolders: [
      `${home}/.config/systemd/user`,
      '/etc/systemd/user',
      ...inRuntime('systemd/user'),
      '/run/systemd/user',
      `${home}/.local/share/systemd/user`,
      '/usr/local/lib/systemd/user',
      '/usr/lib/systemd/user',
      '/lib/systemd/user',
    ],
    serviceOptions: [],
    pidFiles: inRuntime('docker.pid'),
    sockets: inRuntime('docker.sock'),
    restartCommand: 'systemctl --user restart docker',
  };
}

/** daemon.json where no --config-file names another, and certs.d. */
export interface ConfigPlaces {
  readonly config: AbsPath;
  readonly certs: AbsPath;
}

/**
 * @param isSnap whether Docker comes from the snap
 * @param configuration the running daemon's own $XDG_CONFIG_HOME (moby pkg/homedir, GetConfigHome), '' when not known
 */
export function configPlaces(session: Session, isSnap: boolean, configuration: string): ConfigPlaces {
  if (session.kind === 'user') {
    const folder = configuration === '' ? `${session.home}/.config` : configuration;
    return { config: `${folder}/docker/daemon.json`, certs: `${folder}/docker/certs.d` };
  }
  return isSnap
    ? { config: `${SNAP_DATA}/config/daemon.json`, certs: `${SNAP_DATA}/etc/docker/certs.d` }
    : { config: '/etc/docker/daemon.json', certs: '/etc/docker/certs.d' };
}

/** The snap has no program in the system's folders, only its data. */
export function hasSnapAlone(host: ReadHost): boolean {
  return host.program('dockerd') === undefined && host.look(SNAP_DATA).kind === 'directory';
}
