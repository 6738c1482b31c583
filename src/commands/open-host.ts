// The host of a run, from the global options.

import type { GlobalOptions } from '../desired/invocation.ts';
import { errnoOf } from '../host/paths.ts';
import type { WriteHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding } from '../model/finding.ts';
import { err, ok, type Result } from '../model/result.ts';

/**
 * @param interruption tells which signal asked us to end, if one has come
 * @returns the host, or why the folder of --root cannot be used
 */
export async function openHost(
  global: GlobalOptions,
  io: CommandIo,
  interruption: () => string | undefined,
): Promise<Result<WriteHost, Finding>> {
  try {
    const { environment, session } = io;
    const { root, timeout } = global;
    return ok(await io.createHost({ root, timeout, environment, session, interruption }));
  } catch (error) {
    const errno = errnoOf(error);
    const reason = ({ ENOENT: 'absent', ENOTDIR: 'not-a-directory' } as const)[errno] ?? 'unreadable';
    const place = { path: global.root ?? '/' };
    return err(finding('error', 'INPUT_FILE', { option: '--root', reason, error: errno }, place));
  }
}
