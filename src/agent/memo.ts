// The memory of the last look that found nothing to do: as long as it holds, a look is a comparison of identities. Pure.

import type { AbsPath } from '../model/file.ts';
import type { Witness } from '../model/witness.ts';
import type { Figures } from './metrics.ts';

/** The figures that stay as they are while nothing changes. */
export type LastingFigures = Pick<Figures, 'authorities' | 'generation' | 'lastChange'>;

export interface LookMemo {
  readonly version: 1;
  /** The program that looked: another one may see more. */
  readonly program: string;
  readonly config: AbsPath;
  readonly stateDir: AbsPath;
  /** Milliseconds since 1970. */
  readonly taken: number;
  readonly figures: LastingFigures;
  /** See Look.folders. */
  readonly folders: readonly AbsPath[];
  readonly witnesses: readonly Witness[];
}

/**
 * Identities of files say nothing of what a daemon does by itself: the engines are asked at least once an hour, however
 * quiet it is.
 */
const LASTS = 60 * 60 * 1000;

/** Whether a memo may be compared at all: of this program, this file and this state, and young. */
export function isUsable(
  memo: LookMemo,
  asked: Pick<LookMemo, 'program' | 'config' | 'stateDir'>,
  now: number,
): boolean {
  const ofThis =
    memo.program === asked.program && memo.config === asked.config && memo.stateDir === asked.stateDir;
  return ofThis && now >= memo.taken && now - memo.taken < LASTS;
}
