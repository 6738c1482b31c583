// The host port over a played machine: what one process sees of it and does to it.

import { filesOf } from '../../../src/host/files.ts';
import type { Command, CommandResult, Subscription, WriteHost } from '../../../src/host/ports.ts';
import { err, ok } from '../../../src/model/result.ts';
import { SYSTEM_SESSION } from '../../../src/model/session.ts';
import { REGISTRIES_CONF } from '../scenarios.ts';
import { ModelDisk } from './disk.ts';
import { DOCKER_PID, DOCKER_SOCKET, DockerModel } from './docker.ts';
import type { Machine } from './machine.ts';
import { PODMAN_PID, PODMAN_SOCKET, PodmanModel } from './podman.ts';
import { systemError, type Tap } from './tap.ts';

export interface ModelHostOptions {
  readonly machine: Machine;
  readonly tap: Tap;
  /** Milliseconds, --timeout. */
  readonly timeout: number;
  readonly interruption: () => string | undefined;
}

const SCRATCH = '/run/registry-client-scratch';
const UNNAMED = '/proc/self/fd/unnamed';

export function createModelHost({ machine, tap, timeout, interruption }: ModelHostOptions): WriteHost {
  const disk = new ModelDisk(machine.disk, tap);
  const passing = new Map<string, Uint8Array>();
  const asked = async (command: Command): Promise<CommandResult> => {
    const wanted = tap.pass(`ask ${command.program}`, command.arguments.join(' '), false);
    return wanted?.kind === 'fail' ? failed(wanted.errno) : answer(command, machine, passing);
  };
  return {
    live: true,
    session: SYSTEM_SESSION,
    user: { uid: 0, gid: 0 },
    timeout,
    variable: (name) => (name === 'HOME' ? '/root' : undefined),
    ...filesOf(disk, ''),
    disk,
    root: '',
    locate: (path) => path,
    clock: {
      now: () => machine.now,
      monotonic: () => machine.monotonic,
      boot: () => ({
        id: `boot ${machine.boots}`,
        uptime: machine.monotonic,
        age: machine.monotonic,
      }),
      sleep: async (milliseconds) => {
        tap.pass('sleep', String(milliseconds), false);
        pass(machine, milliseconds);
      },
    },
    query: asked,
    get: async (socket, path) => {
      const wanted = tap.pass('ask', `${socket} ${path}`, false);
      if (wanted?.kind === 'fail') return { kind: 'failed', errno: wanted.errno };
      if (socket === DOCKER_SOCKET && machine.docker !== undefined) return machine.docker.get(path);
      if (socket === PODMAN_SOCKET && machine.podman !== undefined) return machine.podman.get(path);
      return { kind: 'failed', errno: 'ENOENT' };
    },
    follow: async (socket, path) => {
      const wanted = tap.pass('follow', `${socket} ${path}`, false);
      return wanted?.kind === 'fail' || socket !== DOCKER_SOCKET ? undefined : eventsOf(machine, tap);
    },
    scratch: async (files, use) => {
      const wanted = tap.pass('scratch', SCRATCH, false);
      if (wanted?.kind === 'fail') return err({ operation: 'mkdir', path: SCRATCH, errno: wanted.errno });
      const folder = `${SCRATCH}/${passing.size}`;
      for (const [name, bytes] of Object.entries(files)) passing.set(`${folder}/${name}`, bytes);
      return ok(await use(folder));
    },
    anonymous: async (bytes, use) => {
      const wanted = tap.pass('unnamed file', UNNAMED, false);
      if (wanted?.kind === 'fail') return err({ operation: 'open', path: UNNAMED, errno: wanted.errno });
      passing.set(UNNAMED, bytes);
      return ok(await use(UNNAMED));
    },
    copyAttributes: async (from, to) => copyAttributes(disk.at(from), disk.at(to), to, machine, tap),
    lockDescriptor: async () => {
      const wanted = tap.pass('flock', '', false);
      if (wanted?.kind === 'fail') throw systemError(wanted.errno, 'flock', '');
      return 'held';
    },
    execute: async (command) => {
      const wanted = tap.pass(`run ${command.program}`, command.arguments.join(' '), true);
      return wanted?.kind === 'fail' ? failed(wanted.errno) : answer(command, machine, passing);
    },
    signal: (pid, name) => {
      const wanted = tap.pass(`kill ${name}`, String(pid), true);
      if (wanted?.kind === 'fail') throw systemError(wanted.errno, 'kill', String(pid));
      if (pid === DOCKER_PID) machine.docker?.reload(machine.dockerFile());
      if (pid === PODMAN_PID) machine.podman?.hangUp(machine.podmanFiles());
    },
    self: ['/usr/bin/registry-client'],
    randomName: () => {
      machine.names += 1;
      return machine.names.toString(16).padStart(16, '0');
    },
    interruption,
  };
}

function pass(machine: Machine, milliseconds: number): void {
  machine.now += milliseconds;
  machine.monotonic += milliseconds;
}

function failed(errno: string): CommandResult {
  return { kind: 'failed', error: `spawn ${errno}` };
}

function answer(command: Command, machine: Machine, passing: ReadonlyMap<string, Uint8Array>): CommandResult {
  const words = command.arguments;
  const program = command.program.replace(/^.*\//, '');
  const file = () => machine.dockerFile();
  const absent: CommandResult = { kind: 'absent' };
  switch (program) {
    case 'systemctl': {
      const said = machine.docker?.systemctl(words, file) ?? machine.podman?.systemctl(words);
      machine.showProcesses();
      return said ?? { ...NO_UNIT, code: 0 };
    }
    case 'dockerd': {
      const candidate = passing.get(UNNAMED);
      return machine.docker === undefined || candidate === undefined
        ? absent
        : DockerModel.validate(textOf(candidate));
    }
    case 'podman': {
      const candidate = passing.get(command.environment?.CONTAINERS_REGISTRIES_CONF ?? '');
      const main = candidate === undefined ? machine.text(REGISTRIES_CONF) : textOf(candidate);
      return machine.podman === undefined ? absent : PodmanModel.answer(words, machine.podmanFiles(main));
    }
    default:
      return absent;
  }
}

/** What systemctl shows of a unit that does not exist. */
const NO_UNIT = {
  kind: 'ended',
  stdout: 'LoadState=not-found\nActiveState=inactive\nMainPID=0\nCanReload=no\n',
  stderr: '',
} as const;

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The event of a reload; a daemon that did not reload says nothing, and the time passes. */
function eventsOf(machine: Machine, tap: Tap): Subscription {
  let seen = machine.docker?.reloads ?? 0;
  return {
    next: async (milliseconds) => {
      tap.pass('wait for an event', String(milliseconds), false);
      const now = machine.docker?.reloads ?? 0;
      if (now > seen) {
        seen = now;
        return '{"Type":"daemon","Action":"reload"}';
      }
      pass(machine, milliseconds);
      return undefined;
    },
    close: () => undefined,
  };
}

/** cp --attributes-only --preserve=mode,ownership,xattr; where a hook wants ENOENT the host has no such program. */
function copyAttributes(
  source: number | undefined,
  target: number | undefined,
  to: string,
  machine: Machine,
  tap: Tap,
): CommandResult {
  const wanted = tap.pass('cp', to, true);
  if (wanted?.kind === 'fail' && wanted.errno === 'ENOENT') return { kind: 'absent' };
  if (wanted?.kind === 'fail' || source === undefined || target === undefined) {
    const stderr = `cp: ${wanted?.kind === 'fail' ? wanted.errno : 'ENOENT'}\n`;
    return { kind: 'ended', code: 1, stdout: '', stderr };
  }
  const { mode, uid, gid } = machine.disk.get(source);
  machine.disk.change(target, { mode, uid, gid });
  return { kind: 'ended', code: 0, stdout: '', stderr: '' };
}
