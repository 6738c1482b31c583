// From the errors of writing to findings.

import type { IoProblem } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { WriteProblem } from './durable.ts';

/** The finding for a write that did not happen; the target is as it was. */
export function writeFinding(problem: WriteProblem, path: AbsPath): Finding {
  switch (problem.kind) {
    case 'changed':
      return finding('error', 'CHANGED_MEANWHILE', {}, { path });
    case 'unsafe':
      return finding('error', 'TARGET_REFUSED', { reason: problem.reason, detail: problem.detail }, { path });
    case 'io':
      return ioFinding(problem.problem.operation, problem.problem.errno, path);
  }
}

function ioFinding(operation: string, errno: string, path: AbsPath): Finding {
  switch (errno) {
    case 'EACCES':
      return finding('error', 'NO_PERMISSION', { error: errno }, { path });
    case 'EPERM':
      return finding('error', 'TARGET_REFUSED', { reason: 'immutable' }, { path });
    case 'EROFS':
      return finding('error', 'TARGET_REFUSED', { reason: 'read-only' }, { path });
    case 'EBUSY':
      return finding('error', 'TARGET_REFUSED', { reason: 'mount-point' }, { path });
    default:
      return finding('error', 'WRITE_FAILED', { operation, error: errno }, { path });
  }
}

/** The state cannot be read: as long as that is so nothing is known of what is ours, and nothing can be changed. */
export function hiddenFinding({ path, errno }: IoProblem): Finding {
  return finding('error', 'FILE_UNREADABLE', { error: errno }, { path });
}

/** A write that did not happen, where the host is none the worse for it. */
export function asWarning(problem: Finding): Finding {
  return { ...problem, severity: 'warning' };
}
