// The unit of k3s or rke2 on this host: its role, whether it runs and since when, and what it was told on its command line.

import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import type { Distribution, Role } from './distribution.ts';

export interface Unit {
  readonly name: string;
  readonly role: Role;
  readonly running: boolean;
  /** What systemd ends when the unit stops: `process` leaves the pods alone (systemd.kill(5)). */
  readonly killMode: string;
  /** When its process began, milliseconds since 1970; null where that is not known. */
  readonly started: number | null;
  /** Behind the program. */
  readonly words: readonly string[];
}

const ROLES = ['server', 'agent'] as const;

const PROPERTIES = 'LoadState,ActiveState,MainPID,KillMode,ExecMainStartTimestampMonotonic,ExecStart';

/** The unit that runs; else the one that is there. Nothing is started by the question. */
export async function findUnit(distribution: Distribution, host: ReadHost): Promise<Unit | undefined> {
  const files = ROLES.flatMap((role) => readUnitFile(distribution.units[role], role, host));
  // Most hosts have neither: systemctl takes its time, and is not asked there.
  const isUnlikely = files.length === 0 && host.program(distribution.id) === undefined;
  if (!host.live || isUnlikely || host.look('/run/systemd/system').kind !== 'directory') return files[0];
  const names = ROLES.map((role) => distribution.units[role]);
  const shown = await host.query({
    program: 'systemctl',
    arguments: ['show', ...names, '-p', PROPERTIES],
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0) return files[0];
  // One block for each, in the order of the names, with an empty line between them (systemctl(1)).
  const blocks = shown.stdout.split('\n\n');
  const units = ROLES.flatMap((role, index) =>
    readBlock(distribution.units[role], role, blocks[index] ?? '', host),
  );
  return units.find(({ running }) => running) ?? units[0];
}

function readBlock(name: string, role: Role, block: string, host: ReadHost): readonly Unit[] {
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(block)?.[1] ?? '';
  if (value('LoadState') !== 'loaded') return [];
  const running =
    ['active', 'activating', 'reloading'].includes(value('ActiveState')) && Number(value('MainPID')) > 0;
  const since = Number(value('ExecMainStartTimestampMonotonic')) / 1000;
  const { uptime } = host.clock.boot();
  const started = running && since > 0 ? host.clock.now() - (uptime - since) : null;
  const command = /argv\[\]=(.*?) ;/.exec(value('ExecStart'))?.[1] ?? '';
  return [{ name, role, running, killMode: value('KillMode'), started, words: wordsOf(command) }];
}

/** Where units are; the first that has it counts (systemd.unit(5)). */
const UNIT_FOLDERS: readonly AbsPath[] = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** For a system that does not run. */
function readUnitFile(name: string, role: Role, host: ReadHost): readonly Unit[] {
  const state = UNIT_FOLDERS.map((folder) => host.read(`${folder}/${name}`)).find(
    ({ kind }) => kind === 'file',
  );
  if (state?.kind !== 'file') return [];
  const text = textOf(state).replaceAll(/\\\r?\n\s*/g, ' ');
  const line = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
  const killMode = /^KillMode=(.*)$/m.exec(text)?.[1] ?? 'control-group';
  return [{ name, role, running: false, killMode, started: null, words: wordsOf(line) }];
}

/** install.sh puts each word in single quotes. */
function wordsOf(command: string): readonly string[] {
  const words = command.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.slice(1).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
}

/** The variables that its unit gives it, by its usual files (install.sh; rke2 bundle/lib/systemd/system); later ones win. */
export function readVariables(unit: Unit | undefined, host: ReadHost): ReadonlyMap<string, string> {
  if (unit === undefined) return new Map();
  const name = unit.name.replace(/\.service$/, '');
  const paths = ['/etc/default/', '/etc/sysconfig/'].map((folder) => `${folder}${name}`);
  const own = UNIT_FOLDERS.flatMap((folder) => [`${folder}/${unit.name}.env`, `${folder}/${name}.env`]);
  return new Map([...paths, ...own].flatMap((path) => variablesIn(path, host)));
}

function variablesIn(path: AbsPath, host: ReadHost): readonly (readonly [string, string])[] {
  const state = host.read(path);
  if (state.kind !== 'file') return [];
  return textOf(state)
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.trim().replace(/^(['"])(.*)\1$/, '$2')] as const];
    });
}
