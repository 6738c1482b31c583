// A played Podman 4.3: every process reads the files again, a running service when it gets a SIGHUP.

import { parse } from '@iarna/toml';
import type { Answer, CommandResult } from '../../../src/host/ports.ts';
import type { EngineTruth } from '../checker.ts';

export const PODMAN_PID = 200;
export const PODMAN_SOCKET = '/run/podman/podman.sock';
const VERSION = '4.3.1';

/** The texts of the main file and of the drop-ins in the order of their names. */
export interface PodmanFiles {
  readonly main: string | undefined;
  readonly dropIns: readonly string[];
}

export class PodmanModel {
  private service: string | undefined;

  copy(): PodmanModel {
    const twin = new PodmanModel();
    twin.service = this.service;
    return twin;
  }

  startService(files: PodmanFiles): void {
    this.service = infoOf(files);
  }

  get hasService(): boolean {
    return this.service !== undefined;
  }

  /** A broken file leaves it with what it had. */
  hangUp(files: PodmanFiles): void {
    this.service = infoOf(files) ?? this.service;
  }

  systemctl(words: readonly string[]): CommandResult | undefined {
    if (!words.some((word) => word.startsWith('podman.'))) return undefined;
    const state = this.hasService
      ? `ActiveState=active\nMainPID=${PODMAN_PID}\n`
      : 'ActiveState=inactive\nMainPID=0\n';
    return { kind: 'ended', code: 0, stdout: words.includes('show') ? state : '', stderr: '' };
  }

  get(path: string): Answer {
    if (this.service === undefined) return { kind: 'failed', errno: 'ECONNREFUSED' };
    return { kind: 'answer', status: 200, body: path.endsWith('/info') ? this.service : 'OK' };
  }

  /** `podman --version` and `podman … info --format json`. */
  static answer(words: readonly string[], files: PodmanFiles): CommandResult {
    if (words.includes('--version'))
      return { kind: 'ended', code: 0, stdout: `podman version ${VERSION}\n`, stderr: '' };
    const info = infoOf(files);
    return info === undefined
      ? { kind: 'ended', code: 125, stdout: '', stderr: 'Error: loading registries configuration\n' }
      : { kind: 'ended', code: 0, stdout: info, stderr: '' };
  }

  /** A new process always has what the files say; the service may not. */
  truth(files: PodmanFiles): readonly EngineTruth[] {
    if (this.service === undefined) return [];
    return [{ engine: 'podman', loaded: this.service, disk: infoOf(files) ?? 'refused' }];
  }
}

interface Table {
  readonly Location: string;
  readonly Insecure: boolean;
  readonly Blocked: boolean;
  readonly Mirrors: readonly { readonly Location: string; readonly Insecure: boolean }[] | null;
}

/** A table of a later file replaces that of the same prefix as a whole, a later search list the earlier one. */
function infoOf({ main, dropIns }: PodmanFiles): string | undefined {
  const tables = new Map<string, Table>();
  let search: readonly string[] = [];
  try {
    for (const text of [main ?? '', ...dropIns]) {
      const data = parse(text);
      const list =
        data['unqualified-search-registries'] ?? fieldOf(fieldOf(data.registries, 'search'), 'registries');
      if (list !== undefined) search = textsOf(list);
      for (const [prefix, table] of tablesOf(data)) tables.set(prefix, table);
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'TomlError') return undefined;
    throw error;
  }
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ registries: { ...Object.fromEntries(sorted), search } });
}

/** @throws TomlError as the parser does, for a table that names nothing */
function tablesOf(data: Readonly<Record<string, unknown>>): readonly (readonly [string, Table])[] {
  const version1 = ['block', 'insecure'].flatMap((kind) =>
    textsOf(fieldOf(fieldOf(data.registries, kind), 'registries')).map((name): readonly [string, Table] => [
      name,
      { Location: name, Insecure: kind === 'insecure', Blocked: kind === 'block', Mirrors: null },
    ]),
  );
  const version2 = listOf(data.registry).map((table): readonly [string, Table] => {
    const location = textOf(fieldOf(table, 'location'));
    const prefix = textOf(fieldOf(table, 'prefix')) || location;
    if (prefix === '') throw Object.assign(new Error('neither prefix nor location'), { name: 'TomlError' });
    const mirrors = listOf(fieldOf(table, 'mirror')).map((mirror) => ({
      Location: textOf(fieldOf(mirror, 'location')),
      Insecure: fieldOf(mirror, 'insecure') === true,
    }));
    return [
      prefix,
      {
        Location: location || prefix,
        Insecure: fieldOf(table, 'insecure') === true,
        Blocked: fieldOf(table, 'blocked') === true,
        Mirrors: mirrors.length === 0 ? null : mirrors,
      },
    ];
  });
  return [...version1, ...version2];
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
