// Looks at Docker on this host: which daemon, which files, which flags, what is loaded. Changes and wakes nothing.

import { isAbsolute, join } from 'node:path/posix';
import { readStringList } from '../../formats/json/read.ts';
import type { IoProblem, ReadHost } from '../../host/ports.ts';
import { ABSENT, type AbsPath, type FileState, textOf } from '../../model/file.ts';
import { type Finding, finding, unreadableFinding } from '../../model/finding.ts';
import { inspectCertsD } from '../certs-d.ts';
import { dockerFolder } from '../docker-folder.ts';
import type { InspectScope } from '../engine.ts';
import { addressesIn } from './addresses.ts';
import { type FoundDaemon, findDaemon } from './daemon.ts';
import { ENGINE, readDaemonJson } from './daemon-json.ts';
import { lastValue, onlyWritten, parseFlags, type SetFlag, type Word, withSources } from './flags.ts';
import { readContainers } from './info.ts';
import { askInfo, askWitness, CLI_VARIABLES } from './loaded.ts';
import { type Answered, type Container, type DockerObserved, isDenied, type Witness } from './observed.ts';
import { type ConfigPlaces, configPlaces, dockerPlaces, hasSnapAlone, SNAP_UNIT } from './places.ts';
import { readServiceOptions, readUnitWords } from './unit-file.ts';
import { upstreamVersion } from './version.ts';

const NOBODY: FoundDaemon = { unit: undefined, daemon: undefined };

/** Docker is here when a dockerd runs or is set up; under --root also by its folder, or when it is expected. */
export async function inspectDocker(
  host: ReadHost,
  scope: InspectScope,
): Promise<DockerObserved | undefined> {
  const found = host.live ? await findDaemon(host) : NOBODY;
  const isHere = found.daemon !== undefined || found.unit !== undefined || isInstalled(host);
  const isOnDisk = !host.live && (scope.expected || hasFolder(host));
  const isDesktop = !isHere && isDockerDesktop(host);
  if (!isHere && !isOnDisk && !isDesktop) return undefined;
  const start = readStart(host, found);
  const places = findPlaces(host, found, start.flags);
  const config = readConfig(host, places.config);
  const socket = findSocket(host, start.flags, config.files.get(places.config));
  const certs = inspectCertsD(host, [places.certs], 'containerd');
  const asked = found.daemon === undefined ? NOT_ASKED : await ask(host, socket, scope.witness === true);
  const facts = asked.answered?.kind === 'info' ? asked.answered.facts : undefined;
  const isRefused = isDesktop || facts?.operatingSystem === 'Docker Desktop';
  const desktop = isRefused ? [finding('error', 'DOCKER_DESKTOP', {}, { engine: ENGINE })] : [];
  return {
    version: facts === undefined ? await installedVersion(host) : upstreamVersion(facts.version),
    running: found.daemon !== undefined,
    files: new Map([...certs.files, ...config.files]),
    findings: [...desktop, ...config.findings, ...certs.findings, ...asked.findings, ...withoutManager(host)],
    live: host.live,
    configPath: places.config,
    certsRoot: places.certs,
    certs: certs.directories,
    ...found,
    ...start,
    socket,
    answered: asked.answered,
    store: facts?.store,
    containers: asked.containers,
    witness: asked.witness,
    addresses: addressesIn(host),
    owner: { uid: host.user.uid, gid: host.user.gid },
    restartCommand: dockerPlaces(host).restartCommand,
  };
}

function hasFolder(host: ReadHost): boolean {
  return host.look('/etc/docker').kind === 'directory' || hasSnapAlone(host);
}

/** The program alone says nothing of a user: it is his when he has a unit or a configuration for it. */
function isInstalled(host: ReadHost): boolean {
  if (host.program('dockerd') === undefined) return false;
  if (host.session.kind === 'system') return true;
  const { units } = dockerPlaces(host);
  const { config } = configPlaces(host.session, false, host.variable('XDG_CONFIG_HOME') ?? '');
  return units.some((name) => readUnitWords(host, name) !== undefined) || host.look(config).kind === 'file';
}

function withoutManager({ session }: ReadHost): readonly Finding[] {
  return session.kind === 'user' && session.runtime === undefined
    ? [finding('info', 'NO_USER_MANAGER', { name: session.name }, { engine: ENGINE })]
    : [];
}

interface Start {
  readonly words: readonly string[];
  readonly flags: readonly SetFlag[];
  readonly laterFlags: readonly SetFlag[];
}

/** What dockerd was started with, and what its unit would start it with next time. */
function readStart(host: ReadHost, { unit, daemon }: FoundDaemon): Start {
  const units = unit === undefined ? dockerPlaces(host).units : [unit.name];
  const written: readonly Word[] =
    units.map((name) => readUnitWords(host, name)).find((words) => words !== undefined) ??
    readServiceOptions(host);
  const writtenFlags = parseFlags(written);
  if (daemon === undefined)
    return { words: written.map((word) => word.text), flags: writtenFlags, laterFlags: [] };
  const words = daemon.argv.slice(1);
  const running = parseFlags(words.map((text) => ({ text })));
  return {
    words,
    flags: withSources(running, writtenFlags),
    laterFlags: onlyWritten(running, writtenFlags),
  };
}

/** The running daemon's own --config-file wins; a relative path starts from its working directory. */
function findPlaces(host: ReadHost, { unit, daemon }: FoundDaemon, flags: readonly SetFlag[]): ConfigPlaces {
  const isSnap = unit === undefined ? hasSnapAlone(host) : unit.name === SNAP_UNIT;
  const configuration = daemon?.configuration ?? host.variable('XDG_CONFIG_HOME') ?? '';
  const usual = configPlaces(host.session, isSnap, configuration);
  const named = lastValue(flags, 'config-file');
  if (named === undefined) return usual;
  return { ...usual, config: isAbsolute(named) ? named : join(daemon?.folder ?? '/', named) };
}

/** The first unix socket of -H or of `hosts` in the file; `fd://` is the one of docker.socket. */
function findSocket(host: ReadHost, flags: readonly SetFlag[], config: FileState = ABSENT): AbsPath {
  const named = [
    ...flags.filter(({ flag }) => flag === 'host').map(({ value }) => value),
    ...hostsIn(config),
  ].flatMap((value) => /^unix:\/\/(\/.+)$/.exec(value)?.[1] ?? []);
  const usual = dockerPlaces(host).sockets;
  return (
    named[0] ?? usual.find((path) => host.look(path).kind === 'socket') ?? usual[0] ?? '/run/docker.sock'
  );
}

function hostsIn(config: FileState): readonly string[] {
  const read = readDaemonJson(config, undefined);
  const list = read.ok ? readStringList(read.value.view, 'hosts') : read;
  return list.ok && list.value.kind === 'list' ? list.value.values : [];
}

/** A file that is there and cannot be read is not in `files`: a plan must not take it for absent. */
function readConfig(
  host: ReadHost,
  path: AbsPath,
): { readonly files: ReadonlyMap<AbsPath, FileState>; readonly findings: readonly Finding[] } {
  const read = host.read(path);
  if (read.kind !== 'unreadable') return { files: new Map([[path, read]]), findings: [] };
  return { files: new Map(), findings: [unreadable(read.problem, host, { engine: ENGINE, path })] };
}

function unreadable(problem: IoProblem, host: ReadHost, place: { engine: string; path: AbsPath }): Finding {
  const { errno } = problem;
  return isDenied(errno) && host.user.uid !== 0
    ? finding('info', 'NOT_VISIBLE', { what: place.path, error: errno }, place)
    : unreadableFinding('error', problem, place);
}

interface Asked {
  readonly answered: Answered | undefined;
  readonly containers: readonly Container[];
  readonly witness: Witness;
  readonly findings: readonly Finding[];
}

const NOT_ASKED: Asked = { answered: undefined, containers: [], witness: { kind: 'none' }, findings: [] };

async function ask(host: ReadHost, socket: AbsPath, isThorough: boolean): Promise<Asked> {
  // Read before anything is asked: an answer that nobody waits for must not be left behind.
  const asksCommand = (isThorough || mayTalkElsewhere(host, socket)) && hasDockerCommand(host);
  const [answered, running, witness] = await Promise.all([
    askInfo(socket, host),
    host.get(socket, '/containers/json'),
    asksCommand ? askWitness(host, socket) : undefined,
  ]);
  if (answered.kind === 'failed') {
    const args = { what: socket, error: answered.error };
    const findings = isDenied(answered.error)
      ? [finding('info', 'NOT_VISIBLE', args, { engine: ENGINE })]
      : [];
    return { ...NOT_ASKED, answered, findings };
  }
  return {
    answered,
    containers: running.kind === 'answer' && running.status === 200 ? readContainers(running.body) : [],
    witness: witness?.(answered.facts.id) ?? { kind: 'none' },
    findings: [],
  };
}

/** Where the docker command finds the daemon when nothing tells it otherwise. */
const USUAL_SOCKETS: readonly AbsPath[] = ['/run/docker.sock', '/var/run/docker.sock'];

/**
 * Whether the docker command could talk to another daemon than this one: then it is worth its time to ask it. Where it
 * goes the usual way, `docker info` prints what this daemon says on its socket (docker/cli cli/context/store,
 * opts.DefaultHost).
 */
function mayTalkElsewhere(host: ReadHost, socket: AbsPath): boolean {
  if (host.session.kind === 'user' || !USUAL_SOCKETS.includes(socket)) return true;
  if (CLI_VARIABLES.some((name) => (host.variable(name) ?? '') !== '')) return true;
  const settings = host.read(join(dockerFolder(host), 'config.json'));
  // Docker takes keys in any case (encoding/json).
  return settings.kind === 'file' ? /currentcontext/i.test(textOf(settings)) : settings.kind !== 'absent';
}

/** podman-docker's `docker` is a script, or a link to podman: asking it would start Podman. */
function hasDockerCommand(host: ReadHost): boolean {
  const path = host.program('docker');
  if (path === undefined) return false;
  return host.program('podman') === undefined || !isPodman(host, path);
}

/** Docker's own program is tens of megabytes, podman-docker's is a script of a few lines. */
const LARGEST_SCRIPT = 64 * 1024;

function isPodman(host: ReadHost, path: AbsPath): boolean {
  const { real, size } = host.look(path);
  if (real.endsWith('/podman')) return true;
  if (size > LARGEST_SCRIPT) return false;
  const state = host.read(path);
  return state.kind === 'file' && state.bytes[0] === 0x23 && state.bytes[1] === 0x21;
}

/** The version of the program; under --root nothing can be run, so none is known. */
async function installedVersion(host: ReadHost): Promise<string | null> {
  if (!host.live) return null;
  const result = await host.query({ program: 'dockerd', arguments: ['--version'], timeout: host.timeout });
  const text = result.kind === 'ended' ? /version ([0-9][^\s,]*)/.exec(result.stdout)?.[1] : undefined;
  return text === undefined ? null : upstreamVersion(text);
}

/** Docker Desktop has no dockerd of its own on the host: its command comes from /opt or from WSL's shared folder. */
function isDockerDesktop(host: ReadHost): boolean {
  const command = host.program('docker');
  const real = command === undefined ? '' : host.look(command).real;
  return host.look('/opt/docker-desktop').kind === 'directory' || real.includes('/docker-desktop/');
}
