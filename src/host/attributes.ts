// What Node.js cannot copy: extended attributes, ACLs, SELinux labels. cp(1) of coreutils can.

import type { AbsPath } from '../model/file.ts';
import type { Session } from '../model/session.ts';
import { nodeDisk } from './node-disk.ts';
import { resolvePath } from './paths.ts';
import type { CommandResult } from './ports.ts';
import { PROGRAM_FOLDERS, runCommand } from './run-command.ts';

/** Copying attributes takes milliseconds; a file system that hangs is not waited for for ever. */
const LIMIT = 30_000;

/**
 * Copies the attributes of one file to another; `absent` where the system's cp knows nothing of them.
 * @param to may lead through a descriptor of ours (Disk.within)
 */
export async function copyAttributes(
  from: AbsPath,
  to: AbsPath,
  session: Session,
  environment: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const program = findCopy();
  if (program === undefined) return { kind: 'absent' };
  const labels = nodeDisk.lstat('/sys/fs/selinux/enforce') === undefined ? '' : ',context';
  const preserve = `--preserve=mode,ownership,xattr${labels}`;
  const args = ['--no-dereference', '--attributes-only', preserve, '--', from, placeForChild(to, session)];
  return runCommand(program, { program, arguments: args, timeout: LIMIT }, environment);
}

/**
 * The child reaches what is open here through /proc/PID/fd (proc(5)). Not in a user's session: a process that was root
 * keeps its descriptors from everybody (PR_SET_DUMPABLE in prctl(2)); but there cp has the user's rights only, and can
 * do nothing that he could not.
 */
function placeForChild(place: AbsPath, session: Session): AbsPath {
  const [, descriptor = '', name] = /^(\/proc\/self\/fd\/[0-9]+)\/(.+)$/.exec(place) ?? [];
  if (name === undefined) return place;
  if (session.kind === 'user') return `${nodeDisk.readlink(descriptor)}/${name}`;
  return place.replace('/self/', `/${process.pid}/`);
}

/** BusyBox and toybox, one program for all, have a cp that knows nothing of attributes. */
function findCopy(): AbsPath | undefined {
  return PROGRAM_FOLDERS.map((folder) => resolvePath(nodeDisk, '', `${folder}/cp`))
    .flatMap((found) => (found.kind === 'path' ? [found.real] : []))
    .find((real) => nodeDisk.lstat(real)?.kind === 'file' && !/(?:busybox|toybox)$/.test(real));
}
