// What it takes that a running dockerd uses the files: nothing, a reload or a restart. Pure.

import { isDeepStrictEqual } from 'node:util';
import { editLists } from '../../formats/json/edit.ts';
import { type JsonObjectView, readStringList } from '../../formats/json/read.ts';
import { encodeUtf8 } from '../../formats/text.ts';
import { ABSENT, type FileChange, type FileState } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { RestartReason } from '../../model/findings/general.ts';
import type { Activation, ApplyMode, Settlement } from '../../model/plan.ts';
import { withChanges } from '../engine.ts';
import { type Effective, expectedOf, normalise, sameEffective } from './compare.ts';
import { ENGINE, INSECURE, MIRRORS, readDaemonJson } from './daemon-json.ts';
import { hubHostsPath, withDirectories } from './hub-hosts.ts';
import { mayBeInsecure } from './insecure.ts';
import { defaultNetworks } from './names.ts';
import { type DockerObserved, isContainerdStore, isDenied, loadedFacts, versionOf } from './observed.ts';
import { isAtLeast, losesInsecureOnReload, type Version } from './version.ts';
import { splitMirror } from './ways.ts';

const NONE: Settlement = { activation: { kind: 'none' }, transitional: [], findings: [] };

/**
 * Directives whose new value a reload takes up (moby daemon/reload.go). Taking one out does not reset it, and of
 * `features` only BuildKit's part is looked at again.
 */
const RELOADABLE: ReadonlySet<string> = new Set([
  'allow-nondistributable-artifacts',
  'authorization-plugins',
  'debug',
  'default-runtime',
  'default-shm-size',
  INSECURE,
  'labels',
  'live-restore',
  'max-concurrent-downloads',
  'max-concurrent-uploads',
  'max-download-attempts',
  MIRRORS,
  'runtimes',
  'shutdown-timeout',
]);

/** Settles a change; see Engine.settle. certs.d is read at every pull and never needs anything by itself. */
export function settleDocker(
  changes: readonly FileChange[],
  observed: DockerObserved,
  mode: ApplyMode,
): Settlement {
  const after = withChanges(observed, changes);
  const isEdited = changes.some((change) => change.path === observed.configPath);
  if (!observed.running) {
    return isEdited ? notActivated(observed.live ? 'not-running' : 'root') : NONE;
  }
  const need = needOf(observed, after, isEdited);
  if (need.kind === 'nothing') return NONE;
  if (mode === 'none') return leftOpen(notActivated('apply-none'), changes, observed);
  if (need.kind === 'unknown') {
    return {
      ...NONE,
      findings: [finding('error', 'LOADED_UNKNOWN', { reason: need.reason }, { engine: ENGINE })],
    };
  }
  const settled =
    need.kind === 'restart'
      ? settleRestart(need, observed, mode)
      : {
          activation: reloadOf(observed),
          transitional: need.transitional,
          findings: findResets(observed),
        };
  return { ...settled, transitional: [...settled.transitional, ...heldFiles(changes, observed)] };
}

function notActivated(reason: 'not-running' | 'apply-none' | 'root'): Settlement {
  return { ...NONE, findings: [finding('info', 'NOT_ACTIVATED', { reason }, { engine: ENGINE })] };
}

/**
 * Our hosts.toml for docker.io, where it goes: it is read at every pull, and keeps Docker Hub verified against the lists that
 * the daemon has loaded, so it stands until those are gone. The CAs that it names go with it: without one of them nothing of
 * docker.io could be pulled.
 */
function heldFiles(changes: readonly FileChange[], observed: DockerObserved): Settlement['transitional'] {
  if (!losesHubHosts(changes, observed)) return [];
  return changes
    .filter(({ path, after }) => path.startsWith(`${observed.certsRoot}/`) && after.kind === 'absent')
    .map(({ path, before }) => ({ path, image: before }));
}

function losesHubHosts(changes: readonly FileChange[], observed: DockerObserved): boolean {
  const path = hubHostsPath(observed);
  return changes.some((change) => change.path === path && change.after.kind === 'absent');
}

/** Without that file the lists that stay loaded count again. */
function leftOpen(settled: Settlement, changes: readonly FileChange[], observed: DockerObserved): Settlement {
  const facts = loadedFacts(observed);
  if (facts === undefined || !isContainerdStore(observed) || !losesHubHosts(changes, observed))
    return settled;
  const own = defaultNetworks(versionOf(observed));
  const opened = facts.mirrors
    .filter((url) => mayBeInsecure(splitMirror(url).registry, { ...observed, insecure: facts.insecure }, own))
    .map((url) => finding('warning', 'HUB_VERIFICATION_OFF', { url, until: 'loaded' }, { engine: ENGINE }));
  return { ...settled, findings: [...settled.findings, ...opened] };
}

type Need =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'reload'; readonly transitional: Settlement['transitional'] }
  | { readonly kind: 'restart'; readonly why: RestartReason; readonly about: string };

function restart(why: RestartReason, about: string): Need {
  return { kind: 'restart', why, about };
}

function needOf(observed: DockerObserved, after: DockerObserved, isEdited: boolean): Need {
  // A file that may not be read is in nobody's change, and what it says is not known.
  if (!after.files.has(after.configPath)) return { kind: 'nothing' };
  const read = expectedOf(after);
  const facts = loadedFacts(observed);
  // Only a rollback can put an unreadable file there: the daemon would not take it up.
  if (!read.ok) return isEdited ? { kind: 'unknown', reason: read.error.code } : { kind: 'nothing' };
  const expected = read.value;
  if (facts === undefined) {
    const answered = observed.answered;
    const reason = answered?.kind === 'failed' ? answered.error : '';
    // Who may not ask the daemon may not change it either: the preview says what would most likely be done.
    if (isDenied(reason)) return isEdited ? { kind: 'reload', transitional: [] } : { kind: 'nothing' };
    return isEdited ? { kind: 'unknown', reason } : { kind: 'nothing' };
  }
  const loaded = normalise(facts);
  const others = otherDirectives(observed, after);
  const stuck = others.filter((one) => one.isRemoved || !RELOADABLE.has(one.key)).map((one) => one.key);
  if (stuck.length > 0) return restart('directive-stays', stuck.join(', '));
  if (sameEffective(loaded, expected))
    return others.length > 0 ? { kind: 'reload', transitional: [] } : { kind: 'nothing' };
  return registriesNeed(after, loaded, expected);
}

/** A reload, unless this version would not take it up: then a restart. */
function registriesNeed(after: DockerObserved, loaded: Effective, expected: Effective): Need {
  const version = versionOf(after);
  const state = after.files.get(after.configPath) ?? ABSENT;
  const stale = [
    ...(sameTexts(loaded.insecure, expected.insecure) ? [] : [INSECURE]),
    ...(sameTexts(loaded.mirrors, expected.mirrors) ? [] : [MIRRORS]),
  ].filter((key) => !hasKey(state, key, version));
  // A reload leaves what is not in the file as it is, and a flag forbids to put it there.
  const flagged = after.flags.find(({ directive }) => directive !== undefined && stale.includes(directive));
  if (flagged !== undefined) return restart('flag-stays', `--${flagged.flag}`);
  const image = stale.length === 0 ? state : emptied(state, stale, after);
  if (version !== undefined && !isAtLeast(version, '17.04'))
    return restart('mirrors-not-reloaded', after.version ?? '');
  const hasBoth = hasKey(image, INSECURE, version) && hasKey(image, MIRRORS, version);
  if (version !== undefined && losesInsecureOnReload(version) && hasBoth)
    return restart('insecure-lost', after.version ?? '');
  return { kind: 'reload', transitional: stale.length === 0 ? [] : [{ path: after.configPath, image }] };
}

/**
 * The file with the keys that it does not have, so that a reload resets them: a key that is only taken out keeps its
 * loaded values (moby#36632). From 29.10 on `insecure-registries: []` would drop the loopback networks as well, which
 * an absent key does not: there they are named.
 */
function emptied(state: FileState, keys: readonly string[], observed: DockerObserved): FileState {
  const version = versionOf(observed);
  const read = readDaemonJson(state, version);
  if (!read.ok) throw new Error(`${observed.configPath} was readable a moment ago`);
  const namesLoopback = version !== undefined && isAtLeast(version, '29.10');
  const edits = keys.map((key) => {
    const values = key === INSECURE && namesLoopback ? defaultNetworks(version) : [];
    return { key, list: { kind: 'list', values } } as const;
  });
  const edited = editLists(read.value.view.text, edits, []);
  if (!edited.ok) throw new Error(`${observed.configPath} cannot be emptied: ${edited.error.code}`);
  const bytes = encodeUtf8(edited.value.text, read.value.bom);
  return state.kind === 'file'
    ? { ...state, bytes }
    : { kind: 'file', bytes, mode: 0o644, ...observed.owner };
}

function hasKey(state: FileState, key: string, version: Version | undefined): boolean {
  const read = readDaemonJson(state, version);
  const list = read.ok ? readStringList(read.value.view, key) : read;
  return list.ok && list.value.kind === 'list';
}

/** Directives besides the two lists that a change sets, changes or takes out: a rollback by force can. */
function otherDirectives(
  before: DockerObserved,
  after: DockerObserved,
): readonly { readonly key: string; readonly isRemoved: boolean }[] {
  const old = valuesIn(before);
  const now = valuesIn(after);
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => key !== MIRRORS && key !== INSECURE && !isDeepStrictEqual(old[key], now[key]))
    .map((key) => ({ key, isRemoved: !(key in now) }));
}

function valuesIn(observed: DockerObserved): JsonObjectView['value'] {
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, versionOf(observed));
  return read.ok ? read.value.view.value : {};
}

/** Reloads fall back to the built-in value for what the file does not set (moby daemon/reload.go). */
const RESET_BY_RELOAD: ReadonlyMap<string, string> = new Map([
  ['max-concurrent-downloads', '3'],
  ['max-concurrent-uploads', '5'],
]);

function findResets(observed: DockerObserved): readonly Finding[] {
  return observed.flags.flatMap(({ flag, value }) => {
    const fallback = RESET_BY_RELOAD.get(flag);
    if (fallback === undefined || fallback === value) return [];
    return [finding('warning', 'RELOAD_RESETS_FLAG', { flag, value, fallback }, { engine: ENGINE })];
  });
}

function reloadOf(observed: DockerObserved): Activation {
  const { unit, daemon } = observed;
  if (unit?.canReload) return { kind: 'reload', by: { kind: 'unit', unit: unit.name } };
  return { kind: 'reload', by: { kind: 'signal', pid: daemon?.pid ?? 0 } };
}

/**
 * `auto` restarts only when no container stops by it: none runs, or live-restore is in force (loaded, not only in
 * the file). `reload` never does. Without a unit there is nothing to restart it with.
 */
function settleRestart(
  { why, about }: Extract<Need, { kind: 'restart' }>,
  observed: DockerObserved,
  mode: ApplyMode,
): Settlement {
  const survive = loadedFacts(observed)?.liveRestore === true;
  const containers = survive ? [] : observed.containers.map(({ name, image }) => `${name} (${image})`);
  const activation: Activation = {
    kind: 'restart',
    unit: observed.unit?.name ?? '',
    interrupts: containers,
  };
  const refused: Finding[] = [];
  if (mode === 'reload' || (mode === 'auto' && containers.length > 0))
    refused.push(finding('error', 'RESTART_NEEDED', { why, about, containers }, { engine: ENGINE }));
  if (observed.unit === undefined)
    refused.push(
      finding('error', 'RESTART_BY_HAND', { command: observed.restartCommand }, { engine: ENGINE }),
    );
  return { activation, transitional: [], findings: refused };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** The observation after the daemon has loaded its files; see Engine.assume. */
export function assumeLoaded(before: DockerObserved): DockerObserved {
  const observed = withDirectories(before);
  const expected = expectedOf(observed);
  if (observed.answered?.kind !== 'info' || !expected.ok) return observed;
  return {
    ...observed,
    answered: { kind: 'info', facts: { ...observed.answered.facts, ...expected.value } },
    witness:
      observed.witness.kind === 'info'
        ? { kind: 'info', facts: { ...observed.witness.facts, ...expected.value } }
        : observed.witness,
  };
}
