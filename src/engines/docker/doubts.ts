// What keeps this Docker, as it is, from doing what its files seem to say.

import { readStringList } from '../../formats/json/read.ts';
import type { ReadHost } from '../../host/ports.ts';
import { ABSENT } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { placeFor } from '../certs-d.ts';
import { HOSTS_TOML } from '../hosts-toml.ts';
import { ENGINE, judgeDaemonJson, MIRRORS, readDaemonJson } from './daemon-json.ts';
import { findFlagConflicts } from './flag-conflicts.ts';
import { namesAll } from './hub-hosts.ts';
import { type DockerObserved, versionOf } from './observed.ts';
import { HUB, HUB_SERVER, opensHub, type Rules, splitMirror, type Way, waysTo } from './ways.ts';

export function findDockerDoubts(observed: DockerObserved, rules: Rules, host: ReadHost): readonly Finding[] {
  return [
    ...findFailure(observed),
    ...findInFile(observed),
    ...(rules.reader === 'containerd' ? findOfContainerd(observed, rules, host) : []),
    ...findMissingAuthorities(HUB, rules),
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
  const hub = ways.find(({ registry }) => registry === HUB_SERVER);
  const toml = rules.hostsToml(read.path);
  const by = `${read.path}/${HOSTS_TOML}`;
  const place = { engine: ENGINE, path: by };
  const skipped =
    hub?.transport === 'unverified' ? [finding('warning', 'HUB_UNVERIFIED', { by }, place)] : [];
  if (toml !== undefined && toml.hosts.length > 0) {
    return namesAll(toml, mirrorsWritten(observed))
      ? skipped
      : [...skipped, finding('warning', 'MIRRORS_HIDDEN', { by, isOurs: rules.isOurs(read.path) }, place)];
  }
  return [
    ...skipped,
    ...(hub?.transport === 'insecure' ? findUnverified(rules) : []),
    ...mirrors.flatMap((mirror) => findIgnoredAuthority(mirror, rules, host)),
  ];
}

/**
 * The CAs of a hosts.toml that cannot be read, as errors: connections to all its servers are set up before anybody is asked
 * (containerd, ConfigureHosts), so nothing of this registry can be pulled.
 */
export function findMissingAuthorities(registry: string, rules: Rules): readonly Finding[] {
  if (rules.reader !== 'containerd') return [];
  const { read } = placeFor(registry, rules.layout, rules.view);
  const toml = rules.hostsToml(read.path);
  if (toml === undefined) return [];
  const by = `${read.path}/${HOSTS_TOML}`;
  const isOurs = rules.isOurs(read.path);
  const named = [...toml.hosts.flatMap(({ authorities }) => authorities), ...toml.authorities];
  return [...new Set(named)]
    .filter((file) => rules.certificatesIn(file).length === 0)
    .map((file) =>
      finding('error', 'HOSTS_TOML_CA_MISSING', { registry, by, file, isOurs }, { engine: ENGINE, path: by }),
    );
}

function mirrorsWritten(observed: DockerObserved): readonly string[] {
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, versionOf(observed));
  const list = read.ok ? readStringList(read.value.view, MIRRORS) : read;
  return list.ok && list.value.kind === 'list' ? list.value.values : [];
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
  const url = `https://${mirror.registry}${mirror.base}`;
  return [finding('warning', 'MIRROR_CA_IGNORED', { host: mirror.registry, url, directory }, place)];
}
