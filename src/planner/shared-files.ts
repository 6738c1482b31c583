// Engines that read the same files: what one of them changes all take up, and what is ours is held in common. Pure.

import type { Engine, Observed } from '../engines/engine.ts';
import { type FileChange, sameFile } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type Entry, type Holdings, sameEntry } from '../model/managed.ts';
import type { EnginePlan } from '../model/plan.ts';
import { type Request, requestKey } from '../model/request.ts';

/** What one engine wants to change. */
export interface Part {
  readonly engine: Engine;
  readonly observed: Observed;
  readonly changes: readonly FileChange[];
  readonly holdings: Holdings;
}

/** The parts of the engines that share their files with this one, without it. */
function sharing(part: Part, parts: readonly Part[]): readonly Part[] {
  return parts.filter((one) => one !== part && one.engine.holder === part.engine.holder);
}

/** Its own changes, and those of others to files that it reads, too. */
export function changesSeenBy(part: Part, parts: readonly Part[]): readonly FileChange[] {
  const all = new Map(part.changes.map((change) => [change.path, change]));
  for (const change of sharing(part, parts).flatMap(({ changes }) => changes)) {
    if (part.observed.files.has(change.path) && !all.has(change.path)) all.set(change.path, change);
  }
  return [...all.values()];
}

/** Files of which two engines want different things: neither may win in silence. Said by the later one. */
export function findDisputes(part: Part, parts: readonly Part[]): readonly Finding[] {
  const earlier = sharing(part, parts.slice(0, parts.indexOf(part)));
  return earlier.flatMap((other) =>
    disputed(part, other).map((path) =>
      finding('error', 'SHARED_FILE_DISPUTED', { with: other.engine.id }, { engine: part.engine.id, path }),
    ),
  );
}

function disputed(part: Part, other: Part): readonly string[] {
  const different = part.changes.filter(({ path, after }) => {
    const theirs = other.changes.find((one) => one.path === path);
    return theirs !== undefined && !sameFile(theirs.after, after);
  });
  const gone = [...takenFrom(other, part), ...takenFrom(part, other)];
  return [...new Set([...different, ...gone].map(({ path }) => path))];
}

/** What one deletes and the other needs as it is. */
function takenFrom(owner: Part, taker: Part): readonly FileChange[] {
  return taker.changes.filter(
    ({ path, after }) =>
      after.kind === 'absent' &&
      !owner.changes.some((one) => one.path === path) &&
      owner.holdings.entries.some((entry) => entry.path === path),
  );
}

/** The same for the images that files pass through while the engines are activated. */
export function findPassingDisputes(plan: EnginePlan, earlier: readonly EnginePlan[]): readonly Finding[] {
  return earlier
    .filter(({ holder }) => holder === plan.holder)
    .flatMap((other) =>
      [[plan.settlement, other.settlement] as const, [plan.undo, other.undo] as const].flatMap(
        ([own, theirs]) =>
          own.transitional
            .filter(({ path, image }) =>
              theirs.transitional.some((one) => one.path === path && !sameFile(one.image, image)),
            )
            .map(({ path }) =>
              finding('error', 'SHARED_FILE_DISPUTED', { with: other.engine }, { engine: plan.engine, path }),
            ),
      ),
    );
}

/** What is ours afterwards, by holder. Who changes a file says what is ours in it. */
export function unitedHoldings(parts: readonly Part[]): Readonly<Record<string, Holdings>> {
  const holders = [...new Set(parts.map(({ engine }) => engine.holder))];
  return Object.fromEntries(
    holders.map((holder) => [holder, unite(parts.filter((part) => part.engine.holder === holder))]),
  );
}

function unite(parts: readonly Part[]): Holdings {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only.holdings;
  const changes = parts.flatMap((part) => part.changes);
  const gone = new Set(changes.filter(({ after }) => after.kind === 'absent').map(({ path }) => path));
  const all = parts.map(({ holdings }) => holdings);
  const fromFile = [...new Set(all.flatMap((held) => held.fromFile ?? []))];
  const displaced = uniqueRequests(all.flatMap((held) => held.displaced ?? []));
  return {
    requests: uniqueRequests(all.flatMap(({ requests }) => requests)),
    entries: uniqueEntries(parts.flatMap((part) => part.holdings.entries.filter(saidBy(part, changes)))),
    files: [...new Set(all.flatMap(({ files }) => files))].filter((path) => !gone.has(path)),
    blanks: [
      ...new Map(
        parts
          .flatMap((part) => part.holdings.blanks.filter(saidBy(part, changes)))
          .map((blank) => [blank.path, blank] as const),
      ).values(),
    ],
    dropIn: all.some(({ dropIn }) => dropIn),
    ...(fromFile.length === 0 ? {} : { fromFile }),
    ...(displaced.length === 0 ? {} : { displaced }),
  };
}

function saidBy(part: Part, changes: readonly FileChange[]): (of: { readonly path: string }) => boolean {
  const own = new Set(part.changes.map(({ path }) => path));
  const all = new Set(changes.map(({ path }) => path));
  return ({ path }) => own.has(path) || !all.has(path);
}

function uniqueRequests(requests: readonly Request[]): readonly Request[] {
  return [...new Map(requests.map((request) => [requestKey(request), request])).values()];
}

function uniqueEntries(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((entry, index) => entries.findIndex((one) => sameEntry(one, entry)) === index);
}
