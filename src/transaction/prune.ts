// After a change: which generations are kept, and the summary that anybody may read.

import type { WriteHost } from '../host/ports.ts';
import { textOf } from '../model/file.ts';
import type { Finding } from '../model/finding.ts';
import type { Generation } from '../model/generation.ts';
import type { Managed } from '../model/managed.ts';
import type { Result } from '../model/result.ts';
import { sweepTemporaries, type WriteProblem } from './durable.ts';
import { asWarning, hiddenFinding, writeFinding } from './problems.ts';
import { sealMembers } from './record.ts';
import { generationsOf, inPlaceOf, managedOf, readState, type StatePlaces } from './store.ts';
import { deleteGeneration, PUBLIC_MODE, replacePublic } from './store-writer.ts';

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
  /** The change that waits to be confirmed, and until when by the wall clock. */
  readonly awaiting?: { readonly id: string; readonly until: number };
}

/** Deletes what is too old and writes the summary. What fails here does not undo a change that is confirmed. */
export function tidyUp(host: WriteHost, places: StatePlaces): readonly Finding[] {
  const state = readState(host, places.folder);
  if (state.hidden !== undefined) return [asWarning(hiddenFinding(state.hidden))];
  const generations = generationsOf(state);
  const results = prunable(generations, host.clock.now()).map((id) => deleteGeneration(host, places, id));
  const summary: Summary = {
    version: 1,
    generation: inPlaceOf(state).at(-1)?.id ?? null,
    managed: withoutOwnership(managedOf(state)),
    ...awaitingIn(generations.at(-1)),
  };
  results.push(writeSummary(host, places, sealMembers(summary)));
  return results.flatMap((result) =>
    result.ok ? [] : [asWarning(writeFinding(result.error, places.folder))],
  );
}

/** Written only where it says something else: a run that was cut off may have left it behind, or a part of it. */
function writeSummary(host: WriteHost, places: StatePlaces, text: string): Result<void, WriteProblem> {
  const written = host.read(places.summary);
  const isRight = written.kind === 'file' && written.mode === PUBLIC_MODE && textOf(written) === text;
  return isRight
    ? sweepTemporaries(host, host.look(places.folder).real)
    : replacePublic(host, places.summary, text);
}

function awaitingIn(newest: Generation | undefined): Pick<Summary, 'awaiting'> {
  if (newest?.outcome !== 'awaiting' || newest.awaited === undefined) return {};
  const until = newest.awaited.wall + (newest.intent.confirm?.within ?? 0);
  return { awaiting: { id: newest.id, until } };
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
