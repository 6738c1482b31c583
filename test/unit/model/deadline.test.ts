// How long a change may still wait: by the clock that nobody can set, and after a reboot by the other one.

import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/desired/duration.ts';
import { type Moment, timeLeft } from '../../../src/model/deadline.ts';
import { durationText } from '../../../src/model/duration.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const NOON = Date.UTC(2026, 5, 1, 12);

const SINCE: Moment = { wall: NOON, boot: { id: 'first', uptime: 10 * HOUR, age: 9 * HOUR } };

/** The same boot `passed` later, with the wall clock set wrong by `step`. */
const later = (passed: number, step = 0): Moment => ({
  wall: NOON + passed + step,
  boot: { id: 'first', uptime: 10 * HOUR + passed, age: 9 * HOUR + passed },
});

/** Another boot, `age` old, with the wall clock at `wall`. */
const rebooted = (wall: number, age: number): Moment => ({
  wall,
  boot: { id: 'second', uptime: 500 * HOUR + age, age },
});

describe('in the same boot', () => {
  it('time passes', () => {
    expect(timeLeft(SINCE, HOUR, SINCE)).toBe(HOUR);
    expect(timeLeft(SINCE, HOUR, later(HOUR - 1))).toBe(1);
    expect(timeLeft(SINCE, HOUR, later(HOUR))).toBe(0);
    expect(timeLeft(SINCE, HOUR, later(YEAR))).toBe(0);
  });

  it.each([HOUR, -HOUR, YEAR, -YEAR, -NOON])('a wall clock that is set by %i ms does nothing', (step) => {
    expect(timeLeft(SINCE, HOUR, later(HOUR / 2, step))).toBe(HOUR / 2);
    expect(timeLeft(SINCE, HOUR, later(HOUR, step))).toBe(0);
  });

  it('it never waits longer than it was asked to, whatever the clock says', () => {
    expect(timeLeft(SINCE, HOUR, later(-5 * HOUR))).toBe(HOUR);
  });
});

describe('after a reboot', () => {
  it('the wall clock counts the time that it was off', () => {
    expect(timeLeft(SINCE, HOUR, rebooted(NOON + HOUR / 2, 1000))).toBe(HOUR / 2);
    expect(timeLeft(SINCE, HOUR, rebooted(NOON + HOUR, 1000))).toBe(0);
    expect(timeLeft(SINCE, HOUR, rebooted(NOON + YEAR, 1000))).toBe(0);
  });

  it('a clock that starts in 1970 gives it no more than the whole time, from the boot on', () => {
    expect(timeLeft(SINCE, HOUR, rebooted(0, 0))).toBe(HOUR);
    expect(timeLeft(SINCE, HOUR, rebooted(HOUR / 2, HOUR / 2))).toBe(HOUR / 2);
    expect(timeLeft(SINCE, HOUR, rebooted(HOUR, HOUR))).toBe(0);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0s'],
    [500, '500ms'],
    [1500, '1s500ms'],
    [90_000, '1m30s'],
    [26 * HOUR, '26h'],
    [HOUR + 1000, '1h1s'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
    expect(parseDuration(text, 0)).toEqual({ ok: true, value: milliseconds });
  });
});
