// Our own hosts.toml for one registry's images: put in, kept true, taken out; never one of somebody else's. Pure.

import { dirname } from 'node:path/posix';
import { encodeUtf8 } from '../formats/text.ts';
import { ABSENT, type AbsPath, type FileChange, type FileState, textOf } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Entry, Holdings } from '../model/managed.ts';
import { HOSTS_TOML, type HostEntry, readHostsToml } from './hosts-toml.ts';
import { type OwnHostsToml, readOwnHostsToml, renderHostsToml } from './hosts-toml-text.ts';

/** The kind of entry of each server in such a file; its value is the address. */
export const HOST_ENTRY = 'hosts.toml';

export interface HostsTomlTask {
  readonly engine: string;
  /** The registry whose images the file is about, as their names have it. */
  readonly upstream: string;
  readonly path: AbsPath;
  /** What is to stand in it; undefined: nothing of ours. */
  readonly wanted: OwnHostsToml | undefined;
  readonly held: Pick<Holdings, 'entries' | 'files'>;
  readonly before: FileState;
  /** Everything in its directory. */
  readonly names: readonly string[];
  /** Of a new file. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** `entries` and `files`: what is ours of it afterwards. */
export interface HostsTomlDraft {
  readonly changes: readonly FileChange[];
  readonly entries: readonly Entry[];
  readonly files: readonly AbsPath[];
  readonly findings: readonly Finding[];
}

const NOTHING: HostsTomlDraft = { changes: [], entries: [], files: [], findings: [] };

/**
 * Plans the file. It is ours as a whole, or not at all: one of somebody else's that says what is wanted is enough, any
 * other is refused, and so are certificates of others beside it, which a hosts.toml puts out of use (containerd, loadHostDir).
 * Ours that somebody has written in is refused as well, unless it says what is wanted: a rewrite would lose that.
 */
export function planHostsToml(task: HostsTomlTask): HostsTomlDraft {
  const { path, wanted, held, before } = task;
  const entries = wanted === undefined ? [] : entriesOf(path, wanted);
  const isOurs = before.kind === 'file' && held.files.includes(path);
  if (!isOurs) {
    if (wanted === undefined || saysEnough(before, wanted, path)) return NOTHING;
    const by = before.kind === 'file' ? path : foreignCertificate(task);
    if (by !== undefined) return { ...NOTHING, findings: [foreign(task, by)] };
    const bytes = encodeUtf8(renderHostsToml(wanted), false);
    const after: FileState = { kind: 'file', bytes, mode: 0o644, ...task.owner };
    return { ...NOTHING, changes: [{ path, before, after }], entries, files: [path] };
  }
  if (wanted !== undefined && saysTheSame(before, wanted, path))
    return { ...NOTHING, entries, files: [path] };
  if (isEdited(task)) {
    const kept = held.entries.filter((entry) => entry.path === path && entry.kind === HOST_ENTRY);
    return { ...NOTHING, entries: kept, files: [path], findings: [edited(task)] };
  }
  if (wanted === undefined) return { ...NOTHING, changes: [{ path, before, after: ABSENT }] };
  const after = { ...before, bytes: encodeUtf8(renderHostsToml(wanted), false) };
  return { ...NOTHING, changes: [{ path, before, after }], entries, files: [path] };
}

/** The servers that stand in a hosts.toml, whoever wrote it, as entries. */
export function hostEntriesAt(path: AbsPath, state: FileState): readonly Entry[] {
  const toml = state.kind === 'file' ? readHostsToml(textOf(state), dirname(path)) : undefined;
  return (toml?.hosts ?? []).map(({ scheme, registry, base }) => ({
    path,
    kind: HOST_ENTRY,
    value: `${scheme}://${registry}${base ?? ''}`,
  }));
}

function entriesOf(path: AbsPath, { hosts }: OwnHostsToml): readonly Entry[] {
  return hosts.map(({ url }) => ({ path, kind: HOST_ENTRY, value: url }));
}

/** Whether a file, as it is read, comes to what is wanted; comments and order of keys do not count. */
function saysTheSame(state: FileState, wanted: OwnHostsToml, path: AbsPath): boolean {
  if (state.kind === 'absent') return false;
  const folder = dirname(path);
  const said = readHostsToml(textOf(state), folder);
  return (
    said !== undefined &&
    JSON.stringify(said) === JSON.stringify(readHostsToml(renderHostsToml(wanted), folder))
  );
}

/** Whether somebody else's file asks all that are wanted in the way that is wanted, perhaps besides others. */
function saysEnough(state: FileState, wanted: OwnHostsToml, path: AbsPath): boolean {
  const folder = dirname(path);
  const said = state.kind === 'file' ? readHostsToml(textOf(state), folder) : undefined;
  const needed = readHostsToml(renderHostsToml(wanted), folder);
  if (said === undefined || needed === undefined) return false;
  const isServerRight =
    needed.server === null || JSON.stringify(said.server) === JSON.stringify(needed.server);
  return isServerRight && needed.hosts.every((host) => said.hosts.some((one) => isAsGood(one, host)));
}

/** Which CA it is the registry tells, when it is asked. */
function isAsGood(said: HostEntry, needed: HostEntry): boolean {
  return (
    said.scheme === needed.scheme &&
    said.registry === needed.registry &&
    (said.base ?? '') === (needed.base ?? '') &&
    said.resolves &&
    said.pulls &&
    (said.skipVerify === true) === (needed.skipVerify === true) &&
    (needed.authorities.length === 0 || said.authorities.length > 0)
  );
}

/** Also a server that is not among those that we put in: our text, written by hand. */
function isEdited({ before, path, held }: HostsTomlTask): boolean {
  const text = textOf(before);
  // Emptied, or cut off by a crash: there is nothing to lose.
  if (text.trim() === '') return false;
  const own = readOwnHostsToml(text, dirname(path));
  if (own === undefined) return true;
  const ours = held.entries.filter((entry) => entry.path === path).map((entry) => entry.value);
  return own.hosts.some(({ url }) => !ours.includes(url));
}

function foreignCertificate({ path, names, held }: HostsTomlTask): AbsPath | undefined {
  const folder = dirname(path);
  return names
    .filter((name) => name !== HOSTS_TOML && /\.(?:crt|cert|key)$/.test(name))
    .map((name) => `${folder}/${name}`)
    .find((file) => !held.files.includes(file));
}

function foreign({ engine, upstream, path }: HostsTomlTask, by: AbsPath): Finding {
  return finding('error', 'HOSTS_TOML_FOREIGN', { upstream, by }, { engine, path });
}

function edited({ engine, upstream, path }: HostsTomlTask): Finding {
  return finding('error', 'HOSTS_TOML_EDITED', { upstream }, { engine, path });
}
