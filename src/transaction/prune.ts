// After a change: which generations are kept, and the summary that anybody may read.

import type { WriteHost } from '../host/ports.ts';
import type { Finding } from '../model/finding.ts';
import { finding } from '../model/finding.ts';
import type { Generation } from '../model/generation.ts';
import type { Managed } from '../model/managed.ts';
import { generationsOf, managedOf, readState, type StatePlaces } from './store.ts';
import { deleteGeneration, replacePublic } from './store-writer.ts';

const KEPT_AT_LEAST = 20;
const KEPT_FOR = 90 * 24 * 60 * 60 * 1000;

/**
 * The generations that may go: older than 90 days and not among the newest 20. Never the newest that was kept, and
 * never one that holds the first known state of a file: `rollback --original` needs it.
 * @param now milliseconds since 1970
 */
export function prunable(generations: readonly Generation[], now: number): readonly string[] {
  const seen = new Set<string>();
  const first = new Set<string>();
  for (const { id, intent, outcome } of generations) {
    const fresh = intent.files.filter((file) => outcome === 'committed' && !seen.has(file.path));
    if (fresh.length > 0) first.add(id);
    for (const file of fresh) seen.add(file.path);
  }
  const good = generations.findLast((one) => one.outcome === 'committed')?.id;
  return generations
    .slice(0, Math.max(0, generations.length - KEPT_AT_LEAST))
    .filter((one) => now - one.intent.time > KEPT_FOR && !first.has(one.id) && one.id !== good)
    .map((one) => one.id);
}

/** What `status` may know without root: which requests are in force, nothing of any file's content. */
export interface Summary {
  readonly version: 1;
  readonly generation: string | null;
  readonly managed: Managed;
}

/** Deletes what is too old and writes the summary. What fails here does not undo a change that is confirmed. */
export function tidyUp(host: WriteHost, places: StatePlaces): readonly Finding[] {
  const state = readState(host, places.folder);
  const generations = generationsOf(state);
  const results = prunable(generations, host.clock.now()).map((id) => deleteGeneration(host, places, id));
  const summary: Summary = {
    version: 1,
    generation: generations.findLast((one) => one.outcome === 'committed')?.id ?? null,
    managed: withoutOwnership(managedOf(state)),
  };
  results.push(replacePublic(host, places.summary, `${JSON.stringify(summary)}\n`));
  return results.flatMap((result) =>
    result.ok
      ? []
      : [
          finding(
            'warning',
            'STATE_DAMAGED',
            { what: JSON.stringify(result.error) },
            { path: places.folder },
          ),
        ],
  );
}

/** Who wrote which entry is for root to see. */
function withoutOwnership(managed: Managed): Managed {
  return {
    ...managed,
    hosts: { ...managed.hosts, entries: [], blanks: [] },
    engines: Object.fromEntries(
      Object.entries(managed.engines).map(([id, held]) => [id, { ...held, entries: [], blanks: [] }]),
    ),
  };
}
