// A host of the lab: boot, run commands inside, read and write its files, reboot, remove.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareBase } from './base.ts';
import { clean } from './cleanup.ts';
import { waitForFirstBoot } from './cloud-init.ts';
import { type FileContent, writeInto } from './files.ts';
import type { Lab } from './lab.ts';
import { type CommandOptions, findInit, runInside, startMachine } from './machine.ts';
import { claimAddress, connectHost, plugIn } from './network.ts';
import { RELEASES, type Release, type ReleaseName } from './releases.ts';
import { prepareRoot, type RootOptions } from './root.ts';
import { type Completed, describeFailure, waitFor } from './run.ts';
import { admitSsh, announceSsh } from './ssh.ts';

export type { CommandOptions } from './machine.ts';

export interface HostOptions extends Omit<RootOptions, 'base'> {
  readonly release: Release;
  /** The root of its release when it is known already. */
  readonly base?: string;
  /** Letters, digits and dashes; no two hosts of a lab have the same. */
  readonly name: string;
  /** An address of 192.168.0.0/16; a free one when not given. */
  readonly address?: string;
  /** Lets root in over ssh with the lab's key. */
  readonly ssh?: boolean;
  /** Boots with its network cable out; `plug` puts it in. */
  readonly unplugged?: boolean;
}

export interface Host {
  readonly name: string;
  readonly address: string;
  readonly release: Release;
  /** Its root as a folder of the outer machine. */
  readonly root: string;
  /** Runs a shell command inside. */
  readonly sh: (command: string, options?: CommandOptions) => Promise<Completed>;
  /** Runs a shell command inside that has to succeed, and gives its trimmed standard output. */
  readonly must: (command: string, options?: CommandOptions) => Promise<string>;
  /** Reads a file of the disk or of `/run`. */
  readonly read: (path: string) => Promise<string>;
  /** Writes a file and the directories it needs; `mode` is 0644 when not given. */
  readonly write: (path: string, content: FileContent, mode?: number) => Promise<void>;
  /** Waits until systemd has finished booting and Docker answers. */
  readonly waitUntilUp: () => Promise<void>;
  readonly reboot: () => Promise<void>;
  /** Puts the network cable in, or pulls it out. */
  readonly plug: (state: 'in' | 'out') => Promise<void>;
  /** Pulls the plug and removes everything of it. */
  readonly remove: () => Promise<void>;
}

/** A host that has not been booted yet. Its root may be changed from outside, as an image build does. */
export interface PreparedHost {
  readonly name: string;
  /** Its root as a folder of the outer machine. */
  readonly root: string;
  readonly boot: () => Promise<Host>;
  readonly remove: () => Promise<void>;
}

/** Boots a host and waits until Docker answers; what was made of it is removed when it does not. */
export async function bootHost(lab: Lab, options: HostOptions): Promise<Host> {
  const prepared = await prepareHost(lab, options);
  return prepared.boot();
}

/** Makes the root of a host as a folder that can be changed before it boots. */
export async function prepareHost(lab: Lab, options: HostOptions): Promise<PreparedHost> {
  const { name } = options;
  const folder = join(lab.folder, 'hosts', name);
  const base = options.base ?? (await findBase(options.release));
  return orClean(lab, name, async () => {
    const root = await prepareRoot({ ...options, base }, folder);
    if (options.ssh === true) await admitSsh(lab, root);
    return {
      name,
      root,
      boot: () => bootPrepared(lab, options, folder),
      remove: () => clean(lab.folder, name),
    };
  });
}

async function findBase(release: Release): Promise<string> {
  const base = await prepareBase(release);
  if (base.kind === 'unavailable') throw new Error(`${release.name}: ${base.reason}`);
  return base.root;
}

async function bootPrepared(lab: Lab, options: HostOptions, folder: string): Promise<Host> {
  const { name, release } = options;
  return orClean(lab, name, async () => {
    const address = options.address ?? (await claimAddress(lab.folder));
    const description: Description = { address, release: release.name };
    await writeFile(join(folder, 'host.json'), JSON.stringify(description));
    await connectHost(lab.id, name, address);
    if (options.unplugged !== true) await plugIn(lab.id, name, 'in');
    await startMachine(lab, name, release, folder);
    const host = enterHost(lab, name, release, address);
    if (options.cloudInit) await waitForFirstBoot(name, host.sh, options.cloudInit.seconds ?? 180);
    await host.waitUntilUp();
    if (options.ssh === true) await announceSsh(lab, host);
    return host;
  });
}

/** Removes what there is of a host when a step of making it fails, and tells the end of its console. */
async function orClean<T>(lab: Lab, name: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const file = join(lab.folder, 'hosts', name, 'console');
    const console = await readFile(file, 'utf8').catch(() => '');
    await clean(lab.folder, name);
    throw new Error(`${name} did not boot: ${error}\n${console.slice(-2000)}`, { cause: error });
  }
}

/** What another process needs to know of a host. */
interface Description {
  readonly address: string;
  readonly release: ReleaseName;
}

/** Gives a host that another process has booted. */
export async function openHost(lab: Lab, name: string): Promise<Host> {
  const text = await readFile(join(lab.folder, 'hosts', name, 'host.json'), 'utf8');
  const { address, release }: Description = JSON.parse(text);
  return enterHost(lab, name, RELEASES[release], address);
}

function enterHost(lab: Lab, name: string, release: Release, address: string): Host {
  const root = join(lab.folder, 'hosts', name, 'root');
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
    root,
    sh,
    must: mustRun,
    // What is mounted inside only, as /run is, the folder does not show.
    read: async (path) => {
      const init = await findInit(lab, name);
      return readFile(init === undefined ? `${root}${path}` : `/proc/${init}/root${path}`, 'utf8');
    },
    write: async (path, content, mode) => {
      const init = await findInit(lab, name);
      return writeInto(init === undefined ? root : `/proc/${init}/root`, path, content, mode);
    },
    waitUntilUp,
    reboot: async () => {
      const before = await findInit(lab, name);
      await sh('systemctl reboot');
      await waitFor(`${name} to go down`, 60, async () =>
        (await findInit(lab, name)) === before ? undefined : true,
      );
      await waitUntilUp();
    },
    plug: (state) => plugIn(lab.id, name, state),
    remove: () => clean(lab.folder, name),
  };
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
