// Asking a new Podman process for its registries, so that nothing of the question is left behind.

import type { Command, ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import type { RegistriesInfo } from '../registries-conf/info.ts';
import { isAtLeast } from '../registries-conf/rules.ts';
import { readPodmanInfo } from './registries-info.ts';

export type PodmanAnswer =
  | { readonly kind: 'info'; readonly info: RegistriesInfo }
  /** `podman info` ended with an error: the files, or something else that it needs, are broken. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'failed'; readonly error: string };

const CANDIDATE = 'registries.conf';

/**
 * Runs `podman info` on a store of its own in a folder that goes afterwards: on the host's store it would create it
 * where it is not, refresh its state after a boot, and wait for whoever holds `storage.lock`. The network
 * configuration folder has a lock file, too. What is left is what every Podman command makes (/run/crun, and the
 * short-lived tests of crun).
 * @param candidate judged in place of the main file: the variable's name differed up to Podman 3.0
 */
export async function askPodman(
  host: ReadHost,
  version: string | null,
  candidate?: Uint8Array,
): Promise<PodmanAnswer> {
  const files = candidate === undefined ? {} : { [CANDIDATE]: candidate };
  const asked = await host.scratch(files, async (folder) => {
    const command = infoCommand(folder, version, candidate !== undefined, host);
    const alone = mayGoAlone(version, host) ? await host.query(withoutHelpers(command, folder)) : undefined;
    const isAnswer = alone?.kind === 'ended' && alone.code === 0;
    return { result: isAnswer ? alone : await host.query(command), folder };
  });
  if (!asked.ok)
    return { kind: 'failed', reason: 'failed', error: `${asked.error.path}: ${asked.error.errno}` };
  const { result, folder } = asked.value;
  switch (result.kind) {
    case 'timeout':
      return { kind: 'failed', reason: 'timeout', error: `${host.timeout} ms` };
    case 'absent':
      return { kind: 'failed', reason: 'failed', error: 'ENOENT' };
    case 'failed':
      return { kind: 'failed', reason: 'failed', error: result.error };
    case 'ended': {
      const info = result.code === 0 ? readPodmanInfo(result.stdout) : undefined;
      if (info !== undefined) return { kind: 'info', info };
      return { kind: 'refused', error: lastLine(result.stderr, folder) };
    }
  }
}

/**
 * A rootless Podman leaves a process behind that keeps its namespaces, and finds it again by a file in --tmpdir: with
 * one of ours every question would leave another. So a user's is left where it is.
 */
function infoCommand(
  folder: AbsPath,
  version: string | null,
  isCandidate: boolean,
  { session, timeout }: ReadHost,
): Command {
  const networks = isAtLeast(version, '4.0') ? '--network-config-dir' : '--cni-config-dir';
  const file = `${folder}/${CANDIDATE}`;
  return {
    program: 'podman',
    arguments: [
      ...['--root', `${folder}/root`, '--runroot', `${folder}/run`],
      ...(session.kind === 'user' ? [] : ['--tmpdir', `${folder}/tmp`]),
      ...['--storage-driver', 'vfs', networks, `${folder}/net`],
      ...['info', '--format', 'json'],
    ],
    environment: isCandidate ? { CONTAINERS_REGISTRIES_CONF: file, REGISTRIES_CONFIG_PATH: file } : {},
    timeout,
    outside: true,
  };
}

/**
 * Half of the time of `podman info` goes by while it asks dpkg or rpm from which packages its helpers come, which nobody
 * wants to know here. dpkg finds its own helper by $PATH: with nothing there it fails at once, and Podman says "Unknown"
 * (measured with 4.3, 5.4 and 5.8). Its registries do not come by $PATH. Podman 3 needs nsenter from there, a rootless one
 * newuidmap. Where it does not work without, it is asked once more as usual.
 */
function withoutHelpers(command: Command, folder: AbsPath): Command {
  return { ...command, environment: { ...command.environment, PATH: `${folder}/none` } };
}

function mayGoAlone(version: string | null, { session }: ReadHost): boolean {
  return session.kind !== 'user' && version !== null && isAtLeast(version, '4.0');
}

/** The words of Podman for people; the candidate's passing name means nothing to them. */
function lastLine(stderr: string, folder: AbsPath): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  return line.replace(/^Error: /, '').replaceAll(`${folder}/${CANDIDATE}`, 'the new file');
}
