// A change that has to be confirmed, on a real disk: waiting, kept, taken back, and damaged meanwhile.

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { waitingIn } from '../../../src/transaction/awaiting.ts';
import { generationsOf, readState } from '../../../src/transaction/store.ts';
import {
  AT_BOOT,
  change,
  EARLY,
  expectKept,
  expectUndone,
  hasUnits,
  keepNow,
  outcomeOf,
  recoverNow,
  SERVICE,
  STATE,
  startToy,
  TIMER,
  type Toy,
  WITHIN,
  withdrawNow,
} from '../../support/confirm-toy.ts';
import { TOY_FILE } from '../../support/toy-engine.ts';

const made: Toy[] = [];
afterEach(() => {
  for (const { temp } of made.splice(0)) temp.remove();
});

function start(execute?: (words: string) => number): Toy {
  const toy = startToy(execute);
  made.push(toy);
  return toy;
}

describe('a change that has to be confirmed', () => {
  it('waits, with the units that would undo it', async () => {
    const toy = start();
    expect(await change(toy)).toMatchObject({ kind: 'awaiting', id: '1', findings: [] });
    expect(toy.daemon.memory).toBe('new');
    expect(outcomeOf(toy)).toBe('awaiting');
    expect(toy.temp.text(SERVICE)).toContain(
      'ExecStart=+/usr/bin/registry-client recover --state-dir /var/lib/registry-client --wait 10m\n',
    );
    expect(toy.temp.text(EARLY)).toContain('\nBefore=toy.service\n');
    expect(toy.temp.text(SERVICE), 'a reload would wait for it').not.toContain('Before=');
    expect(toy.temp.text(TIMER)).toContain('\nOnActiveSec=600000ms\nOnUnitInactiveSec=60000ms\n');
    expect(toy.temp.text(AT_BOOT)).toContain(
      '\nWants=registry-client-confirm-boot.service registry-client-confirm.service registry-client-confirm.timer\n',
    );
    expect(JSON.parse(toy.temp.text(`${STATE}/summary.json`) ?? '')).toMatchObject({
      generation: '1',
      awaiting: { id: '1' },
    });
    toy.pass(WITHIN - 1);
    expect(await recoverNow(toy)).toMatchObject({ kind: 'nothing', findings: [] });
    expect(waitingIn(readState(toy.host, STATE), toy.host)).toMatchObject({ id: '1', left: 1 });
    expect(hasUnits(toy)).toBe(true);
  });

  it('starts the timer before the first file changes, and anew when the time begins', async () => {
    const seen: (readonly [string, string | undefined])[] = [];
    const toy: Toy = start((words) => {
      if (words.includes('confirm.timer')) seen.push([words.split(' ')[0] ?? '', toy.temp.text(TOY_FILE)]);
      return 0;
    });
    await change(toy);
    expect(seen.filter(([verb]) => verb === 'restart')).toEqual([
      ['restart', 'old'],
      ['restart', 'new'],
    ]);
  });

  it('is kept', async () => {
    const toy = start();
    await change(toy);
    expect(await keepNow(toy)).toEqual([]);
    expectKept(toy);
    toy.pass(WITHIN * 2);
    expect(await recoverNow(toy)).toMatchObject({ kind: 'nothing' });
    expectKept(toy);
    expect(outcomeOf(toy)).toBe('committed');
  });

  it('is undone when the time is over', async () => {
    const toy = start();
    await change(toy);
    toy.pass(WITHIN);
    const recovery = await recoverNow(toy);
    expect(recovery).toMatchObject({ kind: 'rolled-back', id: '1' });
    expect(recovery.findings.map(({ code }) => code)).toEqual(['CONFIRM_LAPSED']);
    expectUndone(toy);
    expect(generationsOf(readState(toy.host, STATE))).toMatchObject([
      { outcome: 'rolled-back', awaited: { boot: { id: 'this' } } },
    ]);
    expect(await recoverNow(toy)).toMatchObject({ kind: 'nothing', findings: [] });
  });

  it('is taken back before its time', async () => {
    const toy = start();
    await change(toy);
    expect(await withdrawNow(toy)).toMatchObject({ kind: 'rolled-back' });
    expectUndone(toy);
  });

  it('is undone in an engine that somebody else has activated', async () => {
    const toy = start();
    toy.daemon.memory = 'new';
    await change(toy);
    expect(toy.daemon.reloads, 'by us').toBe(0);
    toy.pass(WITHIN);
    await recoverNow(toy);
    expectUndone(toy);
  });

  it('keeps what somebody has edited meanwhile, and says so', async () => {
    const toy = start();
    await change(toy);
    toy.temp.write(TOY_FILE, 'edited', 0o640);
    toy.daemon.memory = 'edited';
    toy.pass(WITHIN);
    const recovery = await recoverNow(toy);
    expect(recovery.findings.map(({ code }) => code)).toEqual(['CONFIRM_LAPSED', 'RECOVERY_CONFLICT']);
    expect(toy.temp.text(TOY_FILE)).toBe('edited');
    expect(hasUnits(toy)).toBe(false);
  });

  it('is not begun where the timer cannot be started', async () => {
    const toy = start((words) => (words === 'restart registry-client-confirm.timer' ? 1 : 0));
    const outcome = await change(toy);
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(outcome.findings.map(({ code }) => code)).toEqual(['CONFIRM_UNITS_FAILED']);
    expectUndone(toy);
    expect(toy.daemon.reloads).toBe(0);
  });

  it('leaves no units when it fails by itself', async () => {
    const toy = start();
    toy.daemon.deaf = 1;
    expect(await change(toy)).toMatchObject({ kind: 'rolled-back' });
    expectUndone(toy);
    expect(generationsOf(readState(toy.host, STATE)).at(0)?.awaited).toBeUndefined();
  });

  it('leaves a directory that others use', async () => {
    const toy = start();
    await change(toy);
    toy.temp.write(path.join(path.dirname(AT_BOOT), 'theirs.conf'), '[Unit]\n');
    await keepNow(toy);
    expect(fs.readdirSync(path.join(toy.temp.root, path.dirname(AT_BOOT)))).toEqual(['theirs.conf']);
  });
});

describe('damage', () => {
  const place = (toy: Toy, name: string) => path.join(toy.temp.root, STATE, 'generations/1', name);

  it('of the line that says that it waits does not undo it early', async () => {
    const toy = start();
    await change(toy);
    const journal = fs.readFileSync(place(toy, 'journal'), 'utf8');
    fs.writeFileSync(place(toy, 'journal'), journal.replace('awaiting', 'awaitinG'));
    expect(await recoverNow(toy)).toMatchObject({ kind: 'nothing' });
    expect(outcomeOf(toy)).toBe('awaiting');
    toy.pass(WITHIN);
    await recoverNow(toy);
    expectUndone(toy);
  });

  it('of the line that says that it was kept does not undo it later', async () => {
    const toy = start();
    await change(toy);
    await keepNow(toy);
    const journal = fs.readFileSync(place(toy, 'journal'), 'utf8');
    fs.writeFileSync(place(toy, 'journal'), journal.replace('committed', 'committeD'));
    toy.pass(WITHIN);
    expect(await recoverNow(toy)).toMatchObject({ kind: 'nothing' });
    expectKept(toy);
  });

  it('of the journal does not make one that lapsed forget that it did', async () => {
    const toy = start();
    await change(toy);
    toy.pass(WITHIN);
    await recoverNow(toy);
    fs.rmSync(place(toy, 'journal'));
    expect(generationsOf(readState(toy.host, STATE)).at(0)).toMatchObject({
      outcome: 'rolled-back',
      awaited: { boot: { id: 'this' } },
    });
  });
});
