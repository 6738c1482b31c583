// What a change of mirrors means on this Docker: what weakens security, what will not be honoured. Said at the change.

import { dirname } from 'node:path/posix';
import { textOf } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { mirrorUrl } from '../../model/request.ts';
import { placeFor } from '../certs-d.ts';
import type { Wish } from '../engine.ts';
import { HOSTS_TOML, readHostsToml } from '../hosts-toml.ts';
import type { HostsTomlDraft } from '../hosts-toml-plan.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { expectedOf } from './compare.ts';
import { ENGINE } from './daemon-json.ts';
import { isHubMirror } from './derive.ts';
import { namesAll } from './hub-hosts.ts';
import { MIRROR_PATH_SINCE } from './names.ts';
import { type DockerObserved, isContainerdStore, versionOf } from './observed.ts';
import { isAtLeast } from './version.ts';
import { HUB } from './ways.ts';

/**
 * @param after with all changes
 * @param added the mirrors that this change brings
 * @param hosts what becomes of our hosts.toml for docker.io: where it was refused, that is said already
 */
export function findRisks(
  wish: Wish,
  after: DockerObserved,
  added: readonly string[],
  hosts: HostsTomlDraft,
): readonly Finding[] {
  return [
    ...findPaths(wish, after),
    ...findPlainHttp(added),
    ...(isContainerdStore(after) && hosts.findings.length === 0 ? findHiddenMirrors(wish, after) : []),
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

/** Where a hosts.toml for docker.io names servers, the containerd store looks at nothing else (moby daemon/hosts.go). */
function findHiddenMirrors(wish: Wish, after: DockerObserved): readonly Finding[] {
  if (!wish.ensure.some(isHubMirror)) return [];
  const view = certsView(after);
  const { read } = placeFor(HUB, certsLayout(after), view);
  const by = `${read.path}/${HOSTS_TOML}`;
  if (!read.names.includes(HOSTS_TOML) || !isHiding(by, after)) return [];
  // Which store a stopped Docker has is a guess: no reason to refuse.
  const severity = after.store === undefined ? 'warning' : 'error';
  return [finding(severity, 'MIRRORS_HIDDEN', { by, isOurs: false }, { engine: ENGINE, path: by })];
}

/** One that could not be read may say anything. */
function isHiding(path: string, after: DockerObserved): boolean {
  const state = after.files.get(path);
  if (state === undefined) return true;
  const toml = readHostsToml(textOf(state), dirname(path));
  const expected = expectedOf(after);
  if (toml === undefined || toml.hosts.length === 0 || !expected.ok) return false;
  return !namesAll(toml, expected.value.mirrors);
}
