// What holds the agent, and what lets it go on.

import { describe, expect, it } from 'vitest';
import { type AgentRecord, NO_RECORD, resumed } from '../../../src/agent/record.ts';
import { standingOf } from '../../../src/agent/standing.ts';
import {
  BY_FLAGS,
  type ChangingCommand,
  type Generation,
  type Origin,
} from '../../../src/model/generation.ts';
import { NOTHING_MANAGED } from '../../../src/model/managed.ts';

const PATH = '/etc/registry-client/config.json5';
const A = { path: PATH, sha256: 'a' };
const B = { path: PATH, sha256: 'b' };
const NOW = 1_000_000;

const byFile = (sha256: string, path = PATH): Origin => ({ kind: 'file', path, sha256 });

function history(...changes: readonly (readonly [ChangingCommand, Origin])[]): readonly Generation[] {
  return changes.map(([command, origin], index) => ({
    id: String(index + 1),
    outcome: 'committed',
    intent: {
      version: 1,
      id: String(index + 1),
      command,
      flags: [],
      origin,
      time: 500,
      files: [],
      directories: [],
      engines: [],
      stackBefore: [],
      stackAfter: [],
      managedBefore: NOTHING_MANAGED,
      managedAfter: NOTHING_MANAGED,
    },
  }));
}

const LAPSED = {
  outcome: 'rolled-back',
  awaited: { wall: 500, boot: { id: 'boot', uptime: 1, age: 1 } },
} as const;

/** A setup that waited to be confirmed in vain. */
function lapsed(id: string, origin: Origin): readonly Generation[] {
  return history(['setup', origin]).map((one) => ({ ...one, ...LAPSED, id }));
}

const accepted = (sha256: string, generation: string | null): AgentRecord => ({
  ...NO_RECORD,
  accepted: { path: PATH, sha256, generation },
});

const held = (id: string, command: ChangingCommand) => ({
  kind: 'held',
  hold: { kind: 'change', id, command, time: 500 },
});

describe('standing', () => {
  it('is free for a file that never was in force', () => {
    expect(standingOf(NO_RECORD, A, history(['setup', BY_FLAGS]), NOW)).toEqual({
      kind: 'free',
      isNew: true,
    });
  });

  it.each(['rollback', 'remove', 'setup'] as const)('is held by a %s after it was accepted', (command) => {
    const changes = history(['setup', byFile('a')], [command, BY_FLAGS]);
    expect(standingOf(accepted('a', '1'), A, changes, NOW)).toEqual(held('2', command));
  });

  it('is held by history alone, before the agent has ever looked', () => {
    const changes = history(['setup', byFile('a')], ['rollback', BY_FLAGS]);
    expect(standingOf(NO_RECORD, A, changes, NOW)).toEqual(held('2', 'rollback'));
  });

  it('is held by a change that nobody confirmed', () => {
    const changes = [...history(['setup', byFile('a')]), ...lapsed('2', BY_FLAGS)];
    const hold = { ...held('2', 'setup').hold, lapsed: true };
    expect(standingOf(accepted('a', '1'), A, changes, NOW)).toEqual({ kind: 'held', hold });
    expect(standingOf(accepted('a', '1'), B, changes, NOW)).toEqual({ kind: 'free', isNew: true });
    expect(standingOf(accepted('a', '2'), A, changes, NOW)).toEqual({ kind: 'free', isNew: false });
  });

  it('is held when this very content was tried and not confirmed', () => {
    const changes = [...history(['setup', byFile('a')]), ...lapsed('2', byFile('b'))];
    const hold = { ...held('2', 'setup').hold, lapsed: true };
    for (const record of [NO_RECORD, accepted('a', '1'), accepted('b', '1')]) {
      expect(standingOf(record, B, changes, NOW)).toEqual({ kind: 'held', hold });
    }
    // Back to what stood before; another try; after --resume.
    expect(standingOf(accepted('a', '1'), A, changes, NOW)).toEqual({ kind: 'free', isNew: false });
    expect(standingOf(accepted('a', '1'), { ...A, sha256: 'c' }, changes, NOW)).toEqual({
      kind: 'free',
      isNew: true,
    });
    expect(standingOf(accepted('b', '2'), B, changes, NOW)).toEqual({ kind: 'free', isNew: false });
  });

  it('is free again when the content that was not confirmed was put in force for good', () => {
    const again = history(['setup', byFile('a')], ['setup', byFile('b')], ['setup', byFile('b')]);
    const changes = again.map((one) => (one.id === '2' ? { ...one, ...LAPSED } : one));
    expect(standingOf(accepted('a', '1'), B, changes, NOW)).toEqual({ kind: 'free', isNew: true });
  });

  it('is held by another file, and not by this one', () => {
    const other = history(['setup', byFile('a')], ['setup', byFile('x', '/elsewhere.json5')]);
    expect(standingOf(accepted('a', '1'), A, other, NOW)).toEqual(held('2', 'setup'));
    const same = history(['setup', byFile('a')], ['setup', byFile('a')]);
    expect(standingOf(accepted('a', '1'), A, same, NOW)).toEqual({ kind: 'free', isNew: false });
  });

  it('is free again when the file changes, also back to an older content', () => {
    const changes = history(['setup', byFile('a')], ['setup', byFile('b')], ['rollback', BY_FLAGS]);
    expect(standingOf(accepted('b', '2'), B, changes, NOW)).toEqual(held('3', 'rollback'));
    expect(standingOf(accepted('b', '2'), A, changes, NOW)).toEqual({ kind: 'free', isNew: true });
    expect(standingOf(NO_RECORD, A, changes, NOW)).toEqual({ kind: 'free', isNew: true });
  });

  it('is held when the file was put in force by hand and taken back since the last look', () => {
    const changes = history(['setup', byFile('b')], ['setup', byFile('a')], ['rollback', BY_FLAGS]);
    expect(standingOf(accepted('b', '1'), A, changes, NOW)).toEqual(held('3', 'rollback'));
  });

  it('counts changes by their number', () => {
    const changes = history(...Array.from({ length: 9 }, () => ['setup', byFile('a')] as const), [
      'remove',
      BY_FLAGS,
    ] as const);
    expect(standingOf(accepted('a', '9'), A, changes, NOW)).toEqual(held('10', 'remove'));
    expect(standingOf(accepted('a', '10'), A, changes, NOW)).toEqual({ kind: 'free', isNew: false });
  });

  it('is paused until the time has come', () => {
    const record = { ...accepted('a', '1'), pausedUntil: NOW };
    const changes = history(['setup', byFile('a')]);
    expect(standingOf(record, A, changes, NOW - 1)).toEqual({ kind: 'paused', until: NOW });
    expect(standingOf(record, A, changes, NOW)).toEqual({ kind: 'free', isNew: false });
  });

  it('is held where the record is damaged', () => {
    expect(standingOf(undefined, A, [], NOW)).toEqual({ kind: 'held', hold: { kind: 'damaged' } });
  });

  it('is free after --resume, whatever held it', () => {
    const hold = { kind: 'corrections', id: '9', path: '/etc/x', time: 1, suspects: [] } as const;
    const changes = history(['setup', byFile('a')], ['rollback', BY_FLAGS]);
    const record: AgentRecord = { ...accepted('a', '1'), hold, pausedUntil: NOW * 2 };
    expect(standingOf(record, A, changes, NOW * 3)).toEqual({ kind: 'held', hold });
    const after = resumed(record, { ...A, generation: '2' });
    expect(standingOf(after, A, changes, NOW)).toEqual({ kind: 'free', isNew: false });
  });
});
