// The edits of registries.yaml that a wish comes to: mirrors by upstream, CA and switch by host. Pure.

import { certificatesIn } from '../../formats/pem.ts';
import type { YamlEdit } from '../../formats/yaml/edit.ts';
import { ABSENT, type AbsPath, type FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Entry } from '../../model/managed.ts';
import type { CaRequest, Request } from '../../model/request.ts';
import type { Wish } from '../engine.ts';
import { type Distribution, ownAuthority } from './distribution.ts';
import { endpointOf } from './endpoint.ts';
import { planEndpoints } from './endpoints-plan.ts';
import {
  CA_FILE,
  certificatesAt,
  ENDPOINT,
  endpointEntry,
  isCa,
  isInsecure,
  isMirror,
  readEndpointEntry,
  SKIP_VERIFY,
} from './needs.ts';
import { type RancherObserved, stateAt } from './observed.ts';
import type { Registries } from './registries.ts';

export interface Context {
  readonly distribution: Distribution;
  readonly wish: Wish;
  readonly observed: RancherObserved;
  readonly registries: Registries;
  /** Ours in registries.yaml before this run. */
  readonly held: readonly Entry[];
}

/** What one part of the file comes to; `files`: CA files of ours, that are there afterwards. */
export interface Part {
  readonly edits: readonly YamlEdit[];
  readonly entries: readonly Entry[];
  readonly changes: readonly FileChange[];
  readonly files: readonly AbsPath[];
  readonly findings: readonly Finding[];
}

const NOTHING: Part = { edits: [], entries: [], changes: [], files: [], findings: [] };

export function draftAll(context: Context): readonly Part[] {
  const { wish, held } = context;
  const requests = [...wish.ensure, ...wish.adopted];
  const upstreams = [
    ...held.filter(({ kind }) => kind === ENDPOINT).map((entry) => readEndpointEntry(entry).upstream),
    ...requests.filter(isMirror).map(({ upstream }) => upstream),
  ];
  const switches = [
    ...hostsHeld(held, SKIP_VERIFY),
    ...requests.filter(isInsecure).map(({ target }) => target),
  ];
  const authorities = [...hostsHeld(held, CA_FILE), ...requests.filter(isCa).map(({ host }) => host)];
  return [
    ...[...new Set(upstreams)].map((upstream) => draftMirrors(upstream, context)),
    ...[...new Set(switches)].map((host) => draftSwitch(host, context)),
    ...[...new Set(authorities)].map((host) => draftAuthority(host, context)),
  ];
}

function hostsHeld(held: readonly Entry[], kind: string): readonly string[] {
  return held.filter((entry) => entry.kind === kind).map(({ value }) => value);
}

function draftMirrors(upstream: string, { wish, observed, registries, held }: Context): Part {
  const path = observed.settings.file;
  const present = registries.mirrors.get(upstream)?.endpoints ?? [];
  const of = (requests: readonly Request[]) =>
    requests
      .filter(isMirror)
      .filter((one) => one.upstream === upstream)
      .map(endpointOf);
  const ours = held
    .filter(({ kind }) => kind === ENDPOINT)
    .map(readEndpointEntry)
    .filter((one) => one.upstream === upstream)
    .map(({ endpoint }) => endpoint);
  const { values, ours: after } = planEndpoints({
    present,
    ours: [...ours, ...of(wish.adopted)],
    needed: of(wish.inForce),
    named: of(wish.ensure),
  });
  const isSame = values.length === present.length && values.every((value, index) => value === present[index]);
  return {
    ...NOTHING,
    edits: isSame ? [] : [{ path: ['mirrors', upstream, 'endpoint'], value: values }],
    entries: after.map((endpoint) => endpointEntry(path, upstream, endpoint)),
  };
}

function draftSwitch(host: string, { wish, observed, registries, held }: Context): Part {
  const entry = { path: observed.settings.file, kind: SKIP_VERIFY, value: host };
  const isThere = registries.configs.get(host)?.tls?.skipVerify === true;
  const has = (requests: readonly Request[]) =>
    requests.filter(isInsecure).some(({ target }) => target === host);
  const isHeld = held.some(({ kind, value }) => kind === SKIP_VERIFY && value === host);
  const path = ['configs', host, 'tls', 'insecure_skip_verify'];
  if (has(wish.inForce)) {
    if (isThere) return { ...NOTHING, entries: isHeld || has(wish.adopted) ? [entry] : [] };
    if (!has(wish.ensure)) return { ...NOTHING, entries: isHeld ? [entry] : [] };
    return { ...NOTHING, edits: [{ path, value: true }], entries: [entry] };
  }
  return isThere ? { ...NOTHING, edits: [{ path, value: undefined }] } : NOTHING;
}

/** Ours is the key with the file that it names: a file that others have named stays, and is enough where it has the CA. */
function draftAuthority(host: string, context: Context): Part {
  const { distribution, wish, observed, registries, held } = context;
  const file = ownAuthority(distribution, host);
  const there = registries.configs.get(host)?.tls?.caFile ?? null;
  const isHeld = held.some(({ kind, value }) => kind === CA_FILE && value === host);
  const wanted = wish.inForce.filter(isCa).findLast((request) => request.host === host);
  const isAdopted = wish.adopted.filter(isCa).some((request) => request.host === host);
  if (wanted === undefined) return takeOutAuthority(host, there, isHeld || isAdopted, isAdopted, context);
  const entry = { path: observed.settings.file, kind: CA_FILE, value: host };
  if (there !== null && there !== file) return judgeOther(wanted, there, context);
  if (!isHeld && !wish.ensure.includes(wanted)) return NOTHING;
  const path = ['configs', host, 'tls', 'ca_file'];
  return {
    ...NOTHING,
    edits: there === file ? [] : [{ path, value: file }],
    changes: writeAuthority(file, wanted, observed),
    entries: [entry],
    files: [file],
  };
}

function writeAuthority(path: AbsPath, { pem }: CaRequest, observed: RancherObserved): readonly FileChange[] {
  const before = stateAt(observed, path);
  const bytes = Buffer.from(pem);
  if (before.kind === 'file' && sameCertificates(before.bytes, bytes)) return [];
  const after =
    before.kind === 'file'
      ? { ...before, bytes }
      : ({ kind: 'file', bytes, mode: 0o644, ...observed.owner } as const);
  return [{ path, before, after }];
}

function sameCertificates(a: Uint8Array, b: Uint8Array): boolean {
  return certificatesIn(a).toSorted().join() === certificatesIn(b).toSorted().join();
}

/** A CA that others rely on is not ours to change: one key names one file. */
function judgeOther(wanted: CaRequest, there: AbsPath, context: Context): Part {
  const { distribution, observed, wish } = context;
  const known = certificatesAt(observed, there);
  const isGiven = certificatesIn(Buffer.from(wanted.pem)).every((der) => known.includes(der));
  if (isGiven || !wish.ensure.includes(wanted)) return NOTHING;
  const place = { engine: distribution.id, path: observed.settings.file };
  return {
    ...NOTHING,
    findings: [finding('error', 'RANCHER_CA_TAKEN', { host: wanted.host, file: there }, place)],
  };
}

function takeOutAuthority(
  host: string,
  there: AbsPath | null,
  isOurs: boolean,
  isAdopted: boolean,
  { distribution, observed, wish }: Context,
): Part {
  const file = ownAuthority(distribution, host);
  const before = stateAt(observed, file);
  const isNamed = there === file || (isAdopted && there !== null);
  const isMade = before.kind === 'file' && wish.held.files.includes(file);
  return {
    ...NOTHING,
    edits: isOurs && isNamed ? [{ path: ['configs', host, 'tls', 'ca_file'], value: undefined }] : [],
    changes: isMade ? [{ path: file, before, after: ABSENT }] : [],
  };
}
