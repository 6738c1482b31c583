// What the outer machine must have for the lab: Debian packages, installed without starting their services.

import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { must, run } from './run.ts';

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

/** Installs what is missing; needs root and a Debian (or a relative of it) as the outer machine. */
export async function installOuterPackages(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('the lab boots hosts: it must run as root');
  const missing = await findMissing();
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

async function findMissing(): Promise<readonly string[]> {
  const asked = await Promise.all(PACKAGES.map((name) => run('dpkg-query', ['-s', name])));
  return PACKAGES.filter((_, index) => !asked[index]?.stdout.includes('\nStatus: install ok installed'));
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

async function findEnabledServices(): Promise<readonly string[]> {
  const asked = await Promise.all(SERVICES.map((name) => run('systemctl', ['is-enabled', name])));
  return SERVICES.filter((_, index) => asked[index]?.stdout.trim() === 'enabled');
}
