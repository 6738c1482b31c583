// The root of a host before it boots: a writable layer over a base, with what the test wants in it.

import { randomUUID } from 'node:crypto';
import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudInit, plantSeed } from './cloud-init.ts';
import { type FileContent, writeInto } from './files.ts';
import { PLAIN_SERVER, SERVER } from './network.ts';
import { WRAPPER } from './program.ts';
import { must } from './run.ts';

export interface RootOptions {
  /** The root of its release, from prepareBase. */
  readonly base: string;
  readonly name: string;
  /** By absolute path inside. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** Lines of its /etc/hosts beyond localhost; the lab's names when not given. */
  readonly names?: readonly string[];
  /** Packages that are taken out again; docker.io, docker-cli and podman can be installed inside later (apt-get). */
  readonly without?: readonly string[];
  /** Boots for the first time with this data; cloud-init is off when not given. */
  readonly cloudInit?: CloudInit;
}

interface Store {
  readonly path: string;
  /** Its owner and group inside; root when not given. */
  readonly owner?: number;
}

/**
 * Folders that engines cannot have on an overlay, because they make overlays of their own there. `data` is for
 * hosts whose daemon.json has another `data-root`, `visitor` for the rootless engines of that user (the first one).
 */
const STORES: Readonly<Record<string, Store>> = {
  docker: { path: '/var/lib/docker' },
  containerd: { path: '/var/lib/containerd' },
  containers: { path: '/var/lib/containers' },
  data: { path: '/data/docker' },
  visitor: { path: '/home/visitor/.local', owner: 1000 },
};

/** The names of the lab's servers, which only /etc/hosts knows. */
export const LAB_NAMES: readonly string[] = [
  `${SERVER} nexushub.com docker-registry.example.com downloads.example.com`,
  `${PLAIN_SERVER} mirror.docker.com`,
];

/**
 * Any of these mounts /proc anew for logind, which then sees the outer machine's boot_id instead of the host's, takes
 * every process for one of another host, and starts no user manager (systemd 262: "Protocol driver not attached").
 */
const LOGIND = '[Service]\nProtectKernelLogs=no\nProtectHostname=no\nProtectControlGroups=no\n';

/** The stores of a host as options of systemd-nspawn. */
export const storeMounts = (folder: string): readonly string[] =>
  Object.entries(STORES).map(([name, { path }]) => `--bind=${join(folder, name)}:${path}`);

/**
 * Makes the root of a host in its folder, which must not be there.
 * Not recursive: a lab that was removed meanwhile must not come back in pieces.
 * @returns the root
 */
export async function prepareRoot(options: RootOptions, folder: string): Promise<string> {
  const root = join(folder, 'root');
  await mkdir(folder);
  for (const part of ['root', 'upper', 'work']) await mkdir(join(folder, part));
  for (const [name, { owner = 0 }] of Object.entries(STORES)) {
    await mkdir(join(folder, name));
    await chown(join(folder, name), owner, owner);
  }
  await must('mount', [
    ...['-t', 'overlay', `lab-${options.name}`, '-o'],
    `lowerdir=${options.base},upperdir=${join(folder, 'upper')},workdir=${join(folder, 'work')}`,
    root,
  ]);
  await individualize(root, options);
  await writeInto(root, '/etc/systemd/system/systemd-logind.service.d/lab.conf', LOGIND);
  if (options.without?.length) await removePackages(root, options.without);
  if (options.cloudInit !== undefined) await plantSeed(root, options.name, options.cloudInit);
  for (const [path, content] of Object.entries(options.files ?? {})) await writeInto(root, path, content);
  return root;
}

/** What no two hosts share. Two hosts with one machine-id would be the same host for systemd's random delays. */
async function individualize(root: string, { name, names = LAB_NAMES }: RootOptions): Promise<void> {
  const hosts = ['127.0.0.1 localhost', `127.0.1.1 ${name}`, ...names, ''];
  await rm(join(root, 'etc/resolv.conf'), { force: true });
  await writeInto(root, '/etc/resolv.conf', `nameserver ${SERVER}\n`);
  await writeInto(root, '/etc/hostname', `${name}\n`);
  await writeInto(root, '/etc/hosts', hosts.join('\n'));
  await writeInto(root, '/etc/machine-id', `${randomUUID().replaceAll('-', '')}\n`, 0o444);
  await writeInto(root, '/usr/local/bin/registry-client', WRAPPER, 0o755);
}

async function removePackages(root: string, packages: readonly string[]): Promise<void> {
  const command = ['apt-get', '-q', '-y', 'purge', ...packages];
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' };
  await must('chroot', [root, ...command], { environment, seconds: 120 });
}
