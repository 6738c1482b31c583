// What Node.js cannot copy: extended attributes, ACLs, SELinux labels. cp(1) of coreutils can.

import type { AbsPath } from '../model/file.ts';
import { nodeDisk } from './node-disk.ts';
import { resolvePath } from './paths.ts';
import type { CommandResult } from './ports.ts';
import { PROGRAM_FOLDERS, runCommand } from './run-command.ts';

/** Copying attributes takes milliseconds; a file system that hangs is not waited for for ever. */
const LIMIT = 30_000;

/** Copies the attributes of one file to another; `absent` where the system's cp knows nothing of them. */
export async function copyAttributes(
  from: AbsPath,
  to: AbsPath,
  environment: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const program = findCopy();
  if (program === undefined) return { kind: 'absent' };
  const labels = nodeDisk.lstat('/sys/fs/selinux/enforce') === undefined ? '' : ',context';
  const preserve = `--preserve=mode,ownership,xattr${labels}`;
  const args = ['--no-dereference', '--attributes-only', preserve, '--', from, to];
  return runCommand(program, { program, arguments: args, timeout: LIMIT }, environment);
}

/** BusyBox and toybox, one program for all, have a cp that knows nothing of attributes. */
function findCopy(): AbsPath | undefined {
  return PROGRAM_FOLDERS.map((folder) => resolvePath(nodeDisk, '', `${folder}/cp`))
    .flatMap((found) => (found.kind === 'path' ? [found.real] : []))
    .find((real) => nodeDisk.lstat(real)?.kind === 'file' && !/(?:busybox|toybox)$/.test(real));
}
