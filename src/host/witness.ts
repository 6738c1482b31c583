// Identities of everything that a look at the host read: as long as each is the same, the look would see the same.
//
// A file's identity is its device, inode, size, mode, owner and both its times, to the nanosecond. The time of the last
// status change (ctime) cannot be set by programs, so that a file that was replaced and put back, with all its times, is
// seen. The other one (mtime) can: an archive or an image brings its own, which may lie in the future.

import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import type { AbsPath } from '../model/file.ts';
import type { Witness, WitnessDepth } from '../model/witness.ts';
import { nodeDisk } from './node-disk.ts';
import { below, errnoOf, resolvePath } from './paths.ts';
import type { ReadHost } from './ports.ts';
import { readRegular } from './regular-file.ts';
import { PROGRAM_FOLDERS } from './run-command.ts';

export interface Recording {
  readonly host: ReadHost;
  /**
   * The identities, or undefined when they prove nothing: something was changed while it was looked at, or so shortly
   * before that a second change could carry the same time.
   */
  witnesses(): readonly Witness[] | undefined;
}

/** File systems count time in steps of up to two seconds (vfat), the kernel in steps of ten milliseconds. */
const STEP = 2_000;

/**
 * A host that remembers what is read through it. What engines and systemd answer is not recorded: the programs, the
 * processes and the sockets that answer are.
 * @param root '' for the running system
 */
export function recordReads(host: ReadHost, root: string): Recording {
  const begun = host.clock.now();
  const seen = new Map<string, Seen>();
  const note = (path: AbsPath, depth: WitnessDepth) => {
    const key = `${depth} ${path}`;
    if (isPassing(path) || seen.has(key)) return;
    seen.set(key, { path, depth, ...identify(path, depth, host, root) });
  };
  const noted = <T>(depth: WitnessDepth, ask: (path: AbsPath) => T) => {
    return (path: AbsPath): T => {
      // Before the question: what changes in between is seen at the end.
      note(path, depth);
      return ask(path);
    };
  };
  return {
    host: {
      ...host,
      read: noted('whole', host.read),
      list: noted('whole', host.list),
      listing: noted('whole', host.listing),
      look: noted('kind', host.look),
      variable: noted('variable', host.variable),
      program: (name) => {
        const places = name.startsWith('/') ? [name] : PROGRAM_FOLDERS.map((folder) => `${folder}/${name}`);
        for (const place of places) note(place, 'whole');
        return host.program(name);
      },
    },
    witnesses: () => {
      const all = [...seen.values()].map(({ changed: _, ...witness }) => witness);
      // A time that is still to come was given by a clock that has been set back since: it lies apart as well.
      const settled = [...seen.values()].every(({ changed }) => Math.abs(changed - begun) > STEP);
      return settled && isUnchanged(all, host, root) ? all : undefined;
    },
  };
}

/** Whether everything is still as it was witnessed. */
export function isUnchanged(witnesses: readonly Witness[], host: ReadHost, root: string): boolean {
  return witnesses.every(
    ({ path, depth, identity }) => identify(path, depth, host, root).identity === identity,
  );
}

interface Identified {
  readonly identity: string;
  /** The last change of status, milliseconds since 1970; 0 where there is none. */
  readonly changed: number;
}

type Seen = Witness & Identified;

/** The search for a process by its name goes through all of them; the one that is found is asked for its words. */
function isPassing(path: AbsPath): boolean {
  return path === '/proc' || /^\/proc\/[0-9]+\/(?:comm|status)$/.test(path);
}

function identify(path: AbsPath, depth: WitnessDepth, host: ReadHost, root: string): Identified {
  if (depth === 'variable') return { identity: hash(host.variable(path) ?? '\0'), changed: 0 };
  const pid = /^\/proc\/([0-9]+)\//.exec(path)?.[1];
  if (pid !== undefined) return { identity: processIdentity(pid), changed: 0 };
  try {
    const resolved = resolvePath(nodeDisk, root, path);
    if (resolved.kind === 'loop') return { identity: 'loop', changed: 0 };
    if (/^\/(?:proc|sys)\//.test(path)) {
      return { identity: hash(textAt(below(root, resolved.real))), changed: 0 };
    }
    const stat = lstatSync(below(root, resolved.real), { bigint: true, throwIfNoEntry: false });
    return stat === undefined
      ? { identity: `absent ${resolved.real}`, changed: 0 }
      : fileIdentity(resolved.real, stat, depth);
  } catch (error) {
    return { identity: errnoOf(error), changed: 0 };
  }
}

function fileIdentity(real: AbsPath, stat: BigIntStats, depth: WitnessDepth): Identified {
  const who = [real, stat.dev, stat.ino, stat.mode, stat.uid, stat.gid];
  if (depth === 'kind' && stat.isDirectory()) return { identity: who.join(' '), changed: 0 };
  return {
    identity: [...who, stat.nlink, stat.size, stat.mtimeNs, stat.ctimeNs].join(' '),
    changed: Number(stat.ctimeMs),
  };
}

/** The process and when it was started, in ticks since the boot, and which boot (proc(5)). */
function processIdentity(pid: string): string {
  const started =
    textAt(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')[19] ?? '';
  return `${pid} ${started} ${textAt('/proc/sys/kernel/random/boot_id').trim()}`;
}

function textAt(place: AbsPath): string {
  try {
    return new TextDecoder().decode(readRegular(place));
  } catch (error) {
    return errnoOf(error);
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
