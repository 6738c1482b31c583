// Whether the files of a plan can be replaced atomically at all; asked before anything is written.

import { posix } from 'node:path';
import type { IoProblem, Looked, ReadHost } from '../host/ports.ts';
import { dangerOf } from '../model/directory-danger.ts';
import type { AbsPath } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';

/**
 * Looks at every file that is going to be replaced, made or deleted.
 * @param writing false for --dry-run, which needs no right to write
 */
export function examineTargets(
  paths: readonly AbsPath[],
  writing: boolean,
  host: ReadHost,
): readonly Finding[] {
  const mounts = mountPoints(host);
  return paths.flatMap((path) => {
    const looked = host.look(path);
    const place = { path };
    if (looked.kind === 'symlink-loop')
      return [finding('error', 'TARGET_REFUSED', { reason: 'symlink-loop' }, place)];
    if (looked.kind !== 'file' && looked.kind !== 'absent' && looked.kind !== 'unreadable') {
      return [finding('error', 'TARGET_REFUSED', { reason: 'not-a-file', detail: looked.kind }, place)];
    }
    if (looked.kind === 'file' && looked.links > 1) {
      return [
        finding('error', 'TARGET_REFUSED', { reason: 'hard-links', detail: String(looked.links) }, place),
      ];
    }
    const obstacle = obstacleAbove(looked.real, host);
    if (obstacle !== undefined) {
      const { kind, real } = obstacle;
      return [
        finding('error', 'TARGET_REFUSED', { reason: 'not-a-directory', detail: kind }, { path: real }),
      ];
    }
    // rename(2) over a mount point gives EBUSY: a file that was bind-mounted into a container, for example.
    if (mounts.has(looked.real))
      return [finding('error', 'TARGET_REFUSED', { reason: 'mount-point' }, place)];
    const unsafe = unsafeAbove(looked.real, host);
    if (unsafe !== undefined) {
      const detail = `${unsafe.directory} (${unsafe.danger})`;
      return [finding('error', 'TARGET_REFUSED', { reason: 'writable-by-others', detail }, place)];
    }
    return writing ? refusalOf(looked.kind === 'file' ? [looked.real] : [], looked.real, path, host) : [];
  });
}

/** The first directory on the way to a real path in which others could swap what is written. */
function unsafeAbove(
  real: AbsPath,
  host: ReadHost,
): { readonly directory: AbsPath; readonly danger: string } | undefined {
  const parent = posix.dirname(real);
  if (parent === real) return undefined;
  const above = unsafeAbove(parent, host);
  if (above !== undefined) return above;
  const looked = host.look(parent);
  const danger =
    looked.kind === 'directory' && parent !== '/' ? dangerOf(looked, host.user.uid, host.live) : undefined;
  return danger === undefined ? undefined : { directory: parent, danger };
}

/** What stands on the way to a real path where a directory should; under it there is nothing, and can be nothing. */
function obstacleAbove(real: AbsPath, host: ReadHost): Looked | undefined {
  const nearest = host.look(nearestDirectory(posix.dirname(real), host));
  return nearest.kind === 'directory' || nearest.kind === 'unreadable' ? undefined : nearest;
}

function refusalOf(
  file: readonly AbsPath[],
  real: AbsPath,
  path: AbsPath,
  host: ReadHost,
): readonly Finding[] {
  const problem = [...file, nearestDirectory(posix.dirname(real), host)]
    .map((place) => host.writable(place))
    .find((one) => one !== undefined);
  return problem === undefined ? [] : [accessFinding(problem, path)];
}

function nearestDirectory(directory: AbsPath, host: ReadHost): AbsPath {
  return directory === '/' || host.look(directory).kind !== 'absent'
    ? directory
    : nearestDirectory(posix.dirname(directory), host);
}

/** access(2) as root fails only where nobody may write: EPERM for an immutable file (chattr +i), EROFS. */
function accessFinding(problem: IoProblem, path: AbsPath): Finding {
  switch (problem.errno) {
    case 'EROFS':
      return finding('error', 'TARGET_REFUSED', { reason: 'read-only' }, { path });
    case 'EPERM':
      return finding('error', 'TARGET_REFUSED', { reason: 'immutable' }, { path });
    default:
      return finding('error', 'NO_PERMISSION', { error: problem.errno }, { path });
  }
}

/** proc(5), /proc/PID/mountinfo: the fifth field, with octal escapes. */
function mountPoints(host: ReadHost): ReadonlySet<AbsPath> {
  if (!host.live) return new Set();
  const table = host.read('/proc/self/mountinfo');
  if (table.kind !== 'file') return new Set();
  const points = new TextDecoder()
    .decode(table.bytes)
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    );
  return new Set(points);
}
