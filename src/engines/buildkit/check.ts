// buildkitd's own judgement of a file that is not in place yet.

import type { CommandResult, ReadHost } from '../../host/ports.ts';
import type { FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BuildkitObserved, daemonTarget, ENGINE } from './observed.ts';

const CANDIDATE = 'buildkitd.toml';
/** No format of a log: buildkitd ends over it right after it has read its file, before it makes or opens anything. */
const NO_FORMAT = 'none';
const ACCEPTED = `unsupported log type "${NO_FORMAT}"`;
const REFUSED = 'failed to parse config';

/**
 * buildkitd has no command that judges a file. With a log format that it does not know it ends as soon as it has read the
 * file (cmd/buildkitd/main.go; seen with 0.32), and says which of the two it did not like. One that does not know the flag
 * judges nothing, nor does one that needs a user namespace.
 */
export async function checkBuildkit(
  changes: readonly FileChange[],
  observed: BuildkitObserved,
  host: ReadHost,
): Promise<readonly Finding[]> {
  const path = daemonTarget(observed)?.path;
  const after = changes.find((change) => change.path === path)?.after;
  const program = host.program('buildkitd');
  if (after?.kind !== 'file' || path === undefined || !host.live || program === undefined) return [];
  const judged = await host.scratch({ [CANDIDATE]: after.bytes }, (folder) =>
    host.query({
      program,
      arguments: ['--config', `${folder}/${CANDIDATE}`, '--log-format', NO_FORMAT],
      environment: { TMPDIR: folder },
      timeout: host.timeout,
    }),
  );
  const place = { engine: ENGINE, path };
  if (!judged.ok)
    return [
      finding('warning', 'CANDIDATE_UNCHECKED', { reason: 'failed', error: judged.error.errno }, place),
    ];
  return verdictOf(judged.value).map((error) => finding('error', 'CANDIDATE_REFUSED', { error }, place));
}

/** What it says is wrong; nothing where it is content, or has not judged: our own rules have. */
function verdictOf(result: CommandResult): readonly string[] {
  if (result.kind !== 'ended' || result.stderr.includes(ACCEPTED)) return [];
  if (!result.stderr.includes(REFUSED)) return [];
  return [(result.stderr.split('\n')[0] ?? '').replace(/^buildkitd: /, '')];
}
