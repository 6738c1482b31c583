// What keeps this Docker, as it is, from doing what its files seem to say.

import { readStringList } from '../../formats/json/read.ts';
import type { ReadHost } from '../../host/ports.ts';
import { ABSENT } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { placeFor } from '../certs-d.ts';
import { ENGINE, judgeDaemonJson, MIRRORS, readDaemonJson } from './daemon-json.ts';
import { findFlagConflicts } from './flag-conflicts.ts';
import { canonicalMirror } from './names.ts';
import { type DockerObserved, versionOf } from './observed.ts';
import { HUB, opensHub, type Rules, splitMirror, type Way, waysTo } from './ways.ts';

export function findDockerDoubts(observed: DockerObserved, rules: Rules, host: ReadHost): readonly Finding[] {
  return [
    ...findFailure(observed),
    ...findInFile(observed),
    ...(rules.reader === 'containerd' ? findOfContainerd(observed, rules, host) : []),
  ];
}

function findFailure({ unit, daemon }: DockerObserved): readonly Finding[] {
  if (unit?.failed !== true || daemon !== undefined) return [];
  return [finding('error', 'ENGINE_FAILED', { unit: unit.name }, { engine: ENGINE })];
}

/** That dockerd will not start or reload with it is no reason to stop here: it may run well until then. */
function findInFile(observed: DockerObserved): readonly Finding[] {
  const version = versionOf(observed);
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, version);
  if (!read.ok) return [];
  const { view } = read.value;
  const found = [
    ...judgeDaemonJson(view, observed.configPath, version),
    ...findFlagConflicts(view, observed),
  ];
  return found.map((one) => ({ ...one, severity: 'warning' }));
}

function findOfContainerd(observed: DockerObserved, rules: Rules, host: ReadHost): readonly Finding[] {
  const ways = waysTo(HUB, rules);
  const mirrors = ways.filter(({ isMirror }) => isMirror);
  const { read } = placeFor(HUB, rules.layout, rules.view);
  if ((rules.hostsToml(read.path)?.hosts.length ?? 0) > 0) {
    const by = `${read.path}/hosts.toml`;
    return isCovered(observed, mirrors)
      ? []
      : [finding('warning', 'MIRRORS_HIDDEN', { by }, { engine: ENGINE, path: by })];
  }
  const hub = ways.find(({ isMirror }) => !isMirror);
  return [
    ...(hub?.transport === 'insecure' ? findUnverified(rules) : []),
    ...mirrors.flatMap((mirror) => findIgnoredAuthority(mirror, rules, host)),
  ];
}

/** Whether the mirrors of the file are asked all the same, because hosts.toml names them, too. */
function isCovered(observed: DockerObserved, mirrors: readonly Way[]): boolean {
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, versionOf(observed));
  const list = read.ok ? readStringList(read.value.view, MIRRORS) : read;
  const written = list.ok && list.value.kind === 'list' ? list.value.values : [];
  return written.every((url) => {
    const { registry } = splitMirror(canonicalMirror(url));
    return mirrors.some((mirror) => mirror.registry === registry);
  });
}

function findUnverified(rules: Rules): readonly Finding[] {
  return rules.mirrors
    .filter((url) => opensHub(splitMirror(url), rules))
    .map((url) => finding('warning', 'HUB_VERIFICATION_OFF', { url }, { engine: ENGINE }));
}

/** The TLS settings of docker.io's hosts come from certs.d/docker.io alone (moby daemon, RegistryHosts). */
function findIgnoredAuthority(mirror: Way, rules: Rules, host: ReadHost): readonly Finding[] {
  if (mirror.transport !== 'https') return [];
  const directory = `${rules.layout.home}/${mirror.registry}`;
  const own = host
    .list(directory)
    .filter((name) => name.endsWith('.crt'))
    .flatMap((name) => rules.certificatesIn(`${directory}/${name}`));
  if (own.every((der) => mirror.trust.certificates.includes(der))) return [];
  const place = { engine: ENGINE, path: directory };
  return [finding('warning', 'MIRROR_CA_IGNORED', { host: mirror.registry, directory }, place)];
}
