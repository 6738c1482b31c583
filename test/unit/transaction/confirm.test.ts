// A change that has to be confirmed, on a real disk: waiting, kept, taken back, and killed at every call of each.

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { withChanges } from '../../../src/engines/engine.ts';
import type { Clock, WriteHost } from '../../../src/host/ports.ts';
import { type FileChange, invertChange } from '../../../src/model/file.ts';
import { BY_FLAGS, type GenerationOutcome } from '../../../src/model/generation.ts';
import { NOTHING_MANAGED } from '../../../src/model/managed.ts';
import { keepWaiting, waitingIn } from '../../../src/transaction/awaiting.ts';
import { recover, withdraw } from '../../../src/transaction/recover.ts';
import { generationsOf, readState, statePlaces } from '../../../src/transaction/store.ts';
import { makeStateFolders } from '../../../src/transaction/store-writer.ts';
import { transact } from '../../../src/transaction/transact.ts';
import { Crash, crashingDisk } from '../../support/crashing-disk.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { makeTempHost, type TempHost } from '../../support/temp-host.ts';
import { TOY_FILE, ToyDaemon, toyEngine } from '../../support/toy-engine.ts';

const STATE = '/var/lib/registry-client';
const WITHIN = 600_000;
const UNITS = '/etc/systemd/system';
const SERVICE = `${UNITS}/registry-client-confirm.service`;
const TIMER = `${UNITS}/registry-client-confirm.timer`;
const EARLY = `${UNITS}/registry-client-confirm-boot.service`;
const AT_BOOT = `${UNITS}/multi-user.target.d/registry-client-confirm.conf`;
const quiet = () => undefined;

const made: TempHost[] = [];
afterEach(() => {
  for (const temp of made.splice(0)) temp.remove();
});

interface Toy {
  readonly temp: TempHost;
  readonly daemon: ToyDaemon;
  readonly host: WriteHost;
  /** The words of every systemctl that was run. */
  readonly told: string[];
  readonly before: readonly string[];
  /** Moves the clock that nobody can set. */
  pass(milliseconds: number): void;
}

function start(execute?: (words: string) => number): Toy {
  const told: string[] = [];
  let daemon: ToyDaemon | undefined;
  const temp = makeTempHost({
    root: makeTempFolder('confirm'),
    execute: (command) => {
      told.push(command.arguments.join(' '));
      const code = execute?.(command.arguments.join(' ')) ?? 0;
      if (code !== 0) return { kind: 'ended', code, stdout: '', stderr: 'played' };
      return daemon?.execute(command) ?? { kind: 'absent' };
    },
  });
  made.push(temp);
  temp.write(TOY_FILE, 'old', 0o640);
  temp.write(`${UNITS}/other.service`, '[Unit]\n');
  daemon = new ToyDaemon(() => temp.text(TOY_FILE));
  let uptime = 1_000_000;
  const clock: Clock = { ...temp.host.clock, boot: () => ({ id: 'this', uptime, age: uptime }) };
  // A child process for each file would make thousands of kills slow; without cp files do without attributes.
  const copyAttributes = async () => ({ kind: 'absent' }) as const;
  const host: WriteHost = { ...temp.host, clock, copyAttributes, self: ['/usr/bin/registry-client'] };
  return {
    ...{ temp, daemon, host, told, before: temp.listing() },
    pass: (milliseconds) => {
      uptime += milliseconds;
    },
  };
}

async function change(toy: Toy, host: WriteHost = toy.host, text = 'new') {
  const engine = toyEngine(toy.daemon);
  const observed = await engine.inspect(host, { expected: true });
  const old = observed?.files.get(TOY_FILE);
  if (observed === undefined || old?.kind !== 'file') throw new Error('the toy is gone');
  const after = { ...old, bytes: new TextEncoder().encode(text) };
  const changes: readonly FileChange[] = [{ path: TOY_FILE, before: old, after }];
  const engines = [
    {
      engine: 'toy',
      version: '1',
      running: true,
      changes,
      settlement: engine.settle(changes, observed, 'auto'),
      undo: engine.settle(changes.map(invertChange), engine.assume(withChanges(observed, changes)), 'auto'),
    },
  ] as const;
  const prepared = makeStateFolders(host, statePlaces(STATE));
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  const input = {
    ...({ command: 'setup', flags: [], origin: BY_FLAGS, managedBefore: NOTHING_MANAGED } as const),
    plan: { engines, changes: [], directories: [], managed: NOTHING_MANAGED },
    subjects: [{ engine, observed }],
    stackAfter: undefined,
    confirmWithin: WITHIN,
  };
  return transact(input, readState(host, STATE), host, quiet);
}

const recoverNow = (toy: Toy, host: WriteHost = toy.host) =>
  recover(readState(host, STATE), [toyEngine(toy.daemon)], host, quiet);

const withdrawNow = (toy: Toy, host: WriteHost = toy.host) =>
  withdraw(readState(host, STATE), [toyEngine(toy.daemon)], host, quiet);

async function keepNow(toy: Toy, host: WriteHost = toy.host) {
  const state = readState(host, STATE);
  const waiting = waitingIn(state, host);
  if (waiting === undefined) throw new Error('nothing waits');
  return keepWaiting(waiting, state, host, quiet);
}

const outcomeOf = ({ host }: Toy): GenerationOutcome | undefined =>
  generationsOf(readState(host, STATE)).at(-1)?.outcome;

const hasUnits = ({ temp }: Toy): boolean =>
  [SERVICE, EARLY, TIMER, AT_BOOT].every((unit) => temp.text(unit) !== undefined);

function expectUndone(toy: Toy, told = ''): void {
  expect(toy.temp.listing(), told).toEqual(toy.before);
  expect(toy.daemon.memory, told).toBe('old');
}

function expectKept(toy: Toy, told = ''): void {
  expect(toy.temp.text(TOY_FILE), told).toBe('new');
  expect(toy.daemon.memory, told).toBe('new');
  const withoutFile = (lines: readonly string[]) => lines.filter((line) => !line.startsWith(TOY_FILE));
  expect(withoutFile(toy.temp.listing()), told).toEqual(withoutFile(toy.before));
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

/** Runs a step again and again, killed one call later each time, until it comes to its end. */
async function killEverywhere(
  prepare: (toy: Toy) => Promise<unknown>,
  step: (toy: Toy, host: WriteHost) => Promise<unknown>,
  afterwards: (toy: Toy, told: string, ended: boolean) => Promise<void>,
): Promise<number> {
  for (let allowed = 0; ; allowed += 1) {
    const toy = start();
    await prepare(toy);
    const host = { ...toy.host, disk: crashingDisk(toy.host.disk, allowed) };
    const ended = await step(toy, host).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Crash) return false;
        throw error;
      },
    );
    await afterwards(toy, `call ${allowed}`, ended);
    const again = await recoverNow(toy);
    expect(again, `call ${allowed}`).toMatchObject({ kind: 'nothing', findings: [] });
    if (ended) return allowed;
    for (const temp of made.splice(0)) temp.remove();
  }
}

describe('a kill at every call', () => {
  it('of the change: units before files, and undone by the timer or in time', async () => {
    const calls = await killEverywhere(
      async () => undefined,
      change,
      async (toy, told, ended) => {
        if (toy.temp.text(TOY_FILE) !== 'old') expect(hasUnits(toy), told).toBe(true);
        const waits = outcomeOf(toy) === 'awaiting';
        if (ended) expect(waits).toBe(true);
        toy.pass(WITHIN);
        expect((await recoverNow(toy)).kind, told).not.toBe('failed');
        expectUndone(toy, told);
      },
    );
    expect(calls).toBeGreaterThan(100);
  }, 600_000);

  it('of the confirmation: still waiting, or kept', async () => {
    await killEverywhere(change, keepNow, async (toy, told, ended) => {
      const kept = outcomeOf(toy) === 'committed';
      expect(kept || outcomeOf(toy) === 'awaiting', told).toBe(true);
      if (!kept) expect(hasUnits(toy), told).toBe(true);
      if (ended) expect(kept).toBe(true);
      toy.pass(WITHIN);
      expect((await recoverNow(toy)).kind, told).not.toBe('failed');
      if (kept) expectKept(toy, told);
      else expectUndone(toy, told);
    });
  }, 600_000);

  it('of the undoing when its time is over: undone by the next run', async () => {
    const expire = async (toy: Toy) => {
      await change(toy);
      toy.pass(WITHIN);
    };
    await killEverywhere(expire, recoverNow, async (toy, told) => {
      if (outcomeOf(toy) !== 'rolled-back') expect(hasUnits(toy), told).toBe(true);
      expect((await recoverNow(toy)).kind, told).not.toBe('failed');
      expectUndone(toy, told);
    });
  }, 600_000);

  it('of a rollback before its time: begun, it is finished and cannot be kept any more', async () => {
    await killEverywhere(change, withdrawNow, async (toy, told) => {
      const waits = outcomeOf(toy) === 'awaiting';
      if (outcomeOf(toy) !== 'rolled-back') expect(hasUnits(toy), told).toBe(true);
      await recoverNow(toy);
      if (waits) expect(toy.temp.text(TOY_FILE), told).toBe('new');
      toy.pass(WITHIN);
      await recoverNow(toy);
      expectUndone(toy, told);
    });
  }, 600_000);
});
