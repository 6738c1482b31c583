// Two engines that read one file: one change, written once, taken up by both or by none.

import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, Wish } from '../../../src/engines/engine.ts';
import type { WriteHost } from '../../../src/host/ports.ts';
import type { FileState } from '../../../src/model/file.ts';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import { generationsOf, readState } from '../../../src/transaction/store.ts';
import { Crash } from '../../support/crashing-disk.ts';
import {
  lookAt,
  recoverToys,
  rollBack,
  STATE,
  setUp,
  startToys,
  type Toys,
  takeOut,
} from '../../support/shared-toys.ts';
import { TOY_FILE } from '../../support/toy-engine.ts';

const NEW = 'new.test\n';
const made: Toys[] = [];
afterEach(() => {
  for (const { temp } of made.splice(0)) temp.remove();
});

function start(...words: Parameters<typeof startToys>): Toys {
  const toys = startToys(...words);
  made.push(toys);
  return toys;
}

const memories = ({ toy, twin }: Toys) => [toy.memory, twin.memory];
const reloads = ({ toy, twin }: Toys) => [toy.reloads, twin.reloads];
const newest = ({ host }: Toys) => generationsOf(readState(host, STATE)).at(-1);

describe('a setup', () => {
  it('writes the file once, and has both engines take it up', async () => {
    const toys = start('old');
    const report = await setUp(toys, ['new.test']);
    expect(report).toMatchObject({
      outcome: 'committed',
      engines: [
        { engine: 'toy', changes: [{ path: TOY_FILE }], activation: 'reload', inSync: true },
        { engine: 'twin', changes: [], activation: 'reload', inSync: true },
      ],
    });
    expect(memories(toys)).toEqual([NEW, NEW]);
    expect(reloads(toys)).toEqual([1, 1]);
    const { files, engines, managedAfter } = newest(toys)?.intent ?? {};
    expect(files?.map(({ path, engine }) => [path, engine])).toEqual([[TOY_FILE, 'toy']]);
    expect(engines?.map(({ engine }) => engine)).toEqual(['toy', 'twin']);
    expect(Object.entries(managedAfter?.engines ?? {})).toMatchObject([
      ['toy', { entries: [{ value: 'new.test' }], requests: [{ host: 'new.test' }] }],
    ]);
  });

  it('finds nothing to do when it is repeated, whichever of them is named', async () => {
    const toys = start('old');
    await setUp(toys, ['new.test']);
    for (const ids of [['toy'], ['twin'], ['toy', 'twin']]) {
      expect(await setUp(toys, ['new.test'], { kind: 'named', ids })).toMatchObject({ outcome: 'unchanged' });
    }
    expect(reloads(toys)).toEqual([1, 1]);
  });

  it.each([
    { named: 'toy', other: 'twin' },
    { named: 'twin', other: 'toy' },
  ])('that names $named brings $other along, and says so', async ({ named, other }) => {
    const toys = start('old');
    const report = await setUp(toys, ['new.test'], { kind: 'named', ids: [named] });
    expect(report.findings).toMatchObject([
      { code: 'SHARES_FILES', severity: 'info', engine: other, arguments: { with: named } },
    ]);
    expect(memories(toys)).toEqual([NEW, NEW]);
  });

  it('is undone for both when the second one does not take it up', async () => {
    const toys = start('old');
    toys.twin.deaf = 1;
    const report = await setUp(toys, ['new.test']);
    expect(report.outcome).toBe('rolled-back');
    expect(toys.temp.listing()).toEqual(toys.before);
    expect(memories(toys)).toEqual(['old', 'old']);
  });

  it('is refused where they want different things of the file', async () => {
    const toys = start('old', (text) => text.toUpperCase());
    const report = await setUp(toys, ['new.test']);
    expect(report.outcome).toBe('failed');
    expect(report.findings).toMatchObject([
      {
        ...{ code: 'SHARED_FILE_DISPUTED', severity: 'error', engine: 'twin', path: TOY_FILE },
        arguments: { with: 'toy' },
      },
    ]);
    expect(toys.temp.listing()).toEqual(toys.before);
    expect(reloads(toys)).toEqual([0, 0]);
  });

  it('activates only the one that is behind', async () => {
    const toys = start('old');
    await setUp(toys, ['new.test']);
    toys.twin.memory = 'old';
    expect(await setUp(toys, ['new.test'])).toMatchObject({ outcome: 'committed' });
    expect(memories(toys)).toEqual([NEW, NEW]);
    expect(reloads(toys)).toEqual([1, 2]);
  });

  it.each([
    { silent: 0, writer: 'twin' },
    { silent: 1, writer: 'toy' },
  ])('has both take up what $writer alone changes', async ({ silent }) => {
    const toys = start('old');
    const plan = ({ inForce }: Wish) => ({
      ...{ changes: [], findings: [] },
      holdings: { ...NO_HOLDINGS, requests: inForce },
    });
    const engines = toys.engines.map((engine, index) => (index === silent ? { ...engine, plan } : engine));
    expect(await setUp({ ...toys, engines }, ['new.test'])).toMatchObject({ outcome: 'committed' });
    expect(memories(toys)).toEqual([NEW, NEW]);
    const { files, managedAfter } = newest(toys)?.intent ?? {};
    // It is written down for the first that reads it.
    expect(files?.map(({ engine }) => engine)).toEqual(['toy']);
    expect(managedAfter?.engines.toy?.entries.map(({ value }) => value)).toEqual(['new.test']);
  });

  it('is refused where one would delete what the other one needs', async () => {
    const toys = start('old');
    await setUp(toys, ['new.test']);
    const [toy, twin] = toys.engines;
    if (toy === undefined || twin === undefined) throw new Error('no engines');
    const emptied: Engine = {
      ...twin,
      plan: (wish, observed) => twin.plan({ ...wish, inForce: [] }, observed),
    };
    const report = await setUp({ ...toys, engines: [toy, emptied] }, ['new.test']);
    expect(report.findings).toMatchObject([{ code: 'SHARED_FILE_DISPUTED', engine: 'twin' }]);
    expect(toys.temp.text(TOY_FILE)).toBe(NEW);
  });
});

describe('an image that a file passes through', () => {
  it('is the same for both, or the change is refused', async () => {
    const toys = start(undefined);
    const [toy, twin] = toys.engines;
    if (toy === undefined || twin === undefined) throw new Error('no engines');
    const image: FileState = { kind: 'file', bytes: Buffer.from('#'), mode: 0o644, uid: 0, gid: 0 };
    const odd: Engine = {
      ...twin,
      settle: (...asked) => {
        const settled = twin.settle(...asked);
        return { ...settled, transitional: settled.transitional.map(({ path }) => ({ path, image })) };
      },
    };
    const report = await setUp({ ...toys, engines: [toy, odd] }, ['new.test']);
    expect(report.findings).toMatchObject([{ code: 'SHARED_FILE_DISPUTED', engine: 'twin', path: TOY_FILE }]);
    expect(toys.temp.listing()).toEqual(toys.before);
  });
});

describe('status', () => {
  it('misses what nobody finds, and says so once', async () => {
    const toys = start('old');
    await setUp(toys, ['new.test']);
    expect(await lookAt(toys)).toMatchObject({ outcome: 'in-sync', findings: [] });
    toys.temp.write(TOY_FILE, 'other.test\n');
    for (const daemon of [toys.toy, toys.twin]) daemon.memory = 'other.test\n';
    const { outcome, engines, findings } = await lookAt(toys);
    expect(outcome).toBe('drifted');
    expect(engines).toMatchObject([
      { engine: 'toy', changes: [{ path: TOY_FILE }], activation: 'reload' },
      { engine: 'twin', changes: [], activation: 'reload' },
    ]);
    expect(findings).toMatchObject([
      { code: 'ENTRY_MISSING', engine: 'toy', path: TOY_FILE, arguments: { value: 'new.test' } },
    ]);
  });
});

describe('a remove', () => {
  it.each(['toy', 'twin'])('that names %s has both take it up', async (id) => {
    const toys = start(undefined);
    await setUp(toys, ['new.test']);
    const report = await takeOut(toys, { kind: 'named', ids: [id] });
    expect(report.findings).toMatchObject([{ code: 'SHARES_FILES', severity: 'info' }]);
    expect(toys.temp.text(TOY_FILE)).toBeUndefined();
    expect(memories(toys)).toEqual(['', '']);
    expect(newest(toys)?.intent.managedAfter.engines).toEqual({});
  });
});

describe('a rollback', () => {
  it('has both take up what comes back', async () => {
    const toys = start('old');
    await setUp(toys, ['new.test']);
    expect(await rollBack(toys)).toMatchObject({ outcome: 'committed' });
    expect(toys.temp.listing()).toEqual(toys.before);
    expect(memories(toys)).toEqual(['old', 'old']);
  });

  it('empties both through one transitional image where there was no file', async () => {
    const toys = start(undefined);
    await setUp(toys, ['new.test']);
    expect(await rollBack(toys)).toMatchObject({ outcome: 'committed' });
    expect(toys.temp.text(TOY_FILE)).toBeUndefined();
    expect(memories(toys)).toEqual(['', '']);
  });

  it('goes through an image that only the second one needs', async () => {
    const toys = start(undefined);
    await setUp(toys, ['new.test']);
    const [toy, twin] = toys.engines;
    if (toy === undefined || twin === undefined) throw new Error('no engines');
    const easy: Engine = { ...toy, settle: (...asked) => ({ ...toy.settle(...asked), transitional: [] }) };
    expect(await rollBack({ ...toys, engines: [easy, twin] })).toMatchObject({ outcome: 'committed' });
    expect(toys.temp.text(TOY_FILE)).toBeUndefined();
    expect(memories(toys)).toEqual(['', '']);
  });

  it('has an engine take it up that was not there when the file was changed', async () => {
    const toys = start('old');
    const alone = { ...toys, engines: toys.engines.slice(0, 1) };
    await setUp(alone, ['new.test']);
    toys.twin.memory = NEW;
    expect(await rollBack(toys)).toMatchObject({ outcome: 'committed' });
    expect(memories(toys)).toEqual(['old', 'old']);
  });

  it('has the holder take up what was changed before it came', async () => {
    const toys = start('old');
    await setUp({ ...toys, engines: toys.engines.slice(1) }, ['new.test']);
    expect(newest(toys)?.intent.files.map(({ engine }) => engine)).toEqual(['twin']);
    toys.toy.memory = NEW;
    expect(await rollBack(toys)).toMatchObject({ outcome: 'committed' });
    expect(memories(toys)).toEqual(['old', 'old']);
  });

  it('gives the file back through the other one when the first is gone', async () => {
    const toys = start('old');
    await setUp(toys, ['new.test']);
    const [toy, twin] = toys.engines;
    if (toy === undefined || twin === undefined) throw new Error('no engines');
    const absent = { ...toy, inspect: async () => undefined };
    expect(await rollBack({ ...toys, engines: [absent, twin] })).toMatchObject({ outcome: 'committed' });
    expect(memories(toys)).toEqual([NEW, 'old']);
  });
});

describe('recovery', () => {
  /** Killed when the twin is told to reload: the toy has taken the file up. */
  async function interrupted(): Promise<Toys> {
    const toys = start('old');
    const { execute } = toys.host;
    const host: WriteHost = {
      ...toys.host,
      execute: (command) => {
        if (command.arguments.includes('twin.service')) throw new Crash('killed at the reload');
        return execute(command);
      },
    };
    await expect(setUp(toys, ['new.test'], { kind: 'auto' }, host)).rejects.toThrow(Crash);
    expect(memories(toys)).toEqual([NEW, 'old']);
    return toys;
  }

  it('brings both back', async () => {
    const toys = await interrupted();
    expect(await recoverToys(toys)).toMatchObject({ kind: 'rolled-back' });
    expect(toys.temp.listing()).toEqual(toys.before);
    expect(memories(toys)).toEqual(['old', 'old']);
  });

  it('brings back an engine that took the file up without us', async () => {
    const toys = await interrupted();
    toys.twin.memory = NEW;
    expect(await recoverToys(toys)).toMatchObject({ kind: 'rolled-back' });
    expect(memories(toys)).toEqual(['old', 'old']);
  });

  it("leaves somebody else's edit to both", async () => {
    const toys = await interrupted();
    toys.temp.write(TOY_FILE, 'edited');
    const before = reloads(toys);
    const recovery = await recoverToys(toys);
    expect(recovery.kind).toBe('rolled-back');
    expect(recovery.findings.map(({ code, engine }) => [code, engine])).toEqual([
      ['RECOVERED', undefined],
      ['RECOVERY_CONFLICT', undefined],
      ['NOT_LOADED', 'toy'],
      ['NOT_LOADED', 'twin'],
    ]);
    expect(reloads(toys)).toEqual(before);
    expect(toys.temp.text(TOY_FILE)).toBe('edited');
  });
});
