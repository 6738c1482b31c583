// Boots hosts to try things by hand, see `../shell` for its use.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE } from './base.ts';
import { NAMES_WITH_HUB, trustHub } from './false-hub.ts';
import { bootHosts } from './fleet.ts';
import { type Host, type HostOptions, openHost } from './host.ts';
import { type Lab, openLab, PROJECT, startLab } from './lab.ts';
import { readRequests } from './registry.ts';
import { findRelease } from './releases.ts';
import { sshConfig } from './ssh.ts';

const USAGE = `Use: shell run HOST [OPTIONS] COMMAND   boot a host, run a shell command inside, remove it
     shell up HOST... [OPTIONS]          boot hosts in one network, keep them until this is ended (Ctrl-C, two hours)
     shell in NAME COMMAND               run a shell command in a host that is up
     shell ssh NAME [COMMAND]            the same over ssh, in a host booted with --ssh
     shell log NAME                      what that host asked of the registries
HOST: RELEASE or RELEASE=NAME (up trixie=a trixie=b); a host without a name is called as its release
RELEASE: bullseye bookworm trixie sid, or debian-11 debian-12 debian-13 debian-sid
OPTIONS: --ssh               root may log in with the lab's key
         --seed FILE         a first boot with cloud-init and this user data
         --without PACKAGE   boot without it (docker.io, podman, …); apt-get install finds it inside
         --unplugged         boot with the network cable out
         --containerd        Docker with the containerd image store
         --hub               Docker Hub is the lab's false one, which it trusts
`;

/** Names the checkout that a lab was started from. */
const OWNER = 'checkout';

const KEEP_HOURS = 2;

const CONTAINERD_STORE = JSON.stringify({ features: { 'containerd-snapshotter': true } });

const OPTIONS = {
  ssh: { type: 'boolean' },
  seed: { type: 'string' },
  without: { type: 'string', multiple: true },
  unplugged: { type: 'boolean' },
  containerd: { type: 'boolean' },
  hub: { type: 'boolean' },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function main(args: readonly string[]): Promise<number> {
  const [action = '', ...rest] = args;
  if (action === 'in' || action === 'ssh' || action === 'log') return visit(action, rest);
  const { values, positionals } = parseArgs({ args: rest, options: OPTIONS, allowPositionals: true });
  const [first, ...more] = positionals;
  if (first === undefined) return explain();
  if (action === 'up') return withLab(positionals, values, keep);
  if (action !== 'run') return explain();
  return withLab([first], values, async ([host]) => (host ? runIn(host, more.join(' ')) : explain()));
}

function explain(): number {
  process.stderr.write(USAGE);
  return 64;
}

async function visit(action: 'in' | 'ssh' | 'log', [called, ...rest]: readonly string[]): Promise<number> {
  if (called === undefined) return explain();
  const name = findRelease(called)?.name ?? called;
  const lab = await findLab(name);
  const host = await openHost(lab, name);
  if (action === 'in') return runIn(host, rest.join(' '));
  if (action === 'log') return showLog(lab, host);
  return spawnSync('ssh', ['-F', sshConfig(lab), name, ...rest], { stdio: 'inherit' }).status ?? 255;
}

async function withLab(
  called: readonly string[],
  flags: Flags,
  use: (hosts: readonly Host[], lab: Lab) => Promise<number>,
): Promise<number> {
  const wanted = called.map((text) => describe(text, flags));
  const lab = await startLab('live');
  try {
    writeFileSync(join(lab.folder, OWNER), PROJECT);
    const hosts = await bootHosts(lab, wanted);
    if (flags.hub) await Promise.all(hosts.map(trustHub));
    return await use(hosts, lab);
  } finally {
    await lab.stop();
  }
}

function describe(text: string, flags: Flags): HostOptions {
  const [called = '', name] = text.split('=');
  const release = findRelease(called);
  if (release === undefined) throw new Error(`${called} is no release\n${USAGE}`);
  return {
    release,
    name: name ?? release.name,
    files: flags.containerd ? { '/etc/docker/daemon.json': CONTAINERD_STORE } : {},
    ssh: flags.ssh ?? false,
    unplugged: flags.unplugged ?? false,
    without: flags.without ?? [],
    ...(flags.hub ? { names: NAMES_WITH_HUB } : {}),
    ...(flags.seed === undefined ? {} : { cloudInit: { userData: readFileSync(flags.seed, 'utf8') } }),
  };
}

async function runIn(host: Host, command: string): Promise<number> {
  const done = await host.sh(command, { seconds: 600 });
  process.stdout.write(done.stdout);
  process.stderr.write(done.stderr);
  return done.code;
}

async function keep(hosts: readonly Host[], lab: Lab): Promise<number> {
  for (const host of hosts)
    process.stdout.write(`${host.name} is up (${host.address}), its root: ${host.root}\n`);
  if (existsSync(sshConfig(lab))) process.stdout.write(`ssh -F ${sshConfig(lab)} NAME\n`);
  process.stdout.write('end this to remove everything\n');
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

/** The newest lab of this checkout that has a host of this name. */
async function findLab(host: string): Promise<Lab> {
  const labs = join(CACHE, 'labs');
  const found = readdirSync(labs)
    .map((id) => join(labs, id))
    .filter((folder) => isOurs(folder) && existsSync(join(folder, 'hosts', host, 'host.json')))
    .sort((a, b) => statSync(join(a, OWNER)).mtimeMs - statSync(join(b, OWNER)).mtimeMs)
    .at(-1);
  if (found === undefined) throw new Error(`no host ${host} is up`);
  return openLab(found);
}

async function showLog(lab: Lab, host: Host): Promise<number> {
  for (const request of await readRequests(lab.logs, host.address)) {
    process.stdout.write(`${request.port} ${request.method} ${request.path} ${request.status}\n`);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(1));
