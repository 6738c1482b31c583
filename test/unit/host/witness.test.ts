// What a look has read, and when its identities prove that nothing has changed since.

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { WriteHost } from '../../../src/host/ports.ts';
import { isUnchanged, recordReads } from '../../../src/host/witness.ts';
import { makeTempHost, type TempHost } from '../../support/temp-host.ts';

const FILE = '/etc/file';
const MINUTE = 60_000;

let temp: TempHost;
afterEach(() => temp.remove());

/** @param ahead by how many milliseconds the host's clock is ahead of the one that gave the file its times */
function start(ahead: number): WriteHost {
  temp = makeTempHost();
  temp.write(FILE, 'as it is');
  return { ...temp.host, clock: { ...temp.host.clock, now: () => Date.now() + ahead } };
}

function witnessesOf(host: WriteHost) {
  const recording = recordReads(host, host.root);
  recording.host.read(FILE);
  return recording.witnesses();
}

function setTimes(time: string): void {
  fs.utimesSync(path.join(temp.root, FILE), new Date(time), new Date(time));
}

describe('a file is witnessed', () => {
  it('when it was changed long enough ago', () => {
    expect(witnessesOf(start(MINUTE))).toMatchObject([{ path: FILE, depth: 'whole' }]);
  });

  it.each(['2040-01-01', '1999-01-01'])('whatever modification time somebody gave it: %s', (time) => {
    const host = start(MINUTE);
    setTimes(time);
    expect(witnessesOf(host)).toHaveLength(1);
  });

  it('when the clock that gave it its times has been set back since', () => {
    expect(witnessesOf(start(-MINUTE))).toHaveLength(1);
  });

  it.each([0, 1500, -1500])('not when a second change could carry the same time: %i ms', (ahead) => {
    expect(witnessesOf(start(ahead))).toBeUndefined();
  });

  it('not when it changes while it is looked at', () => {
    const host = start(MINUTE);
    const recording = recordReads(host, host.root);
    recording.host.read(FILE);
    temp.write(FILE, 'another');
    expect(recording.witnesses()).toBeUndefined();
  });
});

describe('a change is seen', () => {
  const seen = (change: () => void) => {
    const host = start(MINUTE);
    setTimes('2040-01-01');
    const witnesses = witnessesOf(host) ?? [];
    expect([witnesses.length, isUnchanged(witnesses, host, host.root)]).toEqual([1, true]);
    change();
    return !isUnchanged(witnesses, host, host.root);
  };

  it('of the content, with all its times put back', () => {
    expect(
      seen(() => {
        fs.writeFileSync(path.join(temp.root, FILE), 'as it IS');
        setTimes('2040-01-01');
      }),
    ).toBe(true);
  });

  it('of the mode', () => {
    expect(seen(() => fs.chmodSync(path.join(temp.root, FILE), 0o600))).toBe(true);
  });

  it('into something that cannot be read', () => {
    expect(
      seen(() => {
        fs.rmSync(path.join(temp.root, FILE));
        fs.mkdirSync(path.join(temp.root, FILE));
      }),
    ).toBe(true);
  });
});
