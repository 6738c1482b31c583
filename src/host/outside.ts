// A program that needs rights which the unit around this process has taken from it: systemd starts it beside us.

import { readFileSync } from 'node:fs';
import type { Command } from './ports.ts';

/** capability.h: the bit of CAP_SYS_ADMIN. */
const CAP_SYS_ADMIN = 1n << 21n;

/**
 * Whether this process is root without CAP_SYS_ADMIN, as in a hardened unit: Podman takes such a caller for an ordinary
 * user and sets out to make a user namespace (containers/storage pkg/unshare, HasCapSysAdmin), which fails there.
 */
export function isConfinedRoot(): boolean {
  if (process.geteuid?.() !== 0) return false;
  return !hasCapability(readFileSync('/proc/self/status', 'utf8'), CAP_SYS_ADMIN);
}

/** Reads `CapEff:` of /proc/PID/status (proc(5)), a mask in hexadecimal digits. */
function hasCapability(status: string, capability: bigint): boolean {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask === undefined || (BigInt(`0x${mask}`) & capability) !== 0n;
}

/**
 * The same command in a transient unit of its own; its streams and its exit code come back through systemd-run(1).
 * The unit ends by itself at the time limit, also when systemd-run is killed by then.
 * @param path absolute path of the program
 * @param environment everything the program gets: a unit inherits nothing of ours
 */
export function commandOutside(
  path: string,
  command: Command,
  environment: Readonly<Record<string, string>>,
): Command {
  return {
    program: 'systemd-run',
    arguments: [
      ...['--quiet', '--pipe', '--wait', '--collect', `--property=RuntimeMaxSec=${command.timeout}ms`],
      ...Object.entries(environment).map(([name, value]) => `--setenv=${name}=${value}`),
      ...['--', path, ...command.arguments],
    ],
    timeout: command.timeout,
  };
}
