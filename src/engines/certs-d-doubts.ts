// What is wrong below certs.d: directories that no registry is looked up under, and files that do not do what they seem to.

import { basename } from 'node:path/posix';
import { certificatesIn } from '../formats/pem.ts';
import { readCertificate } from '../formats/x509.ts';
import type { ReadHost } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import { parseHostPort, splitHostPort } from '../model/registry.ts';
import {
  type CertsDirectory,
  type CertsLayout,
  type CertsView,
  certificateFiles,
  certificatesAt,
  ignoresCertificates,
  placeFor,
  stateAt,
} from './certs-d.ts';

/** What is judged, and how files are read that an inspection does not read. */
export interface CertsScope {
  readonly layout: CertsLayout;
  readonly view: CertsView;
  readonly host: ReadHost;
}

export interface DoubtsScope extends CertsScope {
  /** host[:port] of those that are asked over verified TLS: the others need no certificate. */
  readonly registries: readonly string[];
  /** Those that something else than a directory of certs.d names: theirs are no misnamed ones. */
  readonly claimed: readonly string[];
}

/** Everything doubtful, as warnings; a directory that may well be another registry's is an info. */
export function findCertsDoubts(scope: DoubtsScope): readonly Finding[] {
  const { layout, view } = scope;
  const read = view.directories.filter(
    (directory) => placeFor(registryOf(directory, layout), layout, view).read === directory,
  );
  return [
    ...scope.registries.flatMap((registry) => findMisnamed(registry, scope)),
    ...read.flatMap((directory) => findInside(directory, scope)),
  ];
}

/**
 * The registry that a directory is for: its name; for containerd `host_port_` is `host:port`, too (hosts.go,
 * hostDirectory).
 */
function registryOf({ path }: CertsDirectory, { reader }: CertsLayout): string {
  const name = basename(path);
  return reader === 'containerd' ? name.replace(/^(.+)_([0-9]+)_$/, '$1:$2') : name;
}

/** The registries that have a directory of their own, whatever is in it, in the order of the names. */
export function certsRegistries(layout: CertsLayout, view: CertsView): readonly string[] {
  const names = view.directories.map((directory) => registryOf(directory, layout));
  return [...new Set(names)].filter((name) => parseHostPort(name).ok);
}

/**
 * Why the engine cannot make a connection at all where it reads this directory, as errors: half a pair; for containerd a
 * `.crt` without a certificate, too.
 */
export function findFatal(path: AbsPath | null, scope: CertsScope): readonly Finding[] {
  const { layout, view } = scope;
  const directory = view.directories.find((one) => one.path === path);
  if (directory === undefined || ignoresCertificates(directory, layout)) return [];
  const registry = registryOf(directory, layout);
  const unreadable =
    layout.reader === 'containerd' ? findUnreadableAuthorities(directory, registry, scope) : [];
  return [...findHalfPairs(directory, registry, scope), ...unreadable].map((found) => ({
    ...found,
    severity: 'error',
  }));
}

function findMisnamed(registry: string, { layout, view, claimed }: DoubtsScope): readonly Finding[] {
  if (view.directories.includes(placeFor(registry, layout, view).read)) return [];
  const near = view.directories.filter(
    (directory) =>
      directory.names.some((name) => /\.(?:crt|cert|pem|cer)$/i.test(name)) &&
      !claimed.includes(basename(directory.path)) &&
      nearness(basename(directory.path), registry) !== 'far',
  );
  return near.slice(0, 1).map((directory) => {
    const wanted = `${directory.path.slice(0, -basename(directory.path).length)}${registry}`;
    const severity = nearness(basename(directory.path), registry) === 'same' ? 'warning' : 'info';
    const place = { engine: layout.engine, path: directory.path };
    return finding(severity, 'CERTS_D_MISNAMED', { registry, wanted }, place);
  });
}

/**
 * `same`: the name differs only in what people get wrong (no port, `:443` or none, `_` for `:`, the case of letters, a
 * scheme); `port`: the same host with another port, which can be another registry.
 */
function nearness(directory: string, registry: string): 'same' | 'port' | 'far' {
  const wanted = registry.toLowerCase();
  const bare = directory
    .toLowerCase()
    .replace(/^https?[:_-]+/, '')
    .replace(/_([0-9]+)_?$/, ':$1')
    .replace(/\.$/, '');
  if (bare === wanted) return 'same';
  if (!parseHostPort(bare).ok || splitHostPort(bare).name !== splitHostPort(wanted).name) return 'far';
  const hasPort = /:[0-9]+$/.test(bare.replace(/^\[.*\]/, ''));
  return !hasPort || splitHostPort(bare).port === splitHostPort(wanted).port ? 'same' : 'port';
}

function findInside(directory: CertsDirectory, scope: DoubtsScope): readonly Finding[] {
  const { layout } = scope;
  const registry = registryOf(directory, layout);
  if (!parseHostPort(registry).ok || ignoresCertificates(directory, layout)) return [];
  return [
    ...findEmpty(directory, registry, scope),
    ...findHalfPairs(directory, registry, scope),
    ...findUnreadableAuthorities(directory, registry, scope),
    ...findIgnoredNames(directory, registry, scope),
  ];
}

function findEmpty(
  directory: CertsDirectory,
  registry: string,
  { layout, view }: DoubtsScope,
): readonly Finding[] {
  if (directory.names.length > 0) return [];
  const hidden = view.directories.find(
    (other) =>
      other !== directory && registryOf(other, layout) === registry && certificateFiles(other).length > 0,
  );
  if (hidden === undefined) return [];
  const place = { engine: layout.engine, path: directory.path };
  return [finding('warning', 'CERTS_D_EMPTY', { registry, hidden: hidden.path }, place)];
}

/**
 * One half of a pair ends every pull (moby registry/registry.go, loadTLSConfig; containers/image
 * pkg/tlsclientconfig, SetupCertificates). containerd takes a key alone for nothing.
 */
function findHalfPairs(
  directory: CertsDirectory,
  registry: string,
  { layout, host }: CertsScope,
): readonly Finding[] {
  const { names } = directory;
  const at = (name: string) => ({ engine: layout.engine, path: `${directory.path}/${name}` });
  const certificates = names
    .filter((name) => name.endsWith('.cert') && !names.includes(name.replace(/cert$/, 'key')))
    .map((name) => {
      const isAuthority = holdsAuthority(`${directory.path}/${name}`, host);
      const args = { registry, isAuthority, ownKey: layout.reader === 'containerd' };
      return finding('warning', 'CERTS_D_CA_AS_CLIENT', args, at(name));
    });
  const keys = names
    .filter((name) => name.endsWith('.key') && !names.includes(name.replace(/key$/, 'cert')))
    .filter(() => layout.reader === 'exact')
    .map((name) => finding('warning', 'CERTS_D_KEY_WITHOUT_CERT', { registry }, at(name)));
  return [...certificates, ...keys];
}

function holdsAuthority(path: AbsPath, host: ReadHost): boolean {
  const state = host.read(path);
  if (state.kind !== 'file') return false;
  return certificatesIn(state.bytes).some((der) => {
    const read = readCertificate(Buffer.from(der, 'base64'));
    return read.ok && read.value.authority;
  });
}

/** Both engines read PEM alone; a file without any is passed over, but for containerd, which fails (tlsConfigFromHost). */
function findUnreadableAuthorities(
  directory: CertsDirectory,
  registry: string,
  { layout, view }: CertsScope,
): readonly Finding[] {
  return certificateFiles(directory).flatMap((path) => {
    const state = stateAt(view, path);
    if (state.kind === 'absent' || certificatesAt(view, path).length > 0) return [];
    const form = readCertificate(state.bytes).ok ? 'der' : 'other';
    const args = { registry, form, strict: layout.reader === 'containerd' } as const;
    return [finding('warning', 'CERTS_D_NOT_PEM', args, { engine: layout.engine, path })];
  });
}

/** Where nothing in the directory counts, what was probably meant to. */
function findIgnoredNames(
  directory: CertsDirectory,
  registry: string,
  { layout }: DoubtsScope,
): readonly Finding[] {
  if (certificateFiles(directory).length > 0) return [];
  return directory.names
    .filter((name) => /\.(?:pem|cer|crt|ca)$/i.test(name))
    .map((file) =>
      finding(
        'warning',
        'CERTS_D_IGNORED_NAME',
        { registry, file },
        { engine: layout.engine, path: `${directory.path}/${file}` },
      ),
    );
}
