// Looks at a host with Podman: its files, its version, its service and what it says it has; nothing is started.

import { basename } from 'node:path/posix';
import type { CommandResult, ReadHost } from '../../host/ports.ts';
import type { AbsPath, FileState } from '../../model/file.ts';
import { type Finding, finding, unreadableFinding } from '../../model/finding.ts';
import { inspectCertsD } from '../certs-d.ts';
import type { InspectScope, Loaded } from '../engine.ts';
import { certsRoots } from './certs-layout.ts';
import { askLoaded } from './loaded.ts';
import type { PodmanObserved, Service } from './observed.ts';
import {
  DROP_IN_FOLDER,
  isAtLeast,
  isLayered,
  layeredFolders,
  MAIN,
  ownPlaces,
  userFolder,
  userMain,
  VENDOR_MAIN,
} from './places.ts';
import { inspectService } from './service.ts';

const ENGINE = 'podman';
const STOPPED: Service = { kind: 'stopped' };

/**
 * Podman is here where its program is. In the files of a system that does not run, its configuration is proof, too:
 * Buildah, Skopeo and CRI-O read the same files.
 */
export async function inspectPodman(
  host: ReadHost,
  scope: InspectScope,
): Promise<PodmanObserved | undefined> {
  const program = host.program('podman');
  const configured = !host.live && host.look('/etc/containers').kind === 'directory';
  if (program === undefined && !configured && !scope.expected) return undefined;
  const runs = host.live && program !== undefined;
  const mayAsk = host.user.uid === 0 || host.session.kind === 'user';
  const [version, service] = await Promise.all([
    runs ? askVersion(host) : null,
    runs && mayAsk ? inspectService(host) : STOPPED,
  ]);
  const configuration = configurationOf(host, version);
  const read = readFiles(host, version, configuration);
  const odd = read.findings.find(({ code }) => code === 'TARGET_REFUSED')?.path;
  const own = ownPlaces(host.session, configuration);
  const certs = inspectCertsD(host, certsRoots(configuration));
  const observed = {
    version,
    live: host.live,
    running: runs && mayAsk,
    configuration,
    own,
    layered: layeredFolders(host.session),
    files: new Map([...read.files, ...certs.files]),
    links: read.links,
    override: host.variable('CONTAINERS_REGISTRIES_CONF') || undefined,
    service,
    loaded: {
      kind: 'unknown',
      reason: odd === undefined ? 'not running' : `${odd} is no file`,
    } satisfies Loaded,
    certsDirectories: certs.directories,
    owner: host.user,
    findings: [...read.findings, ...certs.findings, ...(runs && !mayAsk ? [notVisible()] : [])],
  };
  // Podman would wait for the other end of a FIFO, each time that it is asked.
  const mayBeAsked = observed.running && odd === undefined;
  return mayBeAsked ? { ...observed, loaded: await askLoaded(observed, host) } : observed;
}

/** Without root `podman info` speaks of the user's own containers and files: that is another engine. */
function notVisible(): Finding {
  return finding('info', 'NOT_VISIBLE', { what: 'podman info', error: 'EPERM' }, { engine: ENGINE });
}

async function askVersion(host: ReadHost): Promise<string | null> {
  const asked = await runVersion(host);
  const text = asked.kind === 'ended' && asked.code === 0 ? asked.stdout : '';
  return /\b(\d+\.\d+[^\s]*)/.exec(text)?.[1] ?? null;
}

/** Without root Podman makes folders of its own at home and in /tmp, whatever it is asked: here they pass. */
async function runVersion(host: ReadHost): Promise<CommandResult> {
  const command = { program: 'podman', arguments: ['--version'], timeout: host.timeout };
  if (host.user.uid === 0) return host.query(command);
  const asked = await host.scratch({}, (folder) =>
    host.query({ ...command, environment: { HOME: folder, XDG_RUNTIME_DIR: folder, TMPDIR: folder } }),
  );
  return asked.ok ? asked.value : { kind: 'failed', error: asked.error.errno };
}

/** From containers/image 5.40 on $XDG_CONFIG_HOME counts; before, ~/.config alone (sysregistriesv2). */
function configurationOf(host: ReadHost, version: string | null): AbsPath {
  const home = (host.live ? host.variable('HOME') : undefined) ?? '/root';
  const chosen = host.live && isLayered(version) ? host.variable('XDG_CONFIG_HOME') : undefined;
  return chosen !== undefined && chosen !== '' ? chosen : `${home}/.config`;
}

interface ReadFiles {
  readonly files: ReadonlyMap<AbsPath, FileState>;
  readonly links: readonly AbsPath[];
  readonly findings: readonly Finding[];
}

function readFiles(host: ReadHost, version: string | null, configuration: AbsPath): ReadFiles {
  const layered = isLayered(version);
  const mains = [MAIN, userMain(configuration), ...(layered ? [VENDOR_MAIN] : [])];
  const folders = [...(layered ? layeredFolders(host.session) : [DROP_IN_FOLDER]), userFolder(configuration)];
  const dropIns = folders.flatMap((folder) => namesIn(host, folder).map((name) => `${folder}/${name}`));
  const links = dropIns.filter((path) => isLink(host, path));
  const files = new Map<AbsPath, FileState>();
  const findings: Finding[] = [];
  const { dropIn } = ownPlaces(host.session, configuration);
  for (const path of new Set([...mains, dropIn, ...dropIns])) {
    const state = host.read(path);
    if (state.kind === 'unreadable') {
      findings.push(unreadableFinding('error', state.problem, { engine: ENGINE, path }));
    } else files.set(path, state);
    // Podman 5.4 and 5.8 pass it over; 3.0 and 4.3 refuse to work.
    const isFatal = version === null || !isAtLeast(version, '5.0');
    const dangling = isFatal && state.kind === 'absent' && links.includes(path);
    if (dangling) findings.push(finding('error', 'DANGLING_LINK', {}, { engine: ENGINE, path }));
  }
  return { files, links, findings };
}

/** Other names and folders are passed over (dropInConfigs in sysregistriesv2). */
function namesIn(host: ReadHost, folder: AbsPath): readonly string[] {
  return host
    .list(folder)
    .filter((name) => name.endsWith('.conf') && host.look(`${folder}/${name}`).kind !== 'directory');
}

function isLink(host: ReadHost, path: AbsPath): boolean {
  const folder = path.slice(0, -basename(path).length - 1);
  return host.look(path).real !== `${host.look(folder).real}/${basename(path)}`;
}
