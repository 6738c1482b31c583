// What is ours, as far as this user may know it.

import type { ReadHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type Managed, NOTHING_MANAGED } from '../model/managed.ts';
import type { Summary } from '../transaction/prune.ts';
import { committedOf, damagedImages, generationsOf, managedOf, type State } from '../transaction/store.ts';

export interface VisibleState {
  readonly managed: Managed;
  /** Whether ownership is known: only to root. */
  readonly owners: boolean;
  /** The newest committed generation. */
  readonly newest: string | null;
  readonly findings: readonly Finding[];
}

/** From the state itself, or without root from the summary that everybody may read. Writes nothing. */
export function managedFor(state: State, host: ReadHost): VisibleState {
  if (state.hidden) return summarised(state, host);
  const pending = generationsOf(state).filter((one) => one.outcome === 'pending');
  const unreadable = state.found.flatMap((found) => (found.kind === 'unreadable' ? [found.id] : []));
  const damaged = state.found.flatMap((found) => {
    if (found.kind !== 'generation') return [];
    const parts = [...found.damage, ...damagedImages(host, state, found.generation)];
    return parts.length > 0 ? [`generation ${found.generation.id}: ${parts.join(', ')}`] : [];
  });
  return {
    managed: managedOf(state),
    owners: true,
    newest: committedOf(state).at(-1)?.id ?? null,
    findings: [
      ...pending.map(({ id }) => finding('warning', 'RECOVERY_PENDING', { id })),
      ...unreadable.map((id) => finding('warning', 'STATE_DAMAGED', { what: `generation ${id}` })),
      ...damaged.map((what) => finding('warning', 'STATE_DAMAGED', { what })),
    ],
  };
}

function summarised(state: State, host: ReadHost): VisibleState {
  const hidden = finding('info', 'NOT_VISIBLE', { what: state.places.generations, error: 'EACCES' });
  const summary = host.read(state.places.summary);
  if (summary.kind !== 'file')
    return { managed: NOTHING_MANAGED, owners: false, newest: null, findings: [hidden] };
  const parsed = summaryOf(new TextDecoder().decode(summary.bytes));
  if (parsed === undefined) {
    const damaged = finding('warning', 'STATE_DAMAGED', { what: state.places.summary });
    return { managed: NOTHING_MANAGED, owners: false, newest: null, findings: [hidden, damaged] };
  }
  return { managed: parsed.managed, owners: false, newest: parsed.generation, findings: [hidden] };
}

function summaryOf(text: string): Summary | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSummary(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isSummary(value: unknown): value is Summary {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'managed' in value
  );
}
