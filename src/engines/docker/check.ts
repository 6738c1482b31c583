// dockerd's own judgement of a daemon.json that is not in place yet.

import type { CommandResult, ReadHost } from '../../host/ports.ts';
import type { AbsPath, FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { ENGINE } from './daemon-json.ts';
import { type DockerObserved, versionOf } from './observed.ts';
import { isAtLeast } from './version.ts';

/**
 * Gives the candidate to `dockerd --validate` (since 23.0), with the flags of the daemon: a flag and the file must not
 * set the same. The candidate exists in memory only: nothing is written. Where there is no --validate, and under
 * --root, our own rules have judged already. dockerd's words are shown, never read: they depend on the Go version.
 */
export async function checkDocker(
  changes: readonly FileChange[],
  observed: DockerObserved,
  host: ReadHost,
): Promise<readonly Finding[]> {
  const path = observed.configPath;
  const after = changes.find((change) => change.path === path)?.after;
  const version = versionOf(observed);
  if (after?.kind !== 'file' || !host.live || version === undefined || !isAtLeast(version, '23')) return [];
  const program = programOf(observed, host);
  if (program === undefined) return [];
  const judged = await host.anonymous(after.bytes, (candidate) =>
    host.query({
      program,
      arguments: ['--validate', `--config-file=${candidate}`, ...withoutConfigFile(observed.words)],
      timeout: host.timeout,
    }),
  );
  return judged.ok ? verdictOf(judged.value, path) : [unchecked('failed', judged.error.errno, path)];
}

function verdictOf(result: CommandResult, path: AbsPath): readonly Finding[] {
  switch (result.kind) {
    case 'ended': {
      if (result.code === 0) return [];
      const error = lastLine(result.stderr || result.stdout);
      return [finding('error', 'CANDIDATE_REFUSED', { error }, { engine: ENGINE, path })];
    }
    case 'timeout':
      return [unchecked('timeout', '', path)];
    case 'failed':
      return [unchecked('failed', result.error, path)];
    case 'absent':
      return [unchecked('failed', 'ENOENT', path)];
  }
}

function unchecked(reason: 'timeout' | 'failed', error: string, path: AbsPath): Finding {
  return finding('warning', 'CANDIDATE_UNCHECKED', { reason, error }, { engine: ENGINE, path });
}

/** The running daemon's own program where its path is known, else the installed one. */
function programOf(observed: DockerObserved, host: ReadHost): string | undefined {
  const own = observed.daemon?.argv[0];
  return own?.startsWith('/') && host.program(own) !== undefined ? own : host.program('dockerd');
}

function withoutConfigFile(words: readonly string[]): readonly string[] {
  return words.filter(
    (word, index) =>
      word !== '--config-file' && !word.startsWith('--config-file=') && words[index - 1] !== '--config-file',
  );
}

/** dockerd may log warnings before the verdict. */
function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? '';
}
