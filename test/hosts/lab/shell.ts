// Boots a host to try things by hand, see `../shell` for its use.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, prepareBase } from './base.ts';
import { bootHost, enterHost, type Host } from './host.ts';
import { openLab, PROJECT, startLab } from './lab.ts';
import { readRequests } from './registry.ts';
import { findRelease, type Release } from './releases.ts';

const USAGE = `Use: shell run RELEASE [--containerd] COMMAND   boot a host, run a shell command inside, remove it
     shell up RELEASE [--containerd]            boot a host and keep it until this is ended (Ctrl-C, two hours)
     shell in RELEASE COMMAND                   run a shell command in a host that is up
     shell log RELEASE                          what that host asked of the registries
RELEASE: bullseye bookworm trixie sid, or debian-11 debian-12 debian-13 debian-sid
`;

/** Names the checkout that a lab was started from. */
const OWNER = 'checkout';

const KEEP_HOURS = 2;

const CONTAINERD_STORE = JSON.stringify({ features: { 'containerd-snapshotter': true } });

async function main(args: readonly string[]): Promise<number> {
  const [action, name, ...rest] = args;
  const release = findRelease(name ?? '');
  if (release === undefined) return explain();
  const containerd = rest[0] === '--containerd';
  const command = (containerd ? rest.slice(1) : rest).join(' ');
  if (action === 'run') return withHost(release, containerd, (host) => runIn(host, command));
  if (action === 'up') return withHost(release, containerd, keep);
  if (action === 'in') return runIn(await findHost(release), command);
  if (action === 'log') return showLog(release);
  return explain();
}

function explain(): number {
  process.stderr.write(USAGE);
  return 64;
}

async function withHost(
  release: Release,
  containerd: boolean,
  use: (host: Host) => Promise<number>,
): Promise<number> {
  const base = await prepareBase(release);
  if (base.kind === 'unavailable') throw new Error(base.reason);
  const lab = await startLab('live');
  try {
    writeFileSync(join(lab.folder, OWNER), PROJECT);
    const host = await bootHost(lab, {
      release,
      base: base.root,
      name: release.name,
      address: `192.168.${release.addresses}.250`,
      files: containerd ? { '/etc/docker/daemon.json': CONTAINERD_STORE } : {},
    });
    return await use(host);
  } finally {
    await lab.stop();
  }
}

async function runIn(host: Host, command: string): Promise<number> {
  const done = await host.sh(command, { seconds: 600 });
  process.stdout.write(done.stdout);
  process.stderr.write(done.stderr);
  return done.code;
}

async function keep(host: Host): Promise<number> {
  process.stdout.write(`${host.name} is up (${host.address}); end this to remove it\n`);
  await new Promise<void>((resolve) => {
    const limit = setTimeout(resolve, KEEP_HOURS * 3_600_000);
    const end = (): void => {
      clearTimeout(limit);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  });
  return 0;
}

/** Whether a lab was started from this checkout: a command must not land in somebody else's host. */
function isOurs(folder: string): boolean {
  const file = join(folder, OWNER);
  return existsSync(file) && readFileSync(file, 'utf8') === PROJECT;
}

/** The lab of this checkout that has a host of this release. */
async function findLab(release: Release) {
  const found = spawnSync('find', [
    join(CACHE, 'labs'),
    '-path',
    `*/hosts/${release.name}`,
    '-printf',
    '%T@ %p\n',
  ]);
  const newest = found.stdout
    .toString()
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((path) => isOurs(join(path, '../..')))
    .at(-1);
  if (newest === undefined) throw new Error(`no host of ${release.name} is up`);
  return openLab(join(newest, '../..'));
}

async function findHost(release: Release): Promise<Host> {
  const lab = await findLab(release);
  return enterHost(lab, release.name, release, `192.168.${release.addresses}.250`);
}

async function showLog(release: Release): Promise<number> {
  const lab = await findLab(release);
  for (const request of await readRequests(lab.logs, `192.168.${release.addresses}.250`)) {
    process.stdout.write(`${request.port} ${request.method} ${request.path} ${request.status}\n`);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(1));
