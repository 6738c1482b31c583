// A host of the lab: boot, run commands inside, read and write its files, reboot, remove.

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { enterGroup, listProcesses, makeGroup } from './cgroups.ts';
import { clean } from './cleanup.ts';
import type { Lab } from './lab.ts';
import { connectHost, hostNamespace, PLAIN_SERVER, SERVER } from './network.ts';
import type { Release } from './releases.ts';
import { type Completed, describeFailure, must, run, waitFor } from './run.ts';

export interface HostOptions {
  readonly release: Release;
  /** The root of its release, from prepareBase. */
  readonly base: string;
  /** Letters, digits and dashes; no two hosts of a lab have the same. */
  readonly name: string;
  readonly address: string;
  /** Written into its root before it boots, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Lines of its /etc/hosts beyond localhost; the lab's names when not given. */
  readonly names?: readonly string[];
}

export interface CommandOptions {
  /** The command is killed after so many seconds; its exit code is then 124 or 137. */
  readonly seconds?: number;
  readonly input?: string;
  readonly user?: string;
}

export interface Host {
  readonly name: string;
  readonly address: string;
  readonly release: Release;
  /** Runs a shell command inside. */
  readonly sh: (command: string, options?: CommandOptions) => Promise<Completed>;
  /** Runs a shell command inside that has to succeed, and gives its trimmed standard output. */
  readonly must: (command: string, options?: CommandOptions) => Promise<string>;
  readonly read: (path: string) => Promise<string>;
  /** Writes a file and the directories it needs; `mode` is 0644 when not given. */
  readonly write: (path: string, text: string, mode?: number) => Promise<void>;
  /** Waits until systemd has finished booting and Docker answers. */
  readonly waitUntilUp: () => Promise<void>;
  readonly reboot: () => Promise<void>;
  /** Pulls the plug and removes everything of it. */
  readonly remove: () => Promise<void>;
}

/** The names of the lab's servers, which only /etc/hosts knows. */
const LAB_NAMES = [`${SERVER} nexushub.com docker-registry.example.com`, `${PLAIN_SERVER} mirror.docker.com`];

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Folders that engines cannot have on an overlay, because they make overlays of their own there. The last is for
 * hosts whose daemon.json has another `data-root`.
 */
const STORES: Readonly<Record<string, string>> = {
  docker: '/var/lib/docker',
  containerd: '/var/lib/containerd',
  containers: '/var/lib/containers',
  data: '/data/docker',
};

/** Boots a host and waits until Docker answers; what was made of it is removed when it does not. */
export async function bootHost(lab: Lab, options: HostOptions): Promise<Host> {
  const folder = join(lab.folder, 'hosts', options.name);
  try {
    await prepareRoot(options, folder);
    await connectHost(lab.id, options.name, options.address);
    await startMachine(lab, options, folder);
    const host = enterHost(lab, options.name, options.release, options.address);
    await host.waitUntilUp();
    return host;
  } catch (error) {
    const console = await readFile(join(folder, 'console'), 'utf8').catch(() => '');
    await clean(lab.folder, options.name);
    throw new Error(`${options.name} did not boot\n${console.slice(-2000)}`, { cause: error });
  }
}

/** Gives a host that was booted before, perhaps by another process. */
export function enterHost(lab: Lab, name: string, release: Release, address: string): Host {
  const sh = async (command: string, options: CommandOptions = {}): Promise<Completed> =>
    runInside(await findInit(lab, name), command, options);
  const mustRun = async (command: string, options: CommandOptions = {}): Promise<string> => {
    const done = await sh(command, options);
    if (done.code !== 0) throw new Error(describeFailure([name, command], done));
    return done.stdout.trimEnd();
  };
  const waitUntilUp = (): Promise<void> => waitForServices(name, sh);
  return {
    name,
    address,
    release,
    sh,
    must: mustRun,
    read: (path) => readFile(`${rootOf(lab, name)}${path}`, 'utf8'),
    write: (path, text, mode = 0o644) => writeInto(rootOf(lab, name), path, text, mode),
    waitUntilUp,
    reboot: async () => {
      const before = await findInit(lab, name);
      await sh('systemctl reboot');
      await waitFor(`${name} to go down`, 60, async () =>
        (await findInit(lab, name)) === before ? undefined : true,
      );
      await waitUntilUp();
    },
    remove: () => clean(lab.folder, name),
  };
}

const rootOf = (lab: Lab, name: string): string => join(lab.folder, 'hosts', name, 'root');

async function prepareRoot(options: HostOptions, folder: string): Promise<void> {
  const root = join(folder, 'root');
  // Not recursive: a lab that was removed meanwhile must not come back in pieces.
  await mkdir(folder);
  for (const part of ['root', 'upper', 'work', ...Object.keys(STORES)]) await mkdir(join(folder, part));
  await must('mount', [
    ...['-t', 'overlay', `lab-${options.name}`, '-o'],
    `lowerdir=${options.base},upperdir=${join(folder, 'upper')},workdir=${join(folder, 'work')}`,
    root,
  ]);
  const names = options.names ?? LAB_NAMES;
  const files = {
    '/etc/hostname': `${options.name}\n`,
    '/etc/hosts': ['127.0.0.1 localhost', `127.0.1.1 ${options.name}`, ...names, ''].join('\n'),
    ...options.files,
  };
  await must('rm', ['-f', join(root, 'etc/resolv.conf')]);
  await writeInto(root, '/etc/resolv.conf', `nameserver ${SERVER}\n`, 0o644);
  for (const [path, text] of Object.entries(files)) await writeInto(root, path, text, 0o644);
  await writeInto(root, '/usr/local/bin/registry-client', WRAPPER, 0o755);
}

const WRAPPER = '#!/bin/sh\nexec /opt/node/bin/node /opt/registry-client/bin/registry-client.js "$@"\n';

async function writeInto(root: string, path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(`${root}${path}`), { recursive: true });
  await writeFile(`${root}${path}`, text);
  await chmod(`${root}${path}`, mode);
}

/**
 * Starts nspawn in a group of its own. It ends with 133 when the host reboots itself and is then started again.
 * It outlives this process until the lab is cleaned.
 */
async function startMachine(lab: Lab, options: HostOptions, folder: string): Promise<void> {
  const group = await makeGroup(lab.id, options.name);
  await writeFile(join(folder, 'group'), group[0] ?? '');
  const script = `${enterGroup(group)} || exit 1
while "$@"; [ $? -eq 133 ]; do :; done`;
  const environment = {
    PATH,
    SYSTEMD_NSPAWN_API_VFS_WRITABLE: '1',
    ...(options.release.unifiedCgroups ? { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' } : {}),
  };
  const output = openSync(join(folder, 'console'), 'a');
  const child = spawn('sh', ['-c', script, 'sh', ...machineCommand(lab, options, folder)], {
    detached: true,
    stdio: ['ignore', output, output],
    env: environment,
  });
  child.unref();
  closeSync(output);
}

const machineCommand = (lab: Lab, options: HostOptions, folder: string): readonly string[] => [
  ...['systemd-nspawn', '--quiet', '-M', options.name, '--register=no', '--keep-unit', '-b'],
  `--network-namespace-path=/run/netns/${hostNamespace(lab.id, options.name)}`,
  ...['-D', join(folder, 'root'), '--capability=all', '--system-call-filter=@keyring bpf'],
  ...['--resolv-conf=off', '--timezone=off', '--console=pipe'],
  ...Object.entries(STORES).map(([store, path]) => `--bind=${join(folder, store)}:${path}`),
  `--bind-ro=${process.execPath}:/opt/node/bin/node`,
  `--bind-ro=${lab.shared}:/opt/lab`,
  `--bind-ro=${lab.program}:/opt/registry-client`,
];

/** The process outside that is number 1 inside. */
async function findInit(lab: Lab, name: string): Promise<number | undefined> {
  const group = await readFile(join(lab.folder, 'hosts', name, 'group'), 'utf8').catch(() => '');
  for (const pid of await listProcesses(group)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (/^NSpid:\t\d+\t1$/m.test(status)) return pid;
  }
  return undefined;
}

function runInside(init: number | undefined, command: string, options: CommandOptions): Promise<Completed> {
  if (init === undefined) return Promise.resolve({ code: 255, stdout: '', stderr: 'the host is down' });
  const seconds = options.seconds ?? 60;
  const user = options.user === undefined ? [] : ['runuser', '-u', options.user, '--'];
  const home = options.user === undefined ? '/root' : `/home/${options.user}`;
  return run(
    'nsenter',
    [
      ...['-t', String(init), '-m', '-u', '-i', '-n', '-p', '--'],
      ...['env', '-i', '-C', home, `PATH=${PATH}`, `HOME=${home}`, 'LANG=C.UTF-8'],
      ...['timeout', '-k', '2', String(seconds), ...user, 'sh', '-c', command],
    ],
    { seconds: seconds + 5, ...(options.input === undefined ? {} : { input: options.input }) },
  );
}

async function waitForServices(name: string, sh: Host['sh']): Promise<void> {
  await waitFor(`${name} to boot`, 60, async () => {
    const state = (await sh('systemctl is-system-running', { seconds: 10 })).stdout.trim();
    // trixie is degraded here: systemd-modules-load finds no modules to load.
    return state === 'running' || state === 'degraded' ? true : undefined;
  });
  const docker = await sh('systemctl is-active docker.service');
  if (docker.stdout.trim() !== 'active') return;
  await waitFor(`Docker of ${name}`, 30, async () => {
    const ping = await sh('curl -sf --unix-socket /run/docker.sock http://docker/_ping', { seconds: 10 });
    return ping.stdout === 'OK' ? true : undefined;
  });
}
