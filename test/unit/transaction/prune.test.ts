// Which generations are kept: 20 or 90 days, whichever is more, and always the way back to the beginning.

import { describe, expect, it } from 'vitest';
import type { FileRecord, Generation, GenerationOutcome } from '../../../src/model/generation.ts';
import { NOTHING_MANAGED } from '../../../src/model/managed.ts';
import { prunable } from '../../../src/transaction/prune.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = 1_000 * DAY;

function generation(
  id: number,
  path: string,
  age: number,
  outcome: GenerationOutcome = 'committed',
): Generation {
  const absent = { kind: 'absent' } as const;
  const file: FileRecord = {
    path,
    real: path,
    engine: null,
    before: absent,
    after: absent,
    transitional: null,
    undoTransitional: null,
  };
  return {
    id: String(id),
    outcome,
    intent: {
      version: 1,
      id: String(id),
      command: 'setup',
      flags: [],
      time: NOW - age * DAY,
      files: [file],
      directories: [],
      engines: [],
      stackBefore: [],
      stackAfter: [],
      managedBefore: NOTHING_MANAGED,
      managedAfter: NOTHING_MANAGED,
    },
  };
}

describe('pruning', () => {
  it('keeps everything younger than 90 days', () => {
    const young = Array.from({ length: 50 }, (_, index) => generation(index + 1, '/a', 89));
    expect(prunable(young, NOW)).toEqual([]);
  });
  it('keeps the newest 20 whatever their age', () => {
    const old = Array.from({ length: 20 }, (_, index) => generation(index + 1, '/a', 900));
    expect(prunable(old, NOW)).toEqual([]);
  });
  it('keeps the first change of every file', () => {
    const old = Array.from({ length: 30 }, (_, index) =>
      generation(index + 1, index === 4 ? '/b' : '/a', 900),
    );
    expect(prunable(old, NOW)).toEqual(['2', '3', '4', '6', '7', '8', '9', '10']);
  });
  it('does not take a change that was undone for the first', () => {
    const old = Array.from({ length: 22 }, (_, index) =>
      generation(index + 1, '/a', 900, index === 0 ? 'rolled-back' : 'committed'),
    );
    expect(prunable(old, NOW)).toEqual(['1']);
  });
  it('keeps the last good one', () => {
    const old = Array.from({ length: 30 }, (_, index) =>
      generation(index + 1, '/a', 900, index < 5 ? 'committed' : 'rolled-back'),
    );
    expect(prunable(old, NOW)).not.toContain('5');
  });
});
