// Where BuildKit's configuration stands: that of a buildkitd of this host, and the one that buildx takes for new builders.

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { dockerFolder } from '../docker-folder.ts';
import type { Target } from './observed.ts';

export const UNIT = 'buildkit.service';

/** Where the plug-ins of the docker command are (docker/cli cli-plugins/manager). */
const PLUGIN_FOLDERS = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'] as const;

/**
 * The file of buildkitd where no --config names another (util/appdefaults): a rootless one reads that of its user.
 * $XDG_CONFIG_HOME of the unit is not known here; ~/.config is what it has by default.
 */
export function defaultConfig({ session }: ReadHost): AbsPath {
  return session.kind === 'user'
    ? `${session.home}/.config/buildkit/buildkitd.toml`
    : '/etc/buildkit/buildkitd.toml';
}

/** $BUILDX_CONFIG, else buildx in the folder of the docker command (util/confutil). */
export function buildxFolder(host: ReadHost): AbsPath {
  const named = host.live ? host.variable('BUILDX_CONFIG') : undefined;
  return named !== undefined && named !== '' ? named : `${dockerFolder(host)}/buildx`;
}

export function daemonTargetAt(path: AbsPath): Target {
  return { role: 'daemon', path, certsRoot: `${folderOf(path)}/certs.d` };
}

/** buildkitd.default.toml counts since buildx 0.9. */
export function defaultTarget(host: ReadHost): Target {
  const folder = buildxFolder(host);
  return { role: 'default', path: `${folder}/buildkitd.default.toml`, certsRoot: `${folder}/certs.d` };
}

/** The docker command's own plug-in; a user can have one of his own. */
export function hasBuildx(host: ReadHost): boolean {
  const folders = [
    `${dockerFolder(host)}/cli-plugins`,
    ...PLUGIN_FOLDERS.map((folder) => `${folder}/docker/cli-plugins`),
  ];
  return folders.some((folder) => host.look(`${folder}/docker-buildx`).kind === 'file');
}

export function folderOf(path: AbsPath): AbsPath {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** Where the unit of a buildkitd is (systemd.unit(5)); it is no part of a distribution's packages. */
function unitFiles({ session }: ReadHost): readonly AbsPath[] {
  const folders =
    session.kind === 'user'
      ? [`${session.home}/.config/systemd/user`, '/etc/systemd/user', '/usr/lib/systemd/user']
      : [
          '/etc/systemd/system',
          '/usr/local/lib/systemd/system',
          '/usr/lib/systemd/system',
          '/lib/systemd/system',
        ];
  return folders.map((folder) => `${folder}/${UNIT}`);
}

/** Whether there is a buildkitd that could run by itself, or its configuration. */
export function hasDaemon(host: ReadHost): boolean {
  return (
    host.program('buildkitd') !== undefined ||
    [defaultConfig(host), ...unitFiles(host)].some((path) => host.look(path).kind === 'file')
  );
}
