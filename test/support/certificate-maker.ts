// Certificates for tests, made by the openssl program in a folder of its own.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CertificateWish {
  readonly name: string;
  /** Lines of an extension section of openssl's configuration; none at all: a version 1 certificate. */
  readonly extensions?: readonly string[];
  /** Arguments of `openssl genpkey`. */
  readonly key?: readonly string[];
  /** Arguments for the signature. */
  readonly signature?: readonly string[];
  /** The name of the certificate that signs; itself when there is none. */
  readonly issuer?: string;
  readonly subject?: string;
  readonly days?: number;
}

const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] as const;
export const CA = ['basicConstraints=critical,CA:TRUE'] as const;
export const LEAF = ['basicConstraints=CA:FALSE', 'subjectAltName=DNS:r1.test'] as const;

export interface CertificateMaker {
  /** Makes a certificate and returns it in PEM. */
  make(wish: CertificateWish): string;
  /** Runs openssl in the folder; files are NAME.crt and NAME.key. */
  run(...args: readonly string[]): Buffer;
  read(file: string): Buffer;
  close(): void;
}

/** undefined where there is no openssl: the tests skip then. */
export function openCertificateMaker(): CertificateMaker | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const run = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    run('version');
  } catch {
    close();
    return undefined;
  }
  const make = (wish: CertificateWish): string => {
    const { name, issuer = name, subject = `/CN=${name}`, days = 365 } = wish;
    writeFileSync(join(folder, 'request.cnf'), '[req]\ndistinguished_name=dn\n[dn]\n');
    writeFileSync(join(folder, `${name}.ext`), (wish.extensions ?? []).map((line) => `${line}\n`).join(''));
    run('genpkey', ...(wish.key ?? P256), '-out', `${name}.key`);
    run(
      'req',
      '-new',
      '-config',
      'request.cnf',
      '-key',
      `${name}.key`,
      '-subj',
      subject,
      '-out',
      `${name}.csr`,
    );
    const signer =
      issuer === name ? ['-signkey', `${name}.key`] : ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`];
    const extensions = wish.extensions === undefined ? [] : ['-extfile', `${name}.ext`];
    const common = ['-days', String(days), '-set_serial', '7', ...(wish.signature ?? []), ...extensions];
    run('x509', '-req', '-in', `${name}.csr`, ...signer, ...common, '-out', `${name}.crt`);
    return readFileSync(join(folder, `${name}.crt`), 'latin1');
  };
  return { make, run, read: (file) => readFileSync(join(folder, file)), close };
}
