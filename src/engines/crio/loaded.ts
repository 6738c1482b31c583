// What the running CRI-O has loaded: by its own last word in the journal, else by when it was started.

import type { ReadHost } from '../../host/ports.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Loaded } from '../engine.ts';
import { isYounger } from '../process.ts';
import { compareInfo, expectInfo, type RegistriesInfo, readFacts } from '../registries-conf/info.ts';
import { DROP_IN_FOLDER } from '../registries-conf/places.ts';
import { sourcesOf, viewOf } from '../registries-conf/view.ts';
import { findDaemon } from './daemon.ts';
import { readLastWord } from './journal.ts';
import type { CrioObserved } from './observed.ts';
import { UNIT } from './places.ts';

/** Files were changed after CRI-O had read them, and it has not said that it read them again. */
const CHANGED_SINCE = 'registries.conf was changed since CRI-O was started';

type Asked = Omit<CrioObserved, 'loaded'>;

/** Neither its socket nor `crio status` tells anything of registries.conf (server/inspect.go; they show crio.conf). */
export async function askLoaded(observed: Asked, host: ReadHost): Promise<Loaded> {
  const { daemon, silence } = observed;
  if (daemon === undefined) return { kind: 'unknown', reason: 'not running' };
  if (silence === undefined) {
    const word = await readLastWord(daemon.invocation, host);
    if (word.kind === 'said') return toLoaded(word.info, `the journal of ${UNIT}`);
    if (word.kind === 'unreadable') return { kind: 'unknown', reason: word.reason };
  }
  const view = viewOf(observed);
  const start = daemon.startedAt;
  const isOlder = start !== undefined && readPaths(observed).every((path) => !isYounger(path, start, host));
  if (isOlder && view.ok) return toLoaded(expectInfo(view.value), `the start of ${UNIT}`);
  return silence === undefined
    ? { kind: 'unknown', reason: CHANGED_SINCE }
    : { kind: 'unknown', reason: silence, lasting: true };
}

/** A file that was taken away leaves its trace in the folder. The main one's has too much else in it. */
function readPaths(observed: Asked): readonly string[] {
  return [...sourcesOf({ ...observed }).map(({ path }) => path), DROP_IN_FOLDER];
}

/** The process is looked for again: a restart has given it another number. */
export async function askAgain(observed: CrioObserved, host: ReadHost): Promise<Loaded> {
  return askLoaded({ ...observed, daemon: await findDaemon(host) }, host);
}

export function toLoaded(info: RegistriesInfo, by: string): Loaded {
  return { kind: 'known', facts: { ...info, by } };
}

export function compareCrio(observed: CrioObserved, loaded: Loaded): readonly Finding[] {
  const { engine } = observed;
  if (loaded.kind === 'unknown') {
    // That it has not spoken is no trouble with asking: it did not take the files up, and that is said.
    return loaded.reason === CHANGED_SINCE
      ? []
      : [finding('error', 'LOADED_UNKNOWN', { reason: loaded.reason }, { engine })];
  }
  const facts = readFacts(loaded.facts);
  const view = viewOf(observed);
  return facts === undefined || !view.ok ? [] : compareInfo(expectInfo(view.value), facts, engine);
}

/** A unit of Type=notify is active when its signals are handled (server/server.go, startReloadWatcher comes before). */
export async function isReady(_observed: CrioObserved, host: ReadHost): Promise<boolean> {
  return (await findDaemon(host)) !== undefined;
}
