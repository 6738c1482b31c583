// Directives that a flag of dockerd sets as well: dockerd refuses to start and to reload with both.

import type { JsonObjectView } from '../../formats/json/read.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { ENGINE } from './daemon-json.ts';
import { flattenDirectives } from './directives.ts';
import type { DockerObserved } from './observed.ts';

/** Runtimes of both are merged (moby daemon/config/config.go, skipDuplicates). */
const MERGED = 'runtimes';

/** One finding for each directive in the file that a flag sets, too, at the line that sets the flag. */
export function findFlagConflicts(view: JsonObjectView, observed: DockerObserved): readonly Finding[] {
  const file = observed.configPath;
  const inFile = new Set(flattenDirectives(view.value).map(({ key }) => key));
  return [...observed.flags, ...observed.laterFlags].flatMap(({ flag, value, directive, source }) => {
    if (directive === undefined || directive === MERGED || !inFile.has(directive)) return [];
    const place = source === undefined ? { path: file } : { path: source.path, position: source.position };
    const args = { flag, value, directive, file, source: source?.text ?? '' };
    return [finding('error', 'OPTION_SET_BY_FLAG', args, { engine: ENGINE, ...place })];
  });
}
