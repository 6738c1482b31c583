// What a change of mirrors means on this Docker: what weakens security, what will not be honoured. Said at the change.

import { basename, dirname } from 'node:path/posix';
import type { FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { mirrorUrl } from '../../model/request.ts';
import type { Wish } from '../engine.ts';
import { ENGINE } from './daemon-json.ts';
import { isHubMirror } from './derive.ts';
import { canonicalMirror, MIRROR_PATH_SINCE } from './names.ts';
import { type DockerObserved, isContainerdStore, versionOf } from './observed.ts';
import { isAtLeast } from './version.ts';

/**
 * @param added the mirrors that this change brings
 * @param certsChanges its changes below certs.d
 */
export function findRisks(
  wish: Wish,
  observed: DockerObserved,
  added: readonly string[],
  certsChanges: readonly FileChange[],
): readonly Finding[] {
  return [
    ...findPaths(wish, observed),
    ...findPlainHttp(added),
    ...(isContainerdStore(observed)
      ? [
          ...findUnverifiedHub(wish, added),
          ...findIgnoredAuthorities(wish, observed, added, certsChanges),
          ...findHiddenMirrors(wish, observed),
        ]
      : []),
  ];
}

function findPaths(wish: Wish, observed: DockerObserved): readonly Finding[] {
  const version = versionOf(observed);
  if (version !== undefined && isAtLeast(version, MIRROR_PATH_SINCE)) return [];
  return wish.ensure
    .filter(isHubMirror)
    .filter((mirror) => mirror.path !== '')
    .map((mirror) =>
      finding(
        version === undefined ? 'warning' : 'error',
        'VERSION_REFUSES',
        { flag: `--mirror ${mirrorUrl(mirror)}`, version: observed.version, since: MIRROR_PATH_SINCE },
        { engine: ENGINE },
      ),
    );
}

function findPlainHttp(added: readonly string[]): readonly Finding[] {
  return added
    .filter((url) => /^http:/i.test(url))
    .map((url) => finding('warning', 'MIRROR_PLAIN_HTTP', { url }, { engine: ENGINE }));
}

/**
 * The fallback to Docker Hub goes without verification when any mirror is an insecure registry (28.5, 29.7): one in plain
 * HTTP, which we make one, one of this machine, and one that is listed.
 */
function findUnverifiedHub({ inForce }: Wish, added: readonly string[]): readonly Finding[] {
  const listed = new Set(inForce.flatMap((one) => (one.kind === 'insecure' ? [one.target] : [])));
  return added
    .filter((url) => {
      const [, scheme, host = ''] = /^(https?):\/\/([^/]*)/i.exec(url) ?? [];
      return scheme?.toLowerCase() === 'http' || LOOPBACK.test(host) || listed.has(host);
    })
    .map((url) => finding('warning', 'HUB_VERIFICATION_OFF', { url }, { engine: ENGINE }));
}

const LOOPBACK = /^(?:localhost|127\.[0-9.]+|\[::1\])(?::|$)/i;

/** The TLS settings of docker.io's hosts come from certs.d/docker.io alone (moby daemon, RegistryHosts). */
function findIgnoredAuthorities(
  wish: Wish,
  observed: DockerObserved,
  added: readonly string[],
  certsChanges: readonly FileChange[],
): readonly Finding[] {
  const changed = new Set(certsChanges.map((change) => basename(dirname(change.path))));
  const mirrors = wish.inForce.filter(isHubMirror).filter((mirror) => mirror.scheme === 'https');
  const fresh = mirrors.filter(
    (mirror) =>
      changed.has(mirror.host) ||
      added.some((url) => canonicalMirror(url) === canonicalMirror(mirrorUrl(mirror))),
  );
  const authorities = new Set(wish.inForce.flatMap((one) => (one.kind === 'ca' ? [one.host] : [])));
  return [...new Set(fresh.map((mirror) => mirror.host))]
    .filter((host) => authorities.has(host))
    .map((host) => {
      const directory = `${observed.certsRoot}/${host}`;
      return finding(
        'warning',
        'MIRROR_CA_IGNORED',
        { host, directory },
        { engine: ENGINE, path: directory },
      );
    });
}

/** A hosts.toml for docker.io is all that the containerd store looks at (containerd, hosts.go). */
function findHiddenMirrors(wish: Wish, observed: DockerObserved): readonly Finding[] {
  if (!wish.ensure.some(isHubMirror)) return [];
  const read = ['docker.io', '_default']
    .map((name) => observed.certs.find((directory) => directory.path === `${observed.certsRoot}/${name}`))
    .find((directory) => directory !== undefined);
  if (read === undefined || !read.names.includes('hosts.toml')) return [];
  const by = `${read.path}/hosts.toml`;
  // Which store a stopped Docker has is a guess: no reason to refuse.
  const severity = observed.store === undefined ? 'warning' : 'error';
  return [finding(severity, 'MIRRORS_HIDDEN', { by }, { engine: ENGINE, path: by })];
}
