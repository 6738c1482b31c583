// Looks at a host with CRI-O: its files, its settings, its daemon and what that has loaded; nothing is started.

import type { ReadHost } from '../../host/ports.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { inspectCertsD } from '../certs-d.ts';
import type { InspectScope } from '../engine.ts';
import { variablesOf } from '../process.ts';
import { certsRoots } from '../registries-conf/certs-layout.ts';
import { layeredFolders, ownPlaces } from '../registries-conf/places.ts';
import { readFiles } from '../registries-conf/read-files.ts';
import { findDaemon } from './daemon.ts';
import { isLoud } from './journal.ts';
import { askLoaded } from './loaded.ts';
import type { CrioObserved, Daemon } from './observed.ts';
import { findOperator } from './operator.ts';
import { CONFIG, CONFIG_FOLDER, ENGINE, UNIT_FILES } from './places.ts';
import { type CrioSettings, readSettings } from './settings.ts';
import { rulesOf } from './version.ts';

/** There is one for the whole system, and none of a user. */
export async function inspectCrio(host: ReadHost, scope: InspectScope): Promise<CrioObserved | undefined> {
  if (host.session.kind === 'user') return undefined;
  if (!isThere(host) && !scope.expected) return undefined;
  const daemon = await findDaemon(host);
  const version = host.live ? await askVersion(host) : null;
  const rules = rulesOf(version);
  const settings = readSettings(host, version);
  const home = (daemon === undefined ? undefined : variablesOf(daemon.pid, host).get('HOME')) || '/root';
  const configuration = `${home}/.config`;
  const read = readFiles(host, { engine: ENGINE, rules, configuration });
  const certs = inspectCertsD(host, certsRoots(configuration));
  const observed = {
    engine: ENGINE,
    version,
    rules,
    live: host.live,
    running: daemon !== undefined && host.user.uid === 0,
    configuration,
    own: ownPlaces(host.session, configuration),
    layered: layeredFolders(host.session),
    files: new Map([...read.files, ...certs.files]),
    links: read.links,
    override: undefined,
    certsDirectories: certs.directories,
    shortNameMode: settings.shortNameMode,
    owner: host.user,
    daemon,
    settings,
    silence: silenceOf(settings, host),
    operator: findOperator(host),
    findings: [...read.findings, ...certs.findings, ...notVisible(host, daemon)],
  };
  return { ...observed, loaded: await askLoaded(observed, host) };
}

function isThere(host: ReadHost): boolean {
  const traces = host.live ? UNIT_FILES : [...UNIT_FILES, CONFIG, CONFIG_FOLDER];
  return host.program('crio') !== undefined || traces.some((path) => host.look(path).kind !== 'absent');
}

function silenceOf({ logLevel }: CrioSettings, host: ReadHost): string | undefined {
  if (!isLoud(logLevel)) return `log_level is "${logLevel}"`;
  return host.program('journalctl') === undefined ? 'there is no journalctl' : undefined;
}

/** Other users read the journal of their own processes alone. */
function notVisible(host: ReadHost, daemon: Daemon | undefined): readonly Finding[] {
  const args = { what: 'journalctl', error: 'EPERM' };
  return daemon === undefined || host.user.uid === 0
    ? []
    : [finding('info', 'NOT_VISIBLE', args, { engine: ENGINE })];
}

/** `crio version 1.30.0` */
async function askVersion(host: ReadHost): Promise<string | null> {
  const asked = await host.query({ program: 'crio', arguments: ['--version'], timeout: host.timeout });
  const text = asked.kind === 'ended' && asked.code === 0 ? asked.stdout : '';
  return /\bv?(\d+\.\d+\.\d+\S*)/.exec(text)?.[1] ?? null;
}
