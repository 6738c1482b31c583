// The CAs that the system trusts, as programs written in Go find them on Linux.

import { certificatesIn } from '../formats/pem.ts';
import { readCertificate, subjectNameOf } from '../formats/x509.ts';
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
 * The system's roots (Go, crypto/x509/root_unix.go, loadSystemRoots). The file is read when the first is looked for, the
 * directories when it is not in the file: they are 300 names that mostly hold the same again. Of all the certificates only
 * those are taken apart that are asked for by name.
 */
export function systemRoots(host: ReadHost, places: RootPlaces = NO_PLACES): Roots {
  const stages = [() => fileOf(host, places), () => directoriesOf(host, places)].map(rememberIndex);
  return {
    *named(subjectName) {
      for (const index of stages)
        for (const der of index().get(subjectName) ?? []) {
          const certificate = readCertificate(Buffer.from(der, 'base64'));
          if (certificate.ok) yield certificate.value;
        }
    },
  };
}

/** DER in base64, by the name of the subject. */
type Index = ReadonlyMap<string, readonly string[]>;

function rememberIndex(read: () => Iterable<string>): () => Index {
  let index: Index | undefined;
  return () => {
    index ??= indexOf(read());
    return index;
  };
}

function fileOf(host: ReadHost, { file }: RootPlaces): readonly string[] {
  for (const path of isSet(file) ? [file].filter(isAbsolute) : FILES) {
    const ders = certificatesAt(host, path);
    if (ders !== undefined) return ders;
  }
  return [];
}

function directoriesOf(host: ReadHost, { directories }: RootPlaces): readonly string[] {
  const folders = isSet(directories) ? directories.split(':').filter(isAbsolute) : DIRECTORIES;
  return folders.flatMap((folder) =>
    filesOf(host, folder).flatMap((path) => certificatesAt(host, path) ?? []),
  );
}

function certificatesAt(host: ReadHost, path: AbsPath): readonly string[] | undefined {
  const state = host.read(path);
  return state.kind === 'file' ? certificatesIn(state.bytes) : undefined;
}

/** Links to another file of the same directory are left out (readUniqueDirectoryEntries): names by hash, mostly. */
function filesOf(host: ReadHost, folder: AbsPath): readonly AbsPath[] {
  return host.list(folder).flatMap((name) => (isHashName(name) ? [] : [`${folder}/${name}` as const]));
}

/** What `openssl rehash` and c_rehash put there: always links to the file with the name that people gave it. */
function isHashName(name: string): boolean {
  return /^[0-9a-f]{8}\.[0-9]+$/.test(name);
}

function indexOf(ders: Iterable<string>): Index {
  const index = new Map<string, string[]>();
  for (const der of new Set(ders)) {
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
