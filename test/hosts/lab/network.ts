// The lab's network: a namespace with a bridge, apart from the outer machine's, and one namespace per host.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './run.ts';

/** The bridge's addresses: the server that people call nexushub.com, … */
export const SERVER = '192.168.56.11';
/** … one that speaks plain http only (Podman tries TLS first on an insecure registry: it must find none), … */
export const PLAIN_SERVER = '192.168.56.12';
/** … and one that people know by its number only. */
export const NUMBERED_SERVER = '192.168.129.112';
/** The false Docker Hub, and another that asks nobody for a token. */
export const HUB_SERVER = '192.168.56.13';
export const OPEN_HUB_SERVER = '192.168.56.15';
/** Whatever is sent there is lost, as behind a firewall that drops: no answer, no refusal. */
export const BLACK_HOLE = '192.168.56.14';

const BRIDGE = 'bridge';

export const labNamespace = (labId: string): string => `rcl-${labId}-lab`;
export const hostNamespace = (labId: string, host: string): string => `rcl-${labId}-${host}`;

/**
 * Makes the bridge. Its hardware address is fixed: else it takes that of its lowest port, and when that host
 * goes down the others hold a dead ARP entry for up to a minute. Nothing listens on its port 53, so a lookup is
 * refused at once, and there is no route to the outside. The kernel refuses only once a second when it is not
 * told otherwise (icmp_ratelimit), and the lookups in between wait for 5 s.
 */
export async function createNetwork(labId: string): Promise<void> {
  const name = labNamespace(labId);
  const ip = (...args: readonly string[]): Promise<string> => must('ip', ['-n', name, ...args]);
  await must('ip', ['netns', 'add', name]);
  await must('ip', ['netns', 'exec', name, 'sysctl', '-qw', 'net.ipv4.icmp_ratelimit=0']);
  await ip('link', 'set', 'lo', 'up');
  await ip('link', 'add', BRIDGE, 'type', 'bridge');
  await ip('link', 'set', BRIDGE, 'address', '02:00:c0:a8:38:0b', 'up');
  for (const address of [SERVER, PLAIN_SERVER, NUMBERED_SERVER, HUB_SERVER, OPEN_HUB_SERVER, BLACK_HOLE]) {
    await ip('address', 'add', `${address}/16`, 'dev', BRIDGE);
  }
  // Only answers are dropped: a packet filter would be one more package of the outer machine.
  await ip('rule', 'add', 'from', BLACK_HOLE, 'blackhole');
}

/** Free addresses are 192.168.70.1 and above: tests that choose their own stay below (releases.ts). */
const FIRST_FREE = 70;

/** As many third numbers are used up before the lab has no more addresses. */
const FREE_NETWORKS = 30;

/**
 * Gives an address that no host of the lab ever had, also when several processes ask at once.
 * It is not given again: an access log must tell one host from the other.
 */
export async function claimAddress(labFolder: string): Promise<string> {
  const claimed = join(labFolder, 'addresses');
  await mkdir(claimed, { recursive: true });
  for (let n = 0; n < FREE_NETWORKS * 254; n += 1) {
    const address = `192.168.${FIRST_FREE + Math.floor(n / 254)}.${(n % 254) + 1}`;
    if (await isFirst(join(claimed, address))) return address;
  }
  throw new Error('the lab has no more addresses');
}

async function isFirst(file: string): Promise<boolean> {
  try {
    await writeFile(file, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Makes the namespace of a host, with its address on the bridge; its cable is not plugged in yet. */
export async function connectHost(labId: string, host: string, address: string): Promise<void> {
  const name = hostNamespace(labId, host);
  const ip = (...args: readonly string[]): Promise<string> => must('ip', ['-n', name, ...args]);
  const port = `to-${address.split('.').slice(2).join('-')}`;
  await must('ip', ['netns', 'add', name]);
  await must('ip', [
    ...['-n', labNamespace(labId), 'link', 'add', port, 'type', 'veth'],
    ...['peer', 'name', 'eth0', 'netns', name],
  ]);
  await must('ip', ['-n', labNamespace(labId), 'link', 'set', port, 'master', BRIDGE, 'up']);
  await ip('link', 'set', 'lo', 'up');
  await ip('address', 'add', `${address}/16`, 'dev', 'eth0');
}

/** Plugs a host's cable in or pulls it; without it every connection is refused at once (no route). */
export async function plugIn(labId: string, host: string, state: 'in' | 'out'): Promise<void> {
  const name = hostNamespace(labId, host);
  await must('ip', ['-n', name, 'link', 'set', 'eth0', state === 'in' ? 'up' : 'down']);
}

/** The command line that runs a program in the lab's own namespace, where the registries are. */
export const inLabNamespace = (labId: string, command: readonly string[]): readonly string[] => [
  ...['netns', 'exec', labNamespace(labId)],
  ...command,
];
