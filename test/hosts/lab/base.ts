// Builds and keeps the roots of the Debian releases that the hosts are booted from.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Release } from './releases.ts';
import { describeFailure, must, run } from './run.ts';

export type Base =
  | { readonly kind: 'ready'; readonly root: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** What hosts need, and what engines of an unprivileged user need beyond that. */
const PACKAGES = [
  ...['attr', 'cloud-init', 'curl', 'docker.io', 'nftables', 'openssh-server', 'podman'],
  ...['python3', 'python3-apt', 'strace', 'udev'],
  ...['dbus-user-session', 'fuse-overlayfs', 'libpam-systemd', 'rootlesskit', 'slirp4netns', 'uidmap'],
];

/** A slow mirror takes minutes; a build that needs longer than this hangs. */
const BUILD_SECONDS = 900;

/** Where bases and labs live: outside the tree, kept between runs. */
export const CACHE = process.env.REGISTRY_CLIENT_LAB_CACHE ?? '/var/cache/registry-client-lab';

const RECIPE = join(import.meta.dirname, 'build-base.sh');

/**
 * Gives the root of a release: the one that is there when the recipe is still the same, else a new one.
 * Two runs that need it at the same time build it once: the builder itself holds the lock.
 * @throws when a release that has to be there cannot be built
 */
export async function prepareBase(release: Release): Promise<Base> {
  const folder = join(CACHE, 'bases');
  const packages = [...PACKAGES, ...release.packages];
  const root = join(folder, `${release.name}-${await hashRecipe(packages)}`);
  if (existsSync(root)) return { kind: 'ready', root };
  await mkdir(folder, { recursive: true });
  const mirrors = await findMirrors();
  const built = await run('flock', buildCommand(release, root, packages, mirrors), {
    seconds: 2 * BUILD_SECONDS + 60,
  });
  if (built.code === 0) {
    await removeOldBases(folder, release, root);
    return { kind: 'ready', root };
  }
  const reason = describeFailure(['building', release.name], built);
  if (release.mayFailToInstall) return { kind: 'unavailable', reason };
  throw new Error(reason);
}

const buildCommand = (
  release: Release,
  root: string,
  packages: readonly string[],
  mirrors: readonly string[],
): readonly string[] => [
  ...['-w', String(BUILD_SECONDS + 30), join(CACHE, 'bases', `${release.name}.lock`)],
  ...['timeout', '-k', '10', String(BUILD_SECONDS)],
  ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['sh', RECIPE, release.name, root, packages.join(' '), ...mirrors],
];

async function hashRecipe(packages: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await readFile(RECIPE)).update(packages.join(' '));
  return hash.digest('hex').slice(0, 12);
}

/** The mirror of the environment alone, or debootstrap's own and then the ones that this machine's apt uses. */
async function findMirrors(): Promise<readonly string[]> {
  const chosen = process.env.REGISTRY_CLIENT_LAB_MIRROR;
  if (chosen !== undefined) return [chosen];
  const format = '$(LABEL) $(REPO_URI)';
  const shown = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const known = shown.stdout.split('\n').flatMap((line) => /^Debian (\S+)$/.exec(line)?.[1] ?? []);
  return ['', ...new Set(known)];
}

/** Removes roots of older recipes, unless a lab that still runs is based on one. */
async function removeOldBases(folder: string, release: Release, current: string): Promise<void> {
  const mounts = await must('cat', ['/proc/self/mountinfo']);
  const names = await readdir(folder);
  const old = names
    .filter((name) => name.startsWith(`${release.name}-`))
    .map((name) => join(folder, name))
    .filter((path) => path !== current && !mounts.includes(path));
  for (const path of old) await rm(path, { recursive: true, force: true });
}
