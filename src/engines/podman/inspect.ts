// Looks at a host with Podman: its files, its version, its service and what it says it has; nothing is started.

import type { CommandResult, ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { inspectCertsD } from '../certs-d.ts';
import type { InspectScope, Loaded } from '../engine.ts';
import { certsRoots } from '../registries-conf/certs-layout.ts';
import { layeredFolders, ownPlaces } from '../registries-conf/places.ts';
import { readFiles } from '../registries-conf/read-files.ts';
import type { Rules } from '../registries-conf/rules.ts';
import { askLoaded } from './loaded.ts';
import type { PodmanObserved, Service } from './observed.ts';
import { inspectService, socketOf } from './service.ts';
import { rulesOf } from './version.ts';

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
  const rules = rulesOf(version);
  const configuration = configurationOf(host, rules);
  const read = readFiles(host, { engine: ENGINE, rules, configuration });
  const odd = read.findings.find(({ code }) => code === 'TARGET_REFUSED')?.path;
  const certs = inspectCertsD(host, certsRoots(configuration));
  const observed = {
    engine: ENGINE,
    version,
    rules,
    live: host.live,
    running: runs && mayAsk,
    configuration,
    own: ownPlaces(host.session, configuration),
    layered: layeredFolders(host.session),
    files: new Map([...read.files, ...certs.files]),
    links: read.links,
    override: host.variable('CONTAINERS_REGISTRIES_CONF') || undefined,
    service,
    socket: socketOf(host.session),
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
function configurationOf(host: ReadHost, { layered }: Rules): AbsPath {
  const home = (host.live ? host.variable('HOME') : undefined) ?? '/root';
  const chosen = host.live && layered ? host.variable('XDG_CONFIG_HOME') : undefined;
  return chosen !== undefined && chosen !== '' ? chosen : `${home}/.config`;
}
