// The platforms that have an executable, and the runtime that goes into each.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './project.ts';

const BUN_VERSION = '1.4.5';

export interface Platform {
  readonly name: 'linux-x64' | 'linux-arm64' | 'linux-x64-musl' | 'linux-arm64-musl';
  /** Below @oven. The x64 ones are byte for byte the `-baseline` ones: they run on Nehalem (2008) and later. */
  readonly runtime: string;
  /** Of the package's tarball, as the registry has it. */
  readonly integrity: string;
}

export const PLATFORMS: readonly Platform[] = [
  {
    name: 'linux-x64',
    runtime: 'bun-linux-x64',
    integrity:
      'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  },
  {
    name: 'linux-arm64',
    runtime: 'bun-linux-aarch64',
    integrity:
      'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  },
  {
    name: 'linux-x64-musl',
    runtime: 'bun-linux-x64-musl',
    integrity:
      'sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==',
  },
  {
    name: 'linux-arm64-musl',
    runtime: 'bun-linux-aarch64-musl',
    integrity:
      'sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==',
  },
];

/** @throws when there is no such platform */
export function platformNamed(name: string): Platform {
  const found = PLATFORMS.find((platform) => platform.name === name);
  if (found === undefined)
    throw new Error(`no platform ${name}; there are ${PLATFORMS.map((each) => each.name).join(', ')}`);
  return found;
}

/** The platform of this machine; the build itself runs on glibc. */
export function ownPlatform(): Platform {
  return platformNamed(`${process.platform}-${process.arch}`);
}

/**
 * Gives the runtime of a platform to `use`. It is fetched once with npm and kept in the user's cache as the tarball whose
 * checksum is known: as a dependency it would keep `npm ci` from working on every other platform.
 */
export function withRuntime(platform: Platform, use: (program: string) => void): void {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'registry-client');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'unpacked-'));
  try {
    run('tar', ['-xzf', tarballOf(platform, cache, folder), '-C', folder, 'package/bin/bun']);
    use(join(folder, 'package/bin/bun'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tarballOf(platform: Platform, cache: string, folder: string): string {
  const kept = join(cache, `${platform.runtime}-${BUN_VERSION}.tgz`);
  if (!existsSync(kept)) {
    const wanted = `@oven/${platform.runtime}@${BUN_VERSION}`;
    const name = run('npm', ['pack', '--silent', '--pack-destination', folder, wanted]).trim();
    check(platform, join(folder, name));
    renameSync(join(folder, name), kept);
  }
  check(platform, kept);
  return kept;
}

function check(platform: Platform, tarball: string): void {
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== platform.integrity)
    throw new Error(`${tarball} is not the package of ${platform.runtime}: ${found}`);
}
