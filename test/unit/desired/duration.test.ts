// Durations as people type them, in milliseconds.

import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/desired/duration.ts';

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1m30s', 90_000],
    ['1.5s', 1500],
    ['10', 10_000],
    ['0.25', 250],
    ['0', 0],
    ['0s', 0],
    ['576h', 2_073_600_000],
  ])('%s is %d ms', (text, value) => expect(parseDuration(text, 0)).toEqual({ ok: true, value }));

  it.each([
    '',
    ' ',
    's',
    '5 s',
    '-5s',
    '+5s',
    '5x',
    '5S',
    '5d',
    's5',
    '5s ',
    '1e3',
    '0x10',
    'NaN',
    '1..5s',
    '577h',
    '1m 30s',
  ])('refuses %j', (text) => expect(parseDuration(text, 0)).toEqual({ ok: false, error: 'not-a-duration' }));

  it('refuses what is less than makes sense', () => {
    expect(parseDuration('0s', 1).ok).toBe(false);
    expect(parseDuration('0.2ms', 1).ok).toBe(false);
    expect(parseDuration('1ms', 1)).toEqual({ ok: true, value: 1 });
  });
});
