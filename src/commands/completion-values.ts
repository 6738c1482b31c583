// completion --values: what a shell offers for a value. Reads files alone: no lock, no network, no engine is asked.

import type { CompletionWanted, GlobalOptions } from '../desired/invocation.ts';
import { ENGINES } from '../engines/index.ts';
import type { ReadHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import type { HostValues } from '../model/command-tree.ts';
import type { Managed } from '../model/managed.ts';
import { type Request, requestFlag } from '../model/request.ts';
import { type FoundEngine, findEngines } from '../planner/find-engines.ts';
import { generationsOf, inPlaceOf, managedOf, readState, type State } from '../transaction/store.ts';
import { openHost } from './open-host.ts';
import { managedFor } from './visible-state.ts';

/** A value, and what a shell that can shows beside it. */
type Value = readonly [value: string, description: string];

/**
 * A line for each value: the value, a tab, and what it is.
 * @returns '' where nothing can be found out, whatever the reason is: nobody wants to read it while completing
 */
export async function completionValues(
  { values, adopt }: Extract<CompletionWanted, { kind: 'values' }>,
  global: GlobalOptions,
  io: CommandIo,
): Promise<string> {
  // As for a system that does not run: then no engine is asked.
  const opened = await openHost({ ...global, root: global.root ?? '/' }, io, () => undefined);
  if (!opened.ok) return '';
  const host = opened.value;
  const found = await valuesOf(values, adopt, host, readState(host, global.stateDir));
  return found.filter(isPlain).map(lineOf).join('');
}

/** A value goes into the command line of whoever completes it: nothing that means something to a shell may. */
function isPlain([value]: Value): boolean {
  return /^[A-Za-z0-9_.,:/=[\]-]+$/.test(value);
}

function lineOf([value, description]: Value): string {
  return `${value}\t${description.replace(/[\p{C}\s]+/gu, ' ')}\n`;
}

async function valuesOf(
  values: HostValues,
  adopt: boolean,
  host: ReadHost,
  state: State,
): Promise<readonly Value[]> {
  if (values === 'generations' || values === 'changes') return generationValues(values, host, state);
  // Whether a record is damaged does not matter here: looking at all of them takes time.
  const managed = state.hidden === undefined ? managedOf(state) : managedFor(state, host).managed;
  const isOfOurs = values !== 'engines' && values !== 'registries' && !adopt;
  const found = isOfOurs ? [] : await enginesOn(host, managed);
  if (values === 'engines') return engineValues(found);
  const requests = [...heldRequests(managed), ...found.flatMap(recognised)];
  return merged(
    requests.flatMap(({ request, where }) =>
      (values === 'registries' ? registriesOf(request) : removable(request, values)).map(
        (value): Value => [value, where],
      ),
    ),
  );
}

/** Newest first. Without root only the newest change is known. */
function generationValues(values: 'generations' | 'changes', host: ReadHost, state: State): readonly Value[] {
  if (state.hidden !== undefined) {
    const { newest } = managedFor(state, host);
    return newest === null ? [] : [[newest, '']];
  }
  return (values === 'generations' ? generationsOf(state) : inPlaceOf(state))
    .toReversed()
    .map(({ id, intent, outcome }) => {
      const time = `${new Date(intent.time).toISOString().slice(0, 16)}Z`;
      const end = outcome === 'committed' ? [] : [`(${outcome})`];
      return [id, [time, intent.command, ...intent.flags, ...end].join(' ')];
    });
}

async function enginesOn(host: ReadHost, managed: Managed): Promise<readonly FoundEngine[]> {
  return (await findEngines(ENGINES, { kind: 'auto' }, managed, host)).engines;
}

/** Those that are there; where there is none, as in an image that is being made, those that may come. */
function engineValues(found: readonly FoundEngine[]): readonly Value[] {
  const engines = found.length === 0 ? ENGINES : found.map(({ engine }) => engine);
  return engines.map(({ id }) => [id, '']);
}

/** A request and where it stands: the engine, or /etc/hosts. */
interface Located {
  readonly request: Request;
  readonly where: string;
}

function heldRequests({ hosts, engines }: Managed): readonly Located[] {
  const ofEngines = Object.entries(engines).flatMap(([holder, { requests }]) =>
    requests.map((request) => ({ request, where: readersOf(holder) })),
  );
  return [...ofEngines, ...hosts.requests.map((request) => ({ request, where: '/etc/hosts' }))];
}

/** The engines that read what is kept under a holder. */
function readersOf(holder: string): string {
  const readers = ENGINES.filter((engine) => engine.holder === holder).map(({ id }) => id);
  return readers.length === 0 ? holder : readers.join(', ');
}

function recognised({ engine, observed }: FoundEngine): readonly Located[] {
  return engine.recognise(observed).map((request) => ({ request, where: engine.id }));
}

/** Each value once, with everything that it is for. */
function merged(values: readonly Value[]): readonly Value[] {
  const places = new Map<string, Set<string>>();
  for (const [value, where] of values) places.set(value, (places.get(value) ?? new Set()).add(where));
  return [...places].map(([value, where]) => [value, [...where].join(', ')]);
}

/** The registries that a request is about, host[:port]. */
function registriesOf(request: Request): readonly string[] {
  switch (request.kind) {
    case 'insecure':
      return request.form === 'host' ? [request.target] : [];
    case 'host-alias':
      return [];
    default:
      return [request.host];
  }
}

/** What `remove` takes a request out by. */
function removable(request: Request, kind: HostValues): readonly string[] {
  if (request.kind !== kind) return [];
  switch (request.kind) {
    case 'ca':
      return [request.host];
    case 'host-alias':
      return [`${request.name}=${request.address}`];
    default:
      return [requestFlag(request).replace(/^--\S+ /, '')];
  }
}
