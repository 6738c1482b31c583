// The plan for our marked lines in /etc/hosts, which belongs to no engine.

import { isIP } from 'node:net';
import type { Wish } from '../engines/engine.ts';
import { editHostAliases, type HostAlias, type HostEntry, readHostAliases } from '../formats/hosts-file.ts';
import { ABSENT, type AbsPath, type FileState } from '../model/file.ts';
import { type Finding, finding, textFinding } from '../model/finding.ts';
import { type Entry, type Holdings, NO_HOLDINGS } from '../model/managed.ts';
import type { Draft } from '../model/plan.ts';
import { canonicalAddress } from '../model/registry.ts';
import type { HostAliasRequest, Request } from '../model/request.ts';

export const HOSTS_FILE: AbsPath = '/etc/hosts';
const HOSTS = 'hosts';

/** The parts of a wish that matter here, and the file as it is. */
export interface HostsWish extends Pick<Wish, 'ensure' | 'inForce' | 'held'> {
  readonly file: FileState;
  /** Of a new file: ReadHost.user. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** The marked lines as entries, for `status`. */
export function hostAliasesOf(file: FileState): readonly Entry[] {
  return markedIn(file).map(({ name }) => entryOf(name));
}

/**
 * Plans the edit of /etc/hosts. A name that others give the wanted address already needs no line of ours; one that
 * they give another address first is an error, because ours would not be seen. Lines with our mark that we do not hold
 * (another state directory wrote them) stay as they are until they are asked for; then they are ours.
 * @returns a draft with one change or none; its findings are HOSTS_CONFLICT, HOSTS_BY_CLOUD_INIT, FILE_REFUSED
 */
export function planHosts(wish: HostsWish): Draft {
  const entries = readHostAliases(decode(wish.file));
  const ensured = byName(wish.ensure);
  const judged = [...ensured.values()].map((alias) => judgeAlias(alias, entries));
  const added = judged.flatMap(({ alias, isGiven }) => (isGiven ? [] : [alias]));
  const kept = entries.filter((entry) => entry.ours && !ensured.has(keyOf(entry.name)) && stays(entry, wish));
  const edited = editHostAliases(decode(wish.file), [...kept, ...added]);
  const findings = judged.flatMap((each) => each.findings);
  if (!edited.ok)
    return {
      changes: [],
      holdings: wish.held,
      findings: [...findings, textFinding(edited.error, HOSTS_FILE)],
    };
  const after = encode(edited.value.text, wish);
  const inForce = byName(wish.inForce);
  const ours = [...kept.filter(({ name }) => inForce.has(keyOf(name))), ...added];
  return {
    changes: after === wish.file ? [] : [{ path: HOSTS_FILE, before: wish.file, after }],
    holdings: holdingsAfter(wish, ours, after),
    findings: [...findings, ...(added.length > 0 ? findRegeneration(decode(wish.file)) : [])],
  };
}

/** What an alias meets in the file. `isGiven`: somebody else's line does it, and we have none for this name. */
interface Judged {
  readonly alias: HostAlias;
  readonly isGiven: boolean;
  readonly findings: readonly Finding[];
}

/**
 * The resolver takes the lines of a name in the order of the file, one address family at a time (glibc
 * nss/nss_files/files-hosts.c; Go net/hosts.go). With another address of the same family before it our line is
 * never reached, or only after a failed connection; behind ours, or in the other family, it is worth a warning.
 */
function judgeAlias(alias: HostAlias, entries: readonly HostEntry[]): Judged {
  const lines = entries.filter((entry) => keyOf(entry.name) === keyOf(alias.name) && familyOf(entry) !== 0);
  const isOurs = lines.some((entry) => entry.ours);
  const reached = lines.findIndex((entry) => entry.ours || sameAddress(entry, alias));
  const place = (entry: HostEntry) => ({ path: HOSTS_FILE, position: entry.position });
  const findings = lines.flatMap((entry, index) => {
    if (entry.ours || sameAddress(entry, alias)) return [];
    const isFirst = (reached === -1 || index < reached) && familyOf(entry) === familyOf(alias);
    const args = { name: alias.name, wanted: alias.address, there: entry.address };
    return [finding(isFirst ? 'error' : 'warning', 'HOSTS_CONFLICT', args, place(entry))];
  });
  return { alias, isGiven: !isOurs && reached !== -1, findings };
}

/** Whether a marked line that this run does not name stays. */
function stays(entry: HostEntry, { inForce, held }: HostsWish): boolean {
  const isHeld = held.entries.some(({ value }) => keyOf(value) === keyOf(entry.name));
  return !isHeld || byName(inForce).has(keyOf(entry.name));
}

/** A file that we made and that is empty again goes. */
function encode(text: string, { file, held, owner }: HostsWish): FileState {
  if (text === decode(file)) return file;
  if (text === '' && held.files.includes(HOSTS_FILE)) return ABSENT;
  const bytes = Buffer.from(text, 'latin1');
  return file.kind === 'file' ? { ...file, bytes } : { kind: 'file', bytes, mode: 0o644, ...owner };
}

function holdingsAfter(wish: HostsWish, ours: readonly HostAlias[], after: FileState): Holdings {
  const isMade = wish.held.files.includes(HOSTS_FILE) || wish.file.kind === 'absent';
  return {
    ...NO_HOLDINGS,
    requests: [...byName(wish.inForce).values()],
    entries: ours.map(({ name }) => entryOf(name)),
    files: isMade && after.kind === 'file' ? [HOSTS_FILE] : [],
  };
}

/** cloud-init writes the whole file anew at every boot when it says so in its head (module update_etc_hosts). */
function findRegeneration(text: string): readonly Finding[] {
  return /^#.*\bmanage_etc_hosts\b/m.test(text)
    ? [finding('warning', 'HOSTS_BY_CLOUD_INIT', {}, { path: HOSTS_FILE })]
    : [];
}

function markedIn(file: FileState): readonly HostEntry[] {
  return readHostAliases(decode(file)).filter((entry) => entry.ours);
}

/** One character per byte: comments in any encoding come back as they were. */
function decode(file: FileState): string {
  return file.kind === 'absent' ? '' : Buffer.from(file.bytes).toString('latin1');
}

function byName(requests: readonly Request[]): ReadonlyMap<string, HostAliasRequest> {
  return new Map(
    requests.flatMap((request) =>
      request.kind === 'host-alias' ? [[keyOf(request.name), request] as const] : [],
    ),
  );
}

function entryOf(name: string): Entry {
  return { path: HOSTS_FILE, kind: HOSTS, value: name };
}

const keyOf = (name: string): string => name.toLowerCase();

/** 4, 6, or 0 for a word that is no address: the resolver passes over such a line. */
function familyOf({ address }: HostAlias): number {
  return isIP(address);
}

function sameAddress(a: HostAlias, b: HostAlias): boolean {
  return canonicalAddress(a.address) === canonicalAddress(b.address);
}
