// The CA files below certs.d that make a wish true, for Docker and Podman alike.

import { dirname } from 'node:path/posix';
import { certificatesIn, withoutCertificates } from '../formats/pem.ts';
import { ABSENT, type AbsPath, type FileChange } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Entry } from '../model/managed.ts';
import type { CaRequest, Request } from '../model/request.ts';
import {
  CERTS_D,
  type CertsDirectory,
  type CertsLayout,
  type CertsView,
  certificateFiles,
  certificatesAt,
  ignoresCertificates,
  type Place,
  placeFor,
  stateAt,
} from './certs-d.ts';
import type { Wish } from './engine.ts';

/** `entries`: ours below these roots afterwards; `files` are theirs, and those that we made. */
export interface CertsDraft {
  readonly changes: readonly FileChange[];
  readonly entries: readonly Entry[];
  readonly files: readonly AbsPath[];
  readonly findings: readonly Finding[];
}

/** What a plan works with: the wish, cut down to certificates. */
interface Context {
  readonly layout: CertsLayout;
  readonly view: CertsView;
  readonly ensured: ReadonlyMap<string, CaRequest>;
  readonly inForce: ReadonlyMap<string, CaRequest>;
  /** By host: the certificates (DER in base64) that a file of ours may hold, of this run and of earlier ones. */
  readonly own: ReadonlyMap<string, ReadonlySet<string>>;
  readonly held: readonly Entry[];
}

/** What becomes of the certificates of one host. */
interface Step {
  readonly changes: readonly FileChange[];
  readonly entries: readonly Entry[];
  readonly findings: readonly Finding[];
}

/**
 * Plans the CA files of one engine. Ours is `ca.crt` where that name is free, else `registry-client.crt` beside it;
 * where others' files in the directory hold every certificate wanted, nothing is added and nothing is ours. A CA of
 * ours goes when no request in force wants it; what others added to our file stays in it.
 *
 * `adopted`: a CA file of somebody else's stays even then (CERTS_D_STAYS says so): adopting means to take out what
 * is not in force, and a trust that others rely on is not ours to end.
 *
 * Holdings after: `entries` in place of those of kind `certs.d`, `files` in place of those below the roots.
 */
export function planCertsD(wish: Wish, layout: CertsLayout, view: CertsView): CertsDraft {
  const context: Context = {
    layout,
    view,
    ensured: byHost(wish.ensure),
    inForce: byHost(wish.inForce),
    own: ownCertificates([...wish.held.requests, ...wish.inForce, ...wish.ensure]),
    held: wish.held.entries.filter((entry) => entry.kind === CERTS_D),
  };
  const hosts = new Set([...context.ensured.keys(), ...context.held.map((entry) => entry.value)]);
  const steps = [...hosts].map((host) => planHost(host, context));
  const entries = steps.flatMap((step) => step.entries);
  return {
    changes: steps.flatMap((step) => step.changes),
    entries,
    files: entries.map((entry) => entry.path),
    findings: [
      ...steps.flatMap((step) => step.findings),
      ...findStaying(wish.adopted, context),
      ...findBrokenPairs(wish.inForce, context),
    ],
  };
}

function planHost(host: string, context: Context): Step {
  const standing = context.held.filter((entry) => entry.value === host && isStanding(entry, context));
  const request = context.ensured.get(host);
  if (request !== undefined) return ensureHost(request, standing, context);
  if (context.inForce.has(host)) return { changes: [], entries: standing, findings: [] };
  return { changes: standing.flatMap((entry) => takeOut(entry, context)), entries: [], findings: [] };
}

function ensureHost(request: CaRequest, standing: readonly Entry[], context: Context): Step {
  const { layout, view } = context;
  const place = placeFor(request.host, layout, view);
  const wanted = certificatesIn(Buffer.from(request.pem));
  const ours = standing.map((entry) => entry.path);
  const others = new Set(
    certificateFiles(place.read)
      .filter((path) => !ours.includes(path))
      .flatMap((path) => certificatesAt(view, path)),
  );
  const given = !ignoresCertificates(place.read, layout) && wanted.every((der) => others.has(der));
  const kept = standing.find((entry) => dirname(entry.path) === place.target.path);
  const changes = standing.filter((entry) => entry !== kept).flatMap((entry) => takeOut(entry, context));
  if (kept === undefined && given) return { changes, entries: [], findings: [] };
  const entry = kept ?? { path: freePath(place.target, view), kind: CERTS_D, value: request.host };
  return {
    changes: [...changes, ...putIn(entry, request.pem, context)],
    entries: [entry],
    findings: given ? [] : findHidden(place, kept === undefined, layout),
  };
}

/** A file of ours that others have since filled with certificates of their own is not ours any more. */
function isStanding(entry: Entry, { view, own }: Context): boolean {
  if (stateAt(view, entry.path).kind === 'absent') return false;
  const there = certificatesAt(view, entry.path);
  return there.length === 0 || there.some((der) => own.get(entry.value)?.has(der));
}

function putIn(entry: Entry, pem: string, { layout, view, own }: Context): readonly FileChange[] {
  const before = stateAt(view, entry.path);
  if (before.kind === 'absent') {
    const after = { kind: 'file', bytes: Buffer.from(pem), mode: 0o644, ...layout.owner } as const;
    return [{ path: entry.path, before, after }];
  }
  const wanted = new Set(certificatesIn(Buffer.from(pem)));
  const there = new Set(certificatesIn(before.bytes));
  const stale = [...(own.get(entry.value) ?? [])].some((der) => there.has(der) && !wanted.has(der));
  if (!stale && [...wanted].every((der) => there.has(der))) return [];
  const rest = remainder(before.bytes, entry, own);
  return [{ path: entry.path, before, after: { ...before, bytes: Buffer.concat([Buffer.from(pem), rest]) } }];
}

function takeOut(entry: Entry, { view, own }: Context): readonly FileChange[] {
  const before = stateAt(view, entry.path);
  if (before.kind === 'absent') return [];
  const rest = remainder(before.bytes, entry, own);
  return [{ path: entry.path, before, after: rest.length === 0 ? ABSENT : { ...before, bytes: rest } }];
}

/** What others added to our file; nothing when only text around our certificates would be left. */
function remainder(bytes: Uint8Array, entry: Entry, own: Context['own']): Uint8Array {
  const rest = withoutCertificates(bytes, own.get(entry.value) ?? new Set());
  return certificatesIn(rest).length === 0 ? new Uint8Array() : rest;
}

/**
 * A directory that the engine reads before ours: our CA would never be seen, an error. A hosts.toml beside it may
 * name a CA itself, so that is a warning; and so is a `_default` that our new directory puts out of use.
 */
function findHidden(place: Place, isNew: boolean, layout: CertsLayout): readonly Finding[] {
  const where = { engine: layout.engine, path: place.target.path };
  if (place.first === 'read') return [finding('error', 'CERTS_D_SHADOWED', { by: place.read.path }, where)];
  const file = `${place.target.path}/hosts.toml`;
  if (ignoresCertificates(place.target, layout))
    return [finding('warning', 'CERTS_D_SHADOWED', { by: file }, where)];
  return isNew && place.read !== place.target && place.read.names.length > 0
    ? [finding('warning', 'CERTS_D_HIDES', { hidden: place.read.path }, where)]
    : [];
}

/** `ca.crt`, else `registry-client.crt`; a number in it where somebody else took even that name. */
function freePath(directory: CertsDirectory, view: CertsView): AbsPath {
  const isFree = (name: string) =>
    !directory.names.includes(name) && stateAt(view, `${directory.path}/${name}`).kind === 'absent';
  let name = isFree('ca.crt') ? 'ca.crt' : 'registry-client.crt';
  for (let number = 2; !isFree(name); number += 1) name = `registry-client-${number}.crt`;
  return `${directory.path}/${name}`;
}

function findStaying(adopted: readonly Request[], context: Context): readonly Finding[] {
  const { layout, view, inForce, held } = context;
  return [...byHost(adopted).values()]
    .filter((request) => !inForce.has(request.host))
    .flatMap((request) => {
      const meant = certificatesIn(Buffer.from(request.pem));
      return certificateFiles(placeFor(request.host, layout, view).read)
        .filter((path) => certificatesAt(view, path).some((der) => meant.includes(der)))
        .filter((path) => !held.some((entry) => entry.path === path && isStanding(entry, context)))
        .map((path) => finding('info', 'CERTS_D_STAYS', {}, { engine: layout.engine, path }));
    });
}

/** One half of a pair ends every TLS handshake with this registry (moby registry/registry.go, loadTLSConfig). */
function findBrokenPairs(requests: readonly Request[], { layout, view }: Context): readonly Finding[] {
  return [...new Set(requests.flatMap(registryOf))].flatMap((host) => {
    const { path, names } = placeFor(host, layout, view).read;
    return names
      .filter((name) => /\.(?:cert|key)$/.test(name))
      .filter(
        (name) =>
          !names.includes(
            name.endsWith('.key') ? name.replace(/key$/, 'cert') : name.replace(/cert$/, 'key'),
          ),
      )
      .map((file) =>
        finding(
          'warning',
          'CERTS_D_BROKEN_PAIR',
          { file },
          { engine: layout.engine, path: `${path}/${file}` },
        ),
      );
  });
}

function registryOf(request: Request): readonly string[] {
  switch (request.kind) {
    case 'host-alias':
      return [];
    case 'insecure':
      return request.form === 'host' ? [request.target] : [];
    default:
      return [request.host];
  }
}

function byHost(requests: readonly Request[]): ReadonlyMap<string, CaRequest> {
  return new Map(
    requests.flatMap((request) => (request.kind === 'ca' ? [[request.host, request] as const] : [])),
  );
}

function ownCertificates(requests: readonly Request[]): Context['own'] {
  const own = new Map<string, Set<string>>();
  for (const request of requests) {
    if (request.kind !== 'ca') continue;
    const known = own.get(request.host) ?? new Set();
    for (const der of certificatesIn(Buffer.from(request.pem))) known.add(der);
    own.set(request.host, known);
  }
  return own;
}
