// The CAs that the system trusts, as programs written in Go find them on Linux.

import { certificatesIn } from '../formats/pem.ts';
import { type Certificate, readCertificate, subjectNameOf } from '../formats/x509.ts';
import type { ReadHost } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';
import type { Roots } from './chain.ts';

/** The first that can be read (Go, crypto/x509/root_linux.go, certFiles). */
const FILES: readonly AbsPath[] = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL 6
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/tls/cacert.pem', // OpenELEC
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // RHEL 7 and later
  '/etc/ssl/cert.pem', // Alpine
];

/** All of these beside it (certDirectories). */
const DIRECTORIES: readonly AbsPath[] = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** What the environment of the engine's process says in their place; '' or undefined: nothing. */
export interface RootPlaces {
  /** SSL_CERT_FILE */
  readonly file: string | undefined;
  /** SSL_CERT_DIR: directories, with colons between them. */
  readonly directories: string | undefined;
}

const NO_PLACES: RootPlaces = { file: undefined, directories: undefined };

/**
 * The system's roots (Go, crypto/x509/root_unix.go, loadSystemRoots). The files are read when the first is looked for,
 * and of all the certificates in them only those that are asked for by name: there are about 140.
 */
export function systemRoots(host: ReadHost, places: RootPlaces = NO_PLACES): Roots {
  let index: ReadonlyMap<string, readonly string[]> | undefined;
  const read = new Map<string, readonly Certificate[]>();
  const named = (subjectName: string) => {
    index ??= indexOf(dersOf(host, places));
    const known = read.get(subjectName);
    if (known !== undefined) return known;
    const found = (index.get(subjectName) ?? []).flatMap((der) => {
      const certificate = readCertificate(Buffer.from(der, 'base64'));
      return certificate.ok ? [certificate.value] : [];
    });
    read.set(subjectName, found);
    return found;
  };
  return {
    named,
    has: ({ der, subjectName }) => named(subjectName).some((one) => one.der === der),
  };
}

/** DER in base64, each once: a directory mostly holds again what is in the file. */
function dersOf(host: ReadHost, { file, directories }: RootPlaces): ReadonlySet<string> {
  const ders = new Set<string>();
  const add = (path: AbsPath): boolean => {
    const state = host.read(path);
    if (state.kind === 'file') for (const der of certificatesIn(state.bytes)) ders.add(der);
    return state.kind === 'file';
  };
  (isSet(file) ? [file].filter(isAbsolute) : FILES).some(add);
  const folders = isSet(directories) ? directories.split(':').filter(isAbsolute) : DIRECTORIES;
  for (const folder of folders) for (const path of filesOf(host, folder)) add(path);
  return ders;
}

/** Links to another file of the same directory are left out (readUniqueDirectoryEntries): names by hash, mostly. */
function filesOf(host: ReadHost, folder: AbsPath): readonly AbsPath[] {
  return host.list(folder).flatMap((name) => (isHashName(name) ? [] : [`${folder}/${name}` as const]));
}

/** What `openssl rehash` and c_rehash put there: always links to the file with the name that people gave it. */
function isHashName(name: string): boolean {
  return /^[0-9a-f]{8}\.[0-9]+$/.test(name);
}

function indexOf(ders: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const der of ders) {
    const name = subjectNameOf(Buffer.from(der, 'base64'));
    index.set(name, [...(index.get(name) ?? []), der]);
  }
  return index;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function isAbsolute(path: string): path is AbsPath {
  return path.startsWith('/');
}
