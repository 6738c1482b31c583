// Observations of Docker for unit tests: a running 20.10.24 with the classic store, and what a test changes of it.

import { readInfo } from '../../src/engines/docker/info.ts';
import type { DockerObserved } from '../../src/engines/docker/observed.ts';
import type { Wish } from '../../src/engines/engine.ts';
import { ABSENT, type FileState } from '../../src/model/file.ts';
import { NO_HOLDINGS } from '../../src/model/managed.ts';
import { parseMirror } from '../../src/model/registry.ts';
import type { MirrorRequest } from '../../src/model/request.ts';

export const CONFIG = '/etc/docker/daemon.json';

export interface InfoParts {
  readonly mirrors?: readonly string[];
  readonly insecure?: readonly string[];
  readonly networks?: readonly string[];
  readonly version?: string;
  readonly liveRestore?: boolean;
  readonly containerd?: boolean;
  readonly id?: string;
  readonly httpsProxy?: string;
}

/** The body of GET /info as a daemon gives it. */
export function infoBody(parts: InfoParts = {}): string {
  const indexes = (parts.insecure ?? []).map((name) => [
    name,
    { Name: name, Secure: false, Official: false },
  ]);
  return JSON.stringify({
    ID: parts.id ?? 'ABCD',
    ServerVersion: parts.version ?? '20.10.24+dfsg1',
    OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    LiveRestoreEnabled: parts.liveRestore ?? false,
    DriverStatus: parts.containerd
      ? [['driver-type', 'io.containerd.snapshotter.v1']]
      : [['Backing Filesystem', 'extfs']],
    HttpsProxy: parts.httpsProxy,
    RegistryConfig: {
      Mirrors: parts.mirrors ?? null,
      InsecureRegistryCIDRs: parts.networks ?? ['127.0.0.0/8'],
      IndexConfigs: {
        'docker.io': { Name: 'docker.io', Secure: true, Official: true },
        ...Object.fromEntries(indexes),
      },
    },
  });
}

export function textFile(text: string): FileState {
  return { kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o644, uid: 0, gid: 0 };
}

/** A running Docker whose file is `text` (null: absent) and which has loaded `info`. */
export function dockerObserved(
  text: string | null,
  info: InfoParts = {},
  changed: Partial<DockerObserved> = {},
): DockerObserved {
  const facts = readInfo(infoBody(info));
  if (facts === undefined) throw new Error('the info of the test is none');
  return {
    version: facts.version.replace(/\+.*/, ''),
    running: true,
    files: new Map([[CONFIG, text === null ? ABSENT : textFile(text)]]),
    findings: [],
    live: true,
    configPath: CONFIG,
    certsRoot: '/etc/docker/certs.d',
    certs: [],
    unit: { name: 'docker.service', canReload: true },
    daemon: { pid: 100, argv: ['/usr/sbin/dockerd', '-H', 'fd://'], folder: '/', configuration: '' },
    words: ['-H', 'fd://'],
    flags: [{ flag: 'host', value: 'fd://', directive: 'hosts' }],
    laterFlags: [],
    socket: '/run/docker.sock',
    answered: { kind: 'info', facts },
    store: facts.store,
    containers: [],
    witness: { kind: 'none' },
    addresses: new Map(),
    owner: { uid: 0, gid: 0 },
    restartCommand: 'service docker restart',
    ...changed,
  };
}

export function mirror(url: string): MirrorRequest {
  const parsed = parseMirror(url);
  if (!parsed.ok) throw new Error(`${url}: ${parsed.error}`);
  return parsed.value;
}

/** A wish: what is named is in force, unless the test says otherwise. */
export function wish(parts: Partial<Wish>): Wish {
  return {
    ensure: [],
    inForce: parts.ensure ?? [],
    adopted: [],
    held: NO_HOLDINGS,
    named: false,
    dropIn: false,
    convert: false,
    ...parts,
  };
}
