// Which directories are not safe to put files into.

import { describe, expect, it } from 'vitest';
import { dangerOf } from '../../../src/model/directory-danger.ts';

const rights = (mode: number, uid = 0, gid = 0) => ({ mode, uid, gid });

describe('for root on the running system', () => {
  it.each([
    [0o755, 0, 0],
    [0o700, 0, 0],
    [0o775, 0, 0], // root's own group
    [0o1777, 0, 0], // sticky: nobody can rename what is root's
    [0o1775, 0, 50],
    [0o755, 0, 50],
  ])('mode %o of %i:%i is safe', (mode, uid, gid) =>
    expect(dangerOf(rights(mode, uid, gid), 0, true)).toBeUndefined(),
  );

  it.each([
    [0o777, 0, 0, 'mode 777'],
    [0o757, 0, 0, 'mode 757'],
    [0o775, 0, 50, 'mode 775, group 50'],
    [0o2775, 0, 50, 'mode 2775, group 50'],
    [0o755, 1000, 0, 'owned by user 1000'],
    [0o1777, 1000, 0, 'owned by user 1000'],
  ])('mode %o of %i:%i is not: %s', (mode, uid, gid, danger) =>
    expect(dangerOf(rights(mode, uid, gid), 0, true)).toBe(danger),
  );
});

describe('for a user, and under --root, where a tree belongs to whoever builds it', () => {
  it.each([
    [1000, true],
    [0, false],
  ])('user %i, live %s', (user, live) => {
    expect(dangerOf(rights(0o775, 1000, 1000), user, live)).toBeUndefined();
    expect(dangerOf(rights(0o777, 1000, 1000), user, live)).toBe('mode 777');
  });
});
