// Whether a look has proved that every engine uses its files, as far as that can be told at all.

import type { EngineReport } from '../../model/outcome.ts';
import type { FoundEngine } from '../../planner/find-engines.ts';

/**
 * Every running engine agrees with its files. One that can never say what it has loaded (Loaded.lasting) is no reason to
 * look again: the next look would find out no more.
 */
export function isProved(reports: readonly EngineReport[], engines: readonly FoundEngine[]): boolean {
  return reports.every(
    ({ engine, running, inSync }) => !running || inSync === true || !canBeAsked(engine, engines),
  );
}

function canBeAsked(id: string, engines: readonly FoundEngine[]): boolean {
  const found = engines.find(({ engine }) => engine.id === id);
  const known = found?.engine.known(found.observed);
  return known?.kind !== 'unknown' || known.lasting !== true;
}
