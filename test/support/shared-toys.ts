// A host with two toy engines that read one file, and what the commands make of it: setup, rollback, recovery.

import { type ChangeRun, changeLocked } from '../../src/commands/change.ts';
import { proposeRemove } from '../../src/commands/remove.ts';
import { proposeRollback } from '../../src/commands/rollback.ts';
import { proposeSetup } from '../../src/commands/setup.ts';
import { statusOf } from '../../src/commands/status.ts';
import { managedFor } from '../../src/commands/visible-state.ts';
import type { EngineChoice, GlobalOptions } from '../../src/desired/invocation.ts';
import type { Engine, Wish } from '../../src/engines/engine.ts';
import type { WriteHost } from '../../src/host/ports.ts';
import type { CommandIo } from '../../src/io.ts';
import { ABSENT, type FileState, sameFile, textOf } from '../../src/model/file.ts';
import { BY_FLAGS } from '../../src/model/generation.ts';
import type { Entry } from '../../src/model/managed.ts';
import type { Report } from '../../src/model/outcome.ts';
import type { Draft } from '../../src/model/plan.ts';
import { SYSTEM_SESSION } from '../../src/model/session.ts';
import { findEngines } from '../../src/planner/find-engines.ts';
import { recover } from '../../src/transaction/recover.ts';
import { readState, statePlaces } from '../../src/transaction/store.ts';
import { makeStateFolders } from '../../src/transaction/store-writer.ts';
import { NO_NETWORK } from './no-network.ts';
import { makeTempFolder } from './temp-folder.ts';
import { makeTempHost, type TempHost } from './temp-host.ts';
import { TOY_FILE, ToyDaemon, type ToyObserved, toyEngine } from './toy-engine.ts';

export const STATE = '/var/lib/registry-client';

const GLOBAL: GlobalOptions = {
  stateDir: STATE,
  json: false,
  quiet: true,
  verbose: false,
  color: false,
  timeout: 300,
  wait: 0,
};

const OPTIONS = { apply: 'auto', dryRun: false, yes: true, skipProbe: true } as const;

/** The twin's own way to write what both read, where a test wants them to disagree. */
export type Spelling = (text: string) => string;

/** The engines, and the host on which they are played. */
export type Played = Pick<Toys, 'engines' | 'host'>;

export interface Toys {
  readonly temp: TempHost;
  readonly host: WriteHost;
  readonly toy: ToyDaemon;
  readonly twin: ToyDaemon;
  readonly engines: readonly Engine[];
  readonly before: readonly string[];
}

/** The twin's file is the toy's, and so is what is written down of it. */
export function startToys(old: string | undefined, spelling: Spelling = (text) => text): Toys {
  const daemons = new Map<string, ToyDaemon>();
  const temp = makeTempHost({
    root: makeTempFolder('shared'),
    execute: (command) => daemons.get(command.arguments.at(-1) ?? '')?.execute(command) ?? { kind: 'absent' },
  });
  if (old !== undefined) temp.write(TOY_FILE, old, 0o640);
  const [toy, twin] = [new ToyDaemon(() => temp.text(TOY_FILE)), new ToyDaemon(() => temp.text(TOY_FILE))];
  daemons.set('toy.service', toy).set('twin.service', twin);
  // A child process for each file would make thousands of kills slow; without cp files do without attributes.
  const copyAttributes = async () => ({ kind: 'absent' }) as const;
  const engines = [
    writing(toyEngine(toy), (text) => text),
    writing(toyEngine(twin, 'twin', 'toy'), spelling),
  ];
  return {
    ...{ temp, toy, twin, engines, before: temp.listing() },
    host: { ...temp.host, copyAttributes },
  };
}

/** A toy that can be asked for something: its file has a line for each host. */
function writing(engine: Engine<ToyObserved>, spelling: Spelling): Engine<ToyObserved> {
  return { ...engine, entries: entriesOf, plan: (wish, observed) => planToy(wish, observed, spelling) };
}

function entriesOf({ files }: ToyObserved): readonly Entry[] {
  const lines = textOf(files.get(TOY_FILE) ?? ABSENT).split('\n');
  return lines
    .filter((line) => line !== '')
    .map((value) => ({ path: TOY_FILE, kind: 'toy', value: value.toLowerCase() }));
}

function planToy({ inForce }: Wish, observed: ToyObserved, spelling: Spelling): Draft {
  const before = observed.files.get(TOY_FILE) ?? ABSENT;
  const hosts = inForce.flatMap((request) => (request.kind === 'search' ? request.host : []));
  const bytes = new TextEncoder().encode(spelling(hosts.map((host) => `${host}\n`).join('')));
  const owner = before.kind === 'file' ? before : { mode: 0o644, uid: 0, gid: 0 };
  const after: FileState = hosts.length === 0 ? ABSENT : { ...owner, kind: 'file', bytes };
  return {
    changes: sameFile(before, after) ? [] : [{ path: TOY_FILE, before, after }],
    holdings: {
      requests: inForce,
      entries: hosts.map((value) => ({ path: TOY_FILE, kind: 'toy', value })),
      files: [],
      blanks: [],
      dropIn: false,
    },
    findings: [],
  };
}

const io: CommandIo = {
  session: SYSTEM_SESSION,
  environment: {},
  progress: () => undefined,
  createHost: () => Promise.reject(new Error('the host is given')),
  network: NO_NETWORK,
  watchSignals: () => () => undefined,
  readStandardInput: async () => undefined,
  show: async () => undefined,
  commandTree: () => Promise.reject(new Error('not asked for')),
  sentence: async ({ code }) => code,
};

function run(toys: Played, host: WriteHost, change: Pick<ChangeRun, 'command' | 'propose'>): Promise<Report> {
  const prepared = makeStateFolders(host, statePlaces(STATE));
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  const how = { flags: [], origin: BY_FLAGS, options: OPTIONS, global: GLOBAL };
  return changeLocked({ ...how, ...change }, toys.engines, host, io);
}

/** Asks for hosts: all of them are in the file afterwards. */
export function setUp(
  toys: Played,
  hosts: readonly string[],
  engines: EngineChoice = { kind: 'auto' },
  host: WriteHost = toys.host,
): Promise<Report> {
  const requests = hosts.map((name) => ({ kind: 'search', host: name }) as const);
  const asked = { command: 'setup', global: GLOBAL, origin: BY_FLAGS, requests, engines } as const;
  const how = { replace: true, adopt: false, dropIn: false, convert: false };
  return run(toys, host, {
    command: 'setup',
    propose: (situation) => proposeSetup({ ...asked, ...how, ...OPTIONS }, situation),
  });
}

/** Takes all that is ours out. */
export function takeOut(toys: Played, engines: EngineChoice): Promise<Report> {
  const asked = {
    command: 'remove',
    global: GLOBAL,
    selectors: [],
    all: true,
    adopt: false,
    engines,
  } as const;
  return run(toys, toys.host, {
    command: 'remove',
    propose: (situation) => proposeRemove({ ...asked, ...OPTIONS }, situation),
  });
}

export function rollBack(toys: Played, host: WriteHost = toys.host): Promise<Report> {
  const target = { kind: 'newest' } as const;
  const asked = { command: 'rollback', global: GLOBAL, target, force: false, ...OPTIONS } as const;
  return run(toys, host, { command: 'rollback', propose: (situation) => proposeRollback(asked, situation) });
}

/** What `status` says. */
export async function lookAt({ engines, host }: Played): Promise<Report> {
  const state = readState(host, STATE);
  const visible = managedFor(state, host);
  const found = await findEngines(engines, { kind: 'auto' }, visible.managed, host);
  return statusOf({ host, state, visible, found: found.engines });
}

export function recoverToys({ engines, host }: Played) {
  return recover(readState(host, STATE), engines, host, () => undefined);
}
