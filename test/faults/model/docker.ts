// A played dockerd 26.1: it keeps what it loaded, looks at its file when it is told to, and never by itself.

import type { Answer, CommandResult } from '../../../src/host/ports.ts';
import type { EngineTruth } from '../checker.ts';
import { DAEMON_JSON } from '../scenarios.ts';

export const DOCKER_PID = 100;
export const DOCKER_SOCKET = '/run/docker.sock';

interface Lists {
  readonly 'registry-mirrors': readonly string[];
  readonly 'insecure-registries': readonly string[];
}

const NOTHING: Lists = { 'registry-mirrors': [], 'insecure-registries': [] };

export class DockerModel {
  private loaded: Lists = NOTHING;
  private up = false;
  private invocation = 0;
  private events = 0;
  private ignoresReload: boolean;

  constructor(ignoresReload: boolean) {
    this.ignoresReload = ignoresReload;
  }

  copy(): DockerModel {
    const twin = new DockerModel(this.ignoresReload);
    return Object.assign(twin, { ...this });
  }

  get running(): boolean {
    return this.up;
  }

  /** How often it has said that it has reloaded. */
  get reloads(): number {
    return this.events;
  }

  /** A file that is not JSON keeps it from starting. */
  start(file: string | undefined): void {
    const read = readLists(file ?? '{}');
    // Another process: whatever kept the last one from listening is gone.
    if (this.invocation > 0) this.ignoresReload = false;
    this.invocation += 1;
    this.up = read !== undefined;
    this.loaded = { ...NOTHING, ...read };
  }

  /** It crashes. */
  fall(): void {
    this.up = false;
  }

  /** `systemctl reload` ends with 0 whatever becomes of it; a key that has vanished keeps its values (moby#36632). */
  reload(file: string | undefined): void {
    const read = readLists(file ?? '');
    if (!this.up || this.ignoresReload || read === undefined) return;
    this.loaded = { ...this.loaded, ...read };
    this.events += 1;
  }

  systemctl(words: readonly string[], file: () => string | undefined): CommandResult | undefined {
    if (!words.some((word) => word.startsWith('docker.'))) return undefined;
    if (words.includes('show')) return ended(this.show());
    if (words.includes('reload')) this.reload(file());
    if (words.includes('restart')) this.start(file());
    return ended('');
  }

  private show(): string {
    return [
      'LoadState=loaded',
      `ActiveState=${this.up ? 'active' : 'failed'}`,
      `SubState=${this.up ? 'running' : 'failed'}`,
      `MainPID=${this.up ? DOCKER_PID : 0}`,
      'CanReload=yes',
      `Result=${this.up ? 'success' : 'exit-code'}`,
      `InvocationID=${this.invocation}`,
      '',
    ].join('\n');
  }

  get(path: string): Answer {
    if (!this.up) return { kind: 'failed', errno: 'ECONNREFUSED' };
    const body = path === '/info' ? this.info() : path === '/containers/json' ? '[]' : 'OK';
    return { kind: 'answer', status: 200, body };
  }

  private info(): string {
    const indexes = this.loaded['insecure-registries'].map((name) => [name, { Name: name, Secure: false }]);
    return JSON.stringify({
      ID: 'PLAYED',
      ServerVersion: '26.1.5+dfsg1',
      OperatingSystem: 'Debian GNU/Linux 13 (trixie)',
      LiveRestoreEnabled: false,
      DriverStatus: [['Backing Filesystem', 'extfs']],
      RegistryConfig: {
        Mirrors: this.loaded['registry-mirrors'].map((url) => `${url.replace(/\/$/, '')}/`),
        InsecureRegistryCIDRs: ['127.0.0.0/8'],
        IndexConfigs: Object.fromEntries(indexes),
      },
    });
  }

  /** `dockerd --validate`: here, whether it is JSON. */
  static validate(text: string): CommandResult {
    if (readLists(text) !== undefined) return ended('configuration OK\n');
    return { kind: 'ended', code: 1, stdout: '', stderr: 'unable to configure the Docker daemon\n' };
  }

  truth(file: string | undefined): EngineTruth {
    const disk = { ...NOTHING, ...readLists(file ?? '{}') };
    const loaded = this.up ? inOrder(this.loaded) : 'nothing, it does not run';
    return { engine: 'docker', loaded, disk: inOrder(disk) };
  }
}

export const DOCKER_FILE = DAEMON_JSON;

function inOrder({ 'registry-mirrors': mirrors, 'insecure-registries': insecure }: Lists): string {
  return JSON.stringify([mirrors, [...insecure].sort()]);
}

/** The keys that the file has; undefined when it is refused. */
function readLists(text: string): Partial<Lists> | undefined {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value).filter(([key]) => key in NOTHING);
    if (!entries.every(([, list]) => Array.isArray(list))) return undefined;
    return Object.fromEntries(entries);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function ended(stdout: string): CommandResult {
  return { kind: 'ended', code: 0, stdout, stderr: '' };
}
