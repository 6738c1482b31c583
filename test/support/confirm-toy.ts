// A host with a toy engine whose change waits to be confirmed, with a clock that a test moves.

import { expect } from 'vitest';
import { withChanges } from '../../src/engines/engine.ts';
import type { Clock, WriteHost } from '../../src/host/ports.ts';
import { type FileChange, invertChange } from '../../src/model/file.ts';
import { BY_FLAGS, type GenerationOutcome } from '../../src/model/generation.ts';
import { NOTHING_MANAGED } from '../../src/model/managed.ts';
import { keepWaiting, waitingIn } from '../../src/transaction/awaiting.ts';
import { recover, withdraw } from '../../src/transaction/recover.ts';
import { generationsOf, readState, statePlaces } from '../../src/transaction/store.ts';
import { makeStateFolders } from '../../src/transaction/store-writer.ts';
import { transact } from '../../src/transaction/transact.ts';
import { makeTempFolder } from './temp-folder.ts';
import { makeTempHost, type TempHost } from './temp-host.ts';
import { TOY_FILE, ToyDaemon, toyEngine } from './toy-engine.ts';

export const STATE = '/var/lib/registry-client';
export const WITHIN = 600_000;
const UNITS = '/etc/systemd/system';
export const SERVICE = `${UNITS}/registry-client-confirm.service`;
export const TIMER = `${UNITS}/registry-client-confirm.timer`;
export const EARLY = `${UNITS}/registry-client-confirm-boot.service`;
export const AT_BOOT = `${UNITS}/multi-user.target.d/registry-client-confirm.conf`;
const quiet = () => undefined;

export interface Toy {
  readonly temp: TempHost;
  readonly daemon: ToyDaemon;
  readonly host: WriteHost;
  /** The words of every systemctl that was run. */
  readonly told: string[];
  readonly before: readonly string[];
  /** Moves the clock that nobody can set. */
  pass(milliseconds: number): void;
}

export function startToy(execute?: (words: string) => number): Toy {
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

export async function change(toy: Toy, host: WriteHost = toy.host, text = 'new') {
  const engine = toyEngine(toy.daemon);
  const observed = await engine.inspect(host, { expected: true });
  const old = observed?.files.get(TOY_FILE);
  if (observed === undefined || old?.kind !== 'file') throw new Error('the toy is gone');
  const after = { ...old, bytes: new TextEncoder().encode(text) };
  const changes: readonly FileChange[] = [{ path: TOY_FILE, before: old, after }];
  const engines = [
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

export const recoverNow = (toy: Toy, host: WriteHost = toy.host) =>
  recover(readState(host, STATE), [toyEngine(toy.daemon)], host, quiet);

export const withdrawNow = (toy: Toy, host: WriteHost = toy.host) =>
  withdraw(readState(host, STATE), [toyEngine(toy.daemon)], host, quiet);

export async function keepNow(toy: Toy, host: WriteHost = toy.host) {
  const state = readState(host, STATE);
  const waiting = waitingIn(state, host);
  if (waiting === undefined) throw new Error('nothing waits');
  return keepWaiting(waiting, state, host, quiet);
}

export const outcomeOf = ({ host }: Toy): GenerationOutcome | undefined =>
  generationsOf(readState(host, STATE)).at(-1)?.outcome;

export const hasUnits = ({ temp }: Toy): boolean =>
  [SERVICE, EARLY, TIMER, AT_BOOT].every((unit) => temp.text(unit) !== undefined);

export function expectUndone(toy: Toy, told = ''): void {
  expect(toy.temp.listing(), told).toEqual(toy.before);
  expect(toy.daemon.memory, told).toBe('old');
}

export function expectKept(toy: Toy, told = ''): void {
  expect(toy.temp.text(TOY_FILE), told).toBe('new');
  expect(toy.daemon.memory, told).toBe('new');
  const withoutFile = (lines: readonly string[]) => lines.filter((line) => !line.startsWith(TOY_FILE));
  expect(withoutFile(toy.temp.listing()), told).toEqual(withoutFile(toy.before));
}
