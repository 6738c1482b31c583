// containerd's own judgement of a config.toml that is not in place yet.

import type { CommandResult, ReadHost } from '../../host/ports.ts';
import type { AbsPath, FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { withChanges } from '../engine.ts';
import { dialectOf, readConfigFile, readConfiguration } from './configuration.ts';
import { dumpedPath, lastLine } from './loaded.ts';
import type { ContainerdObserved } from './observed.ts';
import { ENGINE } from './places.ts';

/**
 * Has `containerd config dump` read the candidate, and holds what it finds against what was meant. Only config.toml itself
 * can be given as a candidate, and only where it imports nothing by a relative path: that leads from its own folder.
 */
export async function checkContainerd(
  changes: readonly FileChange[],
  observed: ContainerdObserved,
  host: ReadHost,
): Promise<readonly Finding[]> {
  const [main = ''] = observed.configFiles;
  const edited = changes.find(({ path }) => observed.configFiles.includes(path));
  if (edited?.after.kind !== 'file' || !host.live) return [];
  const { path, after } = edited;
  const read = readConfigFile(after, dialectOf(observed));
  const isBound = read.ok && (read.value?.imports ?? []).some((name) => !name.startsWith('/'));
  if (path !== main || isBound) return [unchecked('blind', '', path)];
  const judged = await host.anonymous(after.bytes, (candidate) =>
    host.query({
      program: 'containerd',
      arguments: ['--config', candidate, 'config', 'dump'],
      timeout: host.timeout,
    }),
  );
  if (!judged.ok) return [unchecked('failed', judged.error.errno, path)];
  return verdictOf(judged.value, path, withChanges(observed, changes));
}

function verdictOf(result: CommandResult, path: AbsPath, after: ContainerdObserved): readonly Finding[] {
  switch (result.kind) {
    case 'ended': {
      if (result.code !== 0) return [refused(lastLine(result.stderr || result.stdout), path)];
      const meant = readConfiguration(after);
      const found = dumpedPath(result.stdout, dialectOf(after).isNew);
      const agrees = meant.ok && meant.value.configPath === found;
      return agrees ? [] : [refused(`containerd config dump: config_path = ${JSON.stringify(found)}`, path)];
    }
    case 'timeout':
      return [unchecked('timeout', '', path)];
    case 'failed':
      return [unchecked('failed', result.error, path)];
    case 'absent':
      return [unchecked('failed', 'ENOENT', path)];
  }
}

function refused(error: string, path: AbsPath): Finding {
  return finding('error', 'CANDIDATE_REFUSED', { error }, { engine: ENGINE, path });
}

function unchecked(reason: 'timeout' | 'failed' | 'blind', error: string, path: AbsPath): Finding {
  return finding('warning', 'CANDIDATE_UNCHECKED', { reason, error }, { engine: ENGINE, path });
}
