// The private CA of the lab's TLS server, and one that signed nothing.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NUMBERED_SERVER } from './network.ts';
import { must } from './run.ts';

export interface Certificates {
  readonly ca: string;
  /** A CA that is fine in itself but has not signed the server's certificate. */
  readonly strangerCa: string;
  readonly certificate: string;
  readonly key: string;
}

/** The name that only /etc/hosts knows. */
export const TLS_NAME = 'docker-registry.example.com';

/** How a new key is asked of `openssl req`. */
export const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes the key pairs; the server's certificate is for the name and for the number. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const ca = await makeCa(folder, 'ca', 'Lab CA');
  const strangerCa = await makeCa(folder, 'stranger-ca', 'Stranger CA');
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const [request, extensions] = [join(folder, 'server.csr'), join(folder, 'server.ext')];
  await writeFile(extensions, `subjectAltName=DNS:${TLS_NAME},IP:${NUMBERED_SERVER}\n`);
  await must('openssl', ['req', ...KEY, '-subj', `/CN=${TLS_NAME}`, '-keyout', key, '-out', request]);
  await must('openssl', [
    ...['x509', '-req', '-in', request, '-CA', ca, '-CAkey', join(folder, 'ca.key'), '-CAcreateserial'],
    ...['-days', '90', '-sha256', '-extfile', extensions, '-out', certificate],
  ]);
  return { ca, strangerCa, certificate, key };
}

async function makeCa(folder: string, name: string, subject: string): Promise<string> {
  const certificate = join(folder, `${name}.crt`);
  await must('openssl', [
    ...['req', '-x509', ...KEY, '-subj', `/CN=${subject}`, '-days', '90', '-sha256'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', join(folder, `${name}.key`), '-out', certificate],
  ]);
  return certificate;
}
