// The transaction on a real disk: commit, failure, crash at every call, recovery.

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, withChanges } from '../../../src/engines/engine.ts';
import type { WriteHost } from '../../../src/host/ports.ts';
import { ABSENT, type FileChange, type FileState, invertChange } from '../../../src/model/file.ts';
import { BY_FLAGS } from '../../../src/model/generation.ts';
import { NOTHING_MANAGED } from '../../../src/model/managed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { directoryChanges } from '../../../src/planner/directories.ts';
import { takeLock } from '../../../src/transaction/lock.ts';
import { recover } from '../../../src/transaction/recover.ts';
import { committedOf, readState, statePlaces } from '../../../src/transaction/store.ts';
import { makeStateFolders } from '../../../src/transaction/store-writer.ts';
import { transact } from '../../../src/transaction/transact.ts';
import { Crash } from '../../support/crashing-disk.ts';
import { makeTempHost, type TempHost, type TempHostOptions } from '../../support/temp-host.ts';
import { TOY_FILE, ToyDaemon, type ToyObserved, toyEngine } from '../../support/toy-engine.ts';

const STATE = '/var/lib/registry-client';
const quiet = () => undefined;

const made: TempHost[] = [];
afterEach(() => {
  for (const temp of made.splice(0)) temp.remove();
});

function file(text: string, host: WriteHost, mode = 0o644): FileState {
  return { kind: 'file', bytes: new TextEncoder().encode(text), mode, ...host.user };
}

interface Toy {
  readonly temp: TempHost;
  readonly daemon: ToyDaemon;
}

function start(before: string | undefined, options: TempHostOptions = {}): Toy {
  let daemon: ToyDaemon | undefined;
  const temp = makeTempHost({
    ...options,
    execute: (command) => daemon?.execute(command) ?? { kind: 'absent' },
  });
  made.push(temp);
  if (before !== undefined) temp.write(TOY_FILE, before, 0o640);
  temp.write('/etc/hosts', '127.0.0.1 localhost\n');
  daemon = new ToyDaemon(() => temp.text(TOY_FILE));
  return { temp, daemon };
}

/** What becomes of a second file of the toy. */
interface Beside {
  readonly engine: Engine<ToyObserved>;
  readonly path: string;
  readonly after: FileState;
}

/** One change of the toy's file and of /etc/hosts, through the whole protocol. */
async function change(toy: Toy, after: FileState, host: WriteHost = toy.temp.host, beside?: Beside) {
  const engine = beside?.engine ?? toyEngine(toy.daemon);
  const observed = await engine.inspect(host, { expected: true });
  if (observed === undefined) throw new Error('the toy is gone');
  const before = observed.files.get(TOY_FILE) ?? ABSENT;
  const changes: readonly FileChange[] = [
    { path: TOY_FILE, before, after },
    ...(beside === undefined
      ? []
      : [{ path: beside.path, before: observed.files.get(beside.path) ?? ABSENT, after: beside.after }]),
  ];
  const hosts = host.read('/etc/hosts');
  if (hosts.kind !== 'file') throw new Error('no /etc/hosts');
  const bytes = new TextEncoder().encode('127.0.0.1 localhost\n192.0.2.1 toy # registry-client\n');
  const names: readonly FileChange[] = [{ path: '/etc/hosts', before: hosts, after: { ...hosts, bytes } }];
  const plan: Plan = {
    engines: [
      {
        engine: 'toy',
        holder: 'toy',
        version: '1',
        running: true,
        changes,
        shared: [],
        settlement: engine.settle(changes, observed, 'auto'),
        undo: engine.settle(changes.map(invertChange), engine.assume(withChanges(observed, changes)), 'auto'),
      },
    ],
    changes: names,
    directories: directoryChanges([...changes, ...names], ['/etc/toy', '/etc/toy/guards'], host),
    managed: NOTHING_MANAGED,
  };
  const subjects = [{ engine, observed }];
  const input = {
    command: 'setup',
    flags: [],
    origin: BY_FLAGS,
    plan,
    subjects,
    managedBefore: NOTHING_MANAGED,
    stackAfter: undefined,
  } as const;
  const prepared = makeStateFolders(host, statePlaces(STATE));
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  return transact(input, readState(host, STATE), host, quiet);
}

describe('a change that works', () => {
  it('writes, activates, proves and keeps', async () => {
    const toy = start('old');
    const outcome = await change(toy, file('new', toy.temp.host, 0o640));
    expect(outcome).toMatchObject({ kind: 'committed', id: '1', findings: [] });
    expect(toy.temp.text(TOY_FILE)).toBe('new');
    expect(toy.daemon).toMatchObject({ memory: 'new', reloads: 1 });
    expect(committedOf(readState(toy.temp.host, STATE)).map((one) => one.intent.stackAfter)).toEqual([['1']]);
  });

  it('empties the engine through a transitional image, with one reload', async () => {
    const toy = start('old');
    expect(await change(toy, ABSENT)).toMatchObject({ kind: 'committed' });
    expect(toy.temp.text(TOY_FILE)).toBeUndefined();
    expect(toy.daemon).toMatchObject({ memory: '', reloads: 1 });
  });

  it('keeps state from others, and lets them see the summary', async () => {
    const toy = start('old');
    await change(toy, file('new', toy.temp.host));
    const modeOf = (name: string) => fs.statSync(path.join(toy.temp.root, STATE, name)).mode & 0o777;
    expect({
      folder: modeOf('.'),
      generations: modeOf('generations'),
      summary: modeOf('summary.json'),
    }).toEqual({
      folder: 0o711,
      generations: 0o700,
      summary: 0o644,
    });
    const inside = fs.readdirSync(path.join(toy.temp.root, STATE, 'generations/1'));
    for (const name of inside) expect([name, modeOf(`generations/1/${name}`)]).toEqual([name, 0o600]);
  });
});

describe('a change that fails', () => {
  it('is undone when the engine ignores the reload', async () => {
    const toy = start('old');
    const before = toy.temp.listing();
    toy.daemon.deaf = 1;
    expect(await change(toy, file('new', toy.temp.host))).toMatchObject({ kind: 'rolled-back' });
    expect(toy.temp.listing()).toEqual(before);
    expect(toy.daemon.memory).toBe('old');
  });

  it('says who changed a file back before the engine took it up, and waits no longer', async () => {
    const toy = start('old');
    toy.daemon.deaf = 1_000;
    const { clock, execute } = toy.temp.host;
    const host: WriteHost = {
      ...toy.temp.host,
      timeout: 60_000,
      execute: (command) => {
        toy.temp.write(TOY_FILE, 'edited');
        return execute(command);
      },
    };
    const begun = clock.monotonic();
    const outcome = await change(toy, file('new', host, 0o640), host);
    expect(outcome).toMatchObject({ kind: 'rolled-back' });
    const codes = outcome.findings.map(({ code }) => code);
    expect(codes).toContain('CHANGED_MEANWHILE');
    expect(codes).not.toContain('ENGINE_DID_NOT_LOAD');
    expect(toy.temp.text(TOY_FILE)).toBe('edited');
    expect(clock.monotonic() - begun).toBeLessThan(60_000);
  });

  it('is undone when a file was changed since the plan was made', async () => {
    const toy = start('old');
    const host: WriteHost = {
      ...toy.temp.host,
      // An editor saves between the check and the write.
      randomName: () => {
        toy.temp.write('/etc/hosts', 'edited\n');
        return toy.temp.host.randomName();
      },
    };
    const outcome = await change(toy, file('new', host), host);
    expect(outcome).toMatchObject({ kind: 'rolled-back' });
    expect(toy.temp.text('/etc/hosts')).toBe('edited\n');
    expect(toy.temp.text(TOY_FILE)).toBe('old');
    expect(toy.daemon.reloads).toBe(0);
  });

  it('takes back directories that it made, and leaves those that others filled', async () => {
    const toy = start(undefined);
    toy.daemon.deaf = 1;
    const before = toy.temp.listing();
    expect(await change(toy, file('new', toy.temp.host))).toMatchObject({ kind: 'rolled-back' });
    expect(toy.temp.listing()).toEqual(before);
  });
});

describe('a file that stands until the engine has loaded another', () => {
  const GUARD = '/etc/toy/guards/guard.conf';
  const TEXT = 'guard';

  /** The toy with a second file beside its own, which must not go before the daemon has let go of what it had. */
  function guarded(toy: Toy): Engine<ToyObserved> {
    const engine = toyEngine(toy.daemon);
    return {
      ...engine,
      inspect: async (host, scope) => {
        const observed = await engine.inspect(host, scope);
        const guard = host.read(GUARD);
        if (observed === undefined || guard.kind === 'unreadable') throw new Error('the toy is gone');
        return { ...observed, files: new Map([...observed.files, [GUARD, guard]]) };
      },
      settle: (changes, observed, mode) => {
        const settled = engine.settle(changes, observed, mode);
        if (settled.activation.kind === 'none') return settled;
        const held = changes.filter(({ path, after }) => path === GUARD && after.kind === 'absent');
        const images = held.map(({ path, before }) => ({ path, image: before }));
        return { ...settled, transitional: [...settled.transitional, ...images] };
      },
    };
  }

  /** What stands there whenever the daemon is told to reload. */
  function watched(toy: Toy): {
    readonly host: WriteHost;
    readonly seen: (readonly (string | undefined)[])[];
  } {
    const { host } = toy.temp;
    const seen: (readonly (string | undefined)[])[] = [];
    const execute: WriteHost['execute'] = (command) => {
      if (command.arguments.includes('reload')) seen.push([toy.temp.text(TOY_FILE), toy.temp.text(GUARD)]);
      return host.execute(command);
    };
    return { host: { ...host, execute }, seen };
  }

  const startGuarded = (): Toy => {
    const toy = start('old');
    toy.temp.write(GUARD, TEXT);
    return toy;
  };

  it('goes after the reload, beside a file that is emptied first', async () => {
    const toy = startGuarded();
    const { host, seen } = watched(toy);
    const done = await change(toy, ABSENT, host, { engine: guarded(toy), path: GUARD, after: ABSENT });
    expect(done).toMatchObject({ kind: 'committed', findings: [] });
    expect(seen).toEqual([['', TEXT]]);
    expect([toy.temp.text(TOY_FILE), toy.temp.text(GUARD)]).toEqual([undefined, undefined]);
    expect(toy.temp.listing().some((line) => line.includes('guards'))).toBe(false);
  });

  it('is there again, with its metadata, when the engine ignores the reload', async () => {
    const toy = startGuarded();
    const before = toy.temp.listing();
    toy.daemon.deaf = 1;
    const outcome = await change(toy, ABSENT, toy.temp.host, {
      engine: guarded(toy),
      path: GUARD,
      after: ABSENT,
    });
    expect(outcome).toMatchObject({ kind: 'rolled-back' });
    expect(toy.temp.listing()).toEqual(before);
  });

  it('goes after the reload on the way back of the change that brought it', async () => {
    const toy = start(undefined);
    const before = toy.temp.listing();
    const { host, seen } = watched(toy);
    const engine = guarded(toy);
    const stopped: WriteHost = { ...host, interruption: () => (seen.length === 1 ? 'SIGTERM' : undefined) };
    const outcome = await change(toy, file('new', host), stopped, {
      engine,
      path: GUARD,
      after: file(TEXT, host),
    });
    expect(outcome).toMatchObject({ kind: 'rolled-back' });
    expect(seen).toEqual([
      ['new', TEXT],
      ['', TEXT],
    ]);
    expect(toy.temp.listing()).toEqual(before);
  });
});

describe('recovery', () => {
  async function interrupted(): Promise<Toy> {
    const toy = start('old');
    let written = 0;
    const host = {
      ...toy.temp.host,
      execute: async () => {
        written += 1;
        throw new Crash('killed at the reload');
      },
    };
    await expect(change(toy, file('new', host), host)).rejects.toThrow(Crash);
    expect(written).toBe(1);
    return toy;
  }
  const recoverNow = ({ temp, daemon }: Toy) =>
    recover(readState(temp.host, STATE), [toyEngine(daemon)], temp.host, quiet);

  it('rolls back', async () => {
    const toy = await interrupted();
    expect(await recoverNow(toy)).toMatchObject({ kind: 'rolled-back', id: '1' });
    expect(toy.temp.text(TOY_FILE)).toBe('old');
  });

  it('uses the other copy of a damaged intent', async () => {
    const toy = await interrupted();
    fs.appendFileSync(path.join(toy.temp.root, STATE, 'generations/1/intent.a'), 'x');
    fs.writeFileSync(path.join(toy.temp.root, STATE, 'generations/1/intent.a'), 'rubbish');
    expect(await recoverNow(toy)).toMatchObject({ kind: 'rolled-back' });
    expect(toy.temp.text(TOY_FILE)).toBe('old');
  });

  it('touches nothing when both copies are damaged', async () => {
    const toy = await interrupted();
    for (const copy of ['intent.a', 'intent.b']) {
      fs.writeFileSync(path.join(toy.temp.root, STATE, 'generations/1', copy), 'rubbish');
    }
    expect(await recoverNow(toy)).toMatchObject({ kind: 'failed' });
    expect(toy.temp.text(TOY_FILE)).toBe('new');
  });

  it('rolls forward when a before-image is damaged', async () => {
    const toy = await interrupted();
    fs.writeFileSync(path.join(toy.temp.root, STATE, 'generations/1/before.1'), 'rubbish');
    expect(await recoverNow(toy)).toMatchObject({ kind: 'rolled-forward' });
    expect(toy.temp.text(TOY_FILE)).toBe('new');
    expect(toy.daemon.memory).toBe('new');
  });

  it("keeps somebody else's edit and says so", async () => {
    const toy = await interrupted();
    toy.temp.write('/etc/hosts', 'edited\n');
    const recovery = await recoverNow(toy);
    expect(recovery.findings.map((one) => one.code)).toContain('RECOVERY_CONFLICT');
    expect(toy.temp.text('/etc/hosts')).toBe('edited\n');
    expect(toy.temp.text(TOY_FILE)).toBe('old');
  });

  it("ends where the engine does not agree with somebody else's edit", async () => {
    const toy = await interrupted();
    toy.temp.write(TOY_FILE, 'edited');
    toy.daemon.deaf = 1_000;
    const recovery = await recoverNow(toy);
    expect(recovery.kind).toBe('rolled-back');
    expect(recovery.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['RECOVERED', 'info'],
      ['RECOVERY_CONFLICT', 'warning'],
      ['NOT_LOADED', 'warning'],
    ]);
    expect(toy.temp.text(TOY_FILE)).toBe('edited');
    expect((await recoverNow(toy)).kind).toBe('nothing');
  });
});

describe('the lock', () => {
  it('is busy for a second holder and free after the first', async () => {
    const { temp } = start('old');
    const places = statePlaces(STATE);
    const first = await takeLock(temp.host, places, 0);
    if (!first.ok) throw new Error(first.error.code);
    expect(await takeLock(temp.host, places, 0)).toMatchObject({ ok: false, error: { code: 'LOCKED' } });
    const waiting = takeLock(temp.host, places, 5_000);
    first.value.release();
    const second = await waiting;
    expect(second.ok).toBe(true);
    if (second.ok) second.value.release();
  });
});
