// What the outer machine must have for the lab: Debian packages, installed without starting their services, and room
// for ten hosts in one limit of its kernel.

import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { takeLock } from './lock.ts';
import { must, run, waitFor } from './run.ts';

const PACKAGES = [
  'busybox-static',
  'curl',
  'debootstrap',
  'docker-registry',
  'iproute2',
  'nginx-light',
  'openssl',
  'procps',
  'skopeo',
  'systemd-container',
  'util-linux',
];

/** Packages whose service would start by itself at the next boot of a machine that runs systemd. */
const SERVICES = ['docker-registry', 'nginx'];

const POLICY = '/usr/sbin/policy-rc.d';

/** Test workers that ask at the same time wait for each other here: apt-get itself gives up. */
const LOCK = '/run/lock/registry-client-lab-packages';

/** Installs what is missing; needs root and a Debian (or a relative of it) as the outer machine. */
export async function installOuterPackages(packages: readonly string[] = PACKAGES): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('the lab boots hosts: it must run as root');
  if ((await findMissing(packages)).length === 0) return;
  const lock = await waitFor('the installation of packages', 900, async () => takeLock(LOCK, 0));
  try {
    await installMissing(await findMissing(packages));
  } finally {
    lock.release();
  }
}

async function installMissing(missing: readonly string[]): Promise<void> {
  if (missing.length === 0) return;
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get', ['update', '-q'], { seconds: 180, environment });
  await withoutStartingServices(() =>
    must('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], {
      seconds: 600,
      environment,
    }),
  );
}

async function findMissing(packages: readonly string[]): Promise<readonly string[]> {
  const asked = await Promise.all(packages.map((name) => run('dpkg-query', ['-s', name])));
  return packages.filter((_, index) => !asked[index]?.stdout.includes('\nStatus: install ok installed'));
}

/** A policy-rc.d that answers 101 keeps maintainer scripts from starting services (invoke-rc.d(8)). */
async function withoutStartingServices(install: () => Promise<unknown>): Promise<void> {
  const ours = !existsSync(POLICY);
  const before = await findEnabledServices();
  if (ours) {
    await writeFile(POLICY, '#!/bin/sh\nexit 101\n');
    await chmod(POLICY, 0o755);
  }
  try {
    await install();
  } finally {
    if (ours) await rm(POLICY, { force: true });
  }
  const added = (await findEnabledServices()).filter((name) => !before.includes(name));
  if (added.length > 0) await must('systemctl', ['disable', ...added]);
}

const INOTIFY_LIMIT = '/proc/sys/fs/inotify/max_user_instances';

/** A host takes 8 to 13; the kernel's 128 end in the tenth host, whose systemd then hangs half way. */
const INOTIFY_INSTANCES = 1024;

/** All hosts count as root's, so the limit of the whole machine is raised, until its next boot (inotify(7)). */
export async function raiseInotifyLimit(): Promise<void> {
  const current = Number(await readFile(INOTIFY_LIMIT, 'utf8'));
  if (current < INOTIFY_INSTANCES) await writeFile(INOTIFY_LIMIT, String(INOTIFY_INSTANCES));
}

async function findEnabledServices(): Promise<readonly string[]> {
  const asked = await Promise.all(SERVICES.map((name) => run('systemctl', ['is-enabled', name])));
  return SERVICES.filter((_, index) => asked[index]?.stdout.trim() === 'enabled');
}
