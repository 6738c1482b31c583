// To whom a process connects: watched in the kernel's table while it pulls.

import type { WriteHost } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';
import { canonicalAddress } from '../model/registry.ts';

/** An address in one spelling (canonicalAddress) and a port, as `address|port`. */
export type Remote = string;

export function remoteOf(address: string, port: number): Remote {
  return `${canonicalAddress(address)}|${port}`;
}

export interface Watch {
  /** Ends the watching. @returns the remotes that were connected to, the one that was seen last at the end */
  end(): readonly Remote[];
}

/** Milliseconds between two looks: a table of some hundred lines is read in less than a tenth of that. */
const INTERVAL = 2;

/** Closed by us: such a connection stays in the table for a minute, with no process any more (tcp(7), TIME_WAIT). */
const TIME_WAIT = '06';

interface Row {
  /** Its own port and the other end: what makes a connection. */
  readonly key: string;
  readonly remote: Remote;
  readonly state: string;
  readonly inode: string;
}

/**
 * Watches the connections of one process to certain remotes. One that is open counts when the process holds its socket;
 * one that it has closed already counts when it was not there before.
 * @param pid its network namespace is looked at, whichever that is
 */
export function watchConnections(pid: number, wanted: ReadonlySet<Remote>, host: WriteHost): Watch {
  const before = new Set(rowsOf(pid, wanted, host).map(({ key }) => key));
  const seen = new Map<Remote, number>();
  const counted = new Set<string>();
  let turn = 0;
  const look = () => {
    turn += 1;
    for (const { key, remote, state, inode } of rowsOf(pid, wanted, host)) {
      if (before.has(key) || counted.has(key)) continue;
      if (state !== TIME_WAIT && !holdsSocket(pid, inode, host)) continue;
      counted.add(key);
      seen.delete(remote);
      seen.set(remote, turn);
    }
  };
  const timer = setInterval(look, INTERVAL);
  return {
    end: () => {
      clearInterval(timer);
      look();
      return [...seen.keys()];
    },
  };
}

function rowsOf(pid: number, wanted: ReadonlySet<Remote>, host: WriteHost): readonly Row[] {
  return (['tcp', 'tcp6'] as const)
    .flatMap((table) => textAt(`/proc/${pid}/net/${table}`, host).split('\n').slice(1))
    .flatMap((line): readonly Row[] => {
      const [, local = '', other = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
      const remote = decodeRemote(other);
      return remote !== undefined && wanted.has(remote)
        ? [{ key: `${local} ${other}`, remote, state, inode }]
        : [];
    });
}

function textAt(path: AbsPath, host: WriteHost): string {
  const read = host.read(path);
  return read.kind === 'file' ? new TextDecoder().decode(read.bytes) : '';
}

/** proc(5): the address as words of 32 bits in the order of the machine's bytes, in hexadecimal. */
function decodeRemote(text: string): Remote | undefined {
  const [, hex = '', port = ''] = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(text) ?? [];
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16)),
  );
  if (bytes.length === 4) return remoteOf(bytes.join('.'), Number.parseInt(port, 16));
  if (bytes.length !== 16) return undefined;
  // ::ffff:192.0.2.1, IPv4 on a socket for both.
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return remoteOf(bytes.slice(12).join('.'), Number.parseInt(port, 16));
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  return remoteOf(groups.join(':'), Number.parseInt(port, 16));
}

function holdsSocket(pid: number, inode: string, { disk, list }: WriteHost): boolean {
  const folder = `/proc/${pid}/fd`;
  return list(folder).some((name) => {
    try {
      return disk.readlink(`${folder}/${name}`) === `socket:[${inode}]`;
    } catch (error) {
      // It was closed meanwhile.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    }
  });
}
