// Looks at containerd on this host: whether it is used for itself, its files, what it has loaded. Changes and wakes nothing.

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath, FileState } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { inspectCertsD } from '../certs-d.ts';
import type { InspectScope, Loaded } from '../engine.ts';
import { ANY, type ReadConfigFiles, readConfigFiles } from './config-files.ts';
import { readConfigFile, readConfiguration, rootsOf, writtenRoots } from './configuration.ts';
import { findDaemon, listContainers } from './daemon.ts';
import { askLoaded, CHANGED_SINCE } from './loaded.ts';
import { type ContainerdObserved, pathOf, rootsIn } from './observed.ts';
import { CERTS_ROOT, ENGINE, MAIN, SOCKET, UNIT } from './places.ts';

/** Signs of Kubernetes, of nerdctl, and of somebody who has set this up by hand. */
const USERS: readonly AbsPath[] = ['/var/lib/kubelet', '/etc/kubernetes/kubelet.conf', CERTS_ROOT];

/**
 * Every host with Docker has a containerd, too, which asks no registry by itself: without a sign that somebody uses it, it
 * is left alone. There is one for the whole system; those of users are started by other programs.
 */
export async function inspectContainerd(
  host: ReadHost,
  scope: InspectScope,
): Promise<ContainerdObserved | undefined> {
  if (host.session.kind === 'user') return undefined;
  const isInstalled = host.program('containerd') !== undefined;
  if (!isInstalled && (host.live || !scope.expected)) return undefined;
  const isMeant = scope.expected || scope.named === true || isUsed(host);
  if (!isMeant && !mayBeUsed(host)) return undefined;
  const found = await findDaemon(host);
  const read = readConfigFiles(host, found.configPath);
  const version = host.live ? await askVersion(host) : null;
  const configuration = readConfiguration({ ...read, version });
  const isWritten = configuration.ok && configuration.value.configPath !== '';
  if (!isMeant && !isWritten) return undefined;
  const roots = rootsIn(configuration.ok ? configuration.value.configPath : '');
  const socket = socketIn(read);
  const { daemon } = found;
  const observed = { configFiles: read.configFiles, socket, daemon, version };
  const loaded = await askLoaded(observed, host);
  // What is ours stays where it was put, wherever config_path leads since, and is to be found there.
  const known = [CERTS_ROOT, ...writtenRoots({ ...read, version }), ...rootsOf(pathOf(loaded) ?? '')];
  const formerRoots = [...new Set(known)].filter((root) => !roots.includes(root));
  const certs = inspectCertsD(host, [...roots, ...formerRoots], 'containerd');
  return {
    ...observed,
    running: daemon !== undefined,
    live: host.live,
    files: new Map<AbsPath, FileState>([...certs.files, ...read.files]),
    roots,
    formerRoots,
    certs: certs.directories,
    loaded,
    interrupts: daemon === undefined || found.sparesContainers ? [] : await listContainers(host),
    owner: { uid: host.user.uid, gid: host.user.gid },
    findings: [...read.findings, ...certs.findings, ...findNewer(loaded, found.configPath)],
  };
}

/** Worth saying also where nobody compares: people who edit the file wonder why nothing happens. */
function findNewer(loaded: Loaded, path: AbsPath): readonly Finding[] {
  return loaded.kind === 'unknown' && loaded.reason === CHANGED_SINCE
    ? [finding('info', 'CONFIG_NEWER_THAN_DAEMON', {}, { engine: ENGINE, path })]
    : [];
}

function isUsed(host: ReadHost): boolean {
  return (
    USERS.some((path) => host.look(path).kind !== 'absent') ||
    ['kubelet', 'nerdctl'].some((name) => host.program(name) !== undefined)
  );
}

/** The unit may name another configuration file where somebody has written in it (systemd.unit(5)). */
const OWN_UNITS: readonly AbsPath[] = [`/etc/systemd/system/${UNIT}`, `/etc/systemd/system/${UNIT}.d`];

/** What can be told from files alone: most hosts have a containerd for Docker, and asking systemd and it takes time. */
function mayBeUsed(host: ReadHost): boolean {
  if (OWN_UNITS.some((path) => host.look(path).kind !== 'absent')) return true;
  const configuration = readConfiguration({ ...readConfigFiles(host, MAIN), version: null });
  return !configuration.ok || configuration.value.configPath !== '';
}

function socketIn({ configFiles, files }: ReadConfigFiles): AbsPath {
  const sockets = configFiles.flatMap((path) => {
    const state = files.get(path);
    const read = state === undefined ? undefined : readConfigFile(state, ANY);
    return read?.ok && read.value !== undefined && read.value.socket !== '' ? [read.value.socket] : [];
  });
  return sockets.at(-1) ?? SOCKET;
}

/** `containerd github.com/containerd/containerd/v2 2.1.9 HASH` */
async function askVersion(host: ReadHost): Promise<string | null> {
  const said = await host.query({ program: 'containerd', arguments: ['--version'], timeout: host.timeout });
  const text = said.kind === 'ended' ? /\sv?(\d+\.\d+\.[^\s~+-]*)/.exec(said.stdout)?.[1] : undefined;
  return text ?? null;
}
