// What is ours, as far as this user may know it.

import type { IoProblem, ReadHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type Managed, NOTHING_MANAGED } from '../model/managed.ts';
import { waitingIn } from '../transaction/awaiting.ts';
import { asWarning } from '../transaction/problems.ts';
import type { Summary } from '../transaction/prune.ts';
import { unsealMembers } from '../transaction/record.ts';
import { lostRecord } from '../transaction/recover.ts';
import {
  damagedImages,
  generationsOf,
  inPlaceOf,
  isFolderOrUnknown,
  managedOf,
  type State,
} from '../transaction/store.ts';
import { waitingFinding } from './waiting.ts';

export interface VisibleState {
  readonly managed: Managed;
  /** Whether ownership is known: only to root. */
  readonly owners: boolean;
  /** The newest generation whose files are in place. */
  readonly newest: string | null;
  readonly findings: readonly Finding[];
}

/** From the state itself, or without root from the summary that everybody may read. Writes nothing. */
export function managedFor(state: State, host: ReadHost): VisibleState {
  if (state.hidden !== undefined) return summarised(state, state.hidden, host);
  const pending = generationsOf(state).filter((one) => one.outcome === 'pending');
  const lost = lostRecord(state);
  const unreadable = state.found.flatMap((found) =>
    found.kind === 'unreadable' && found.id !== lost?.arguments.id ? [found.id] : [],
  );
  const damaged = state.found.flatMap((found) => {
    if (found.kind !== 'generation') return [];
    const parts = [...found.damage, ...damagedImages(host, state, found.generation)];
    return parts.length > 0 ? [`generation ${found.generation.id}: ${parts.join(', ')}`] : [];
  });
  const waiting = waitingIn(state, host);
  return {
    managed: managedOf(state),
    owners: true,
    newest: inPlaceOf(state).at(-1)?.id ?? null,
    findings: [
      ...noFolders(state, host),
      ...(waiting === undefined ? [] : [waitingFinding(waiting)]),
      ...pending.map(({ id }) => finding('warning', 'RECOVERY_PENDING', { id })),
      ...(lost === undefined ? [] : [asWarning(lost)]),
      ...unreadable.map((id) => finding('warning', 'STATE_DAMAGED', { what: `generation ${id}` })),
      ...damaged.map((what) => finding('warning', 'STATE_DAMAGED', { what })),
    ],
  };
}

/** Something else stands where the state is kept: nothing of it can be seen. */
function noFolders({ places }: State, host: ReadHost): readonly Finding[] {
  return [places.folder, places.generations]
    .filter((path) => !isFolderOrUnknown(host, path))
    .map((path) =>
      finding(
        'warning',
        'TARGET_REFUSED',
        { reason: 'not-a-directory', detail: host.look(path).kind },
        { path },
      ),
    );
}

function summarised(state: State, { errno }: IoProblem, host: ReadHost): VisibleState {
  const hidden = finding('info', 'NOT_VISIBLE', { what: state.places.generations, error: errno });
  const summary = host.read(state.places.summary);
  const isOdd = summary.kind === 'unreadable' && summary.problem.found !== undefined;
  if (summary.kind !== 'file' && !isOdd)
    return { managed: NOTHING_MANAGED, owners: false, newest: null, findings: [hidden] };
  const parsed = summary.kind === 'file' ? summaryOf(new TextDecoder().decode(summary.bytes)) : undefined;
  if (parsed === undefined) {
    const damaged = finding('warning', 'STATE_DAMAGED', { what: state.places.summary });
    return { managed: NOTHING_MANAGED, owners: false, newest: null, findings: [hidden, damaged] };
  }
  const { managed, generation: newest, awaiting } = parsed;
  const waits = awaiting === undefined ? [] : [waitingFinding(waitingUntil(awaiting, host))];
  return { managed, owners: false, newest, findings: [hidden, ...waits] };
}

/** The wall clock has to do for who may not see the journal. */
function waitingUntil({ id, until }: NonNullable<Summary['awaiting']>, { clock }: ReadHost) {
  return { id, until, left: Math.max(0, until - clock.now()) };
}

function summaryOf(text: string): Summary | undefined {
  const members = unsealMembers(text);
  return members !== undefined && isSummary(members) ? members : undefined;
}

/** The hash says that we wrote it; what is left to check is that this version of the program did. */
function isSummary(members: object): members is Summary {
  return 'version' in members && members.version === 1;
}
