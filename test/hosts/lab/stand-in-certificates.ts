// The certificates of the stand-ins: a good one, and every wrong one there is. All have the same key.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificates, KEY } from './certificates.ts';
import { SERVER } from './network.ts';
import { must } from './run.ts';

interface Wish {
  readonly name?: string;
  readonly names?: string;
  readonly issuer?: 'ca' | 'stranger-ca' | 'middle' | 'itself';
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  /** Where it says that its issuer's certificate is to be had, as those of public CAs do. */
  readonly issuerAt?: string;
}

const NAME = 'nexushub.com';
const NAMES = `DNS:${NAME},DNS:docker-registry.example.com,IP:${SERVER}`;

const WISHES = {
  good: {},
  hub: {
    name: 'registry-1.docker.io',
    names: 'DNS:registry-1.docker.io,DNS:auth.docker.io,DNS:index.docker.io,DNS:docker.io',
  },
  stranger: { issuer: 'stranger-ca' },
  wrongName: { name: 'other.example.com', names: 'DNS:other.example.com' },
  commonNameOnly: { names: '' },
  noAddress: { names: `DNS:${NAME}` },
  expired: { from: -20, until: -2 },
  notYetValid: { from: 2, until: 20 },
  /** Its intermediate CA is not presented. */
  chainIncomplete: { issuer: 'middle', issuerAt: 'http://downloads.example.com:8080/middle.crt' },
  selfSigned: { issuer: 'itself' },
} as const satisfies Readonly<Record<string, Wish>>;

export type StandInCertificate = keyof typeof WISHES;

export interface StandInKeys {
  /** PEM */
  readonly key: string;
  readonly certificates: Readonly<Record<StandInCertificate, string>>;
}

/** Makes them all at once, in the folder that has the CAs. */
export async function makeStandInCertificates(folder: string, { ca }: Certificates): Promise<StandInKeys> {
  const key = join(folder, 'stand-in.key');
  const request = join(folder, 'stand-in.csr');
  await must('openssl', ['req', ...KEY, '-subj', `/CN=${NAME}`, '-keyout', key, '-out', request]);
  await signMiddle(folder, ca);
  const names = Object.keys(WISHES).filter(isName);
  const made = await Promise.all(names.map(async (name) => [name, await sign(folder, name, WISHES[name])]));
  return { key: await readFile(key, 'utf8'), certificates: Object.fromEntries(made) };
}

const isName = (name: string): name is StandInCertificate => Object.hasOwn(WISHES, name);

async function signMiddle(folder: string, ca: string): Promise<void> {
  const [request, extensions] = [join(folder, 'middle.csr'), join(folder, 'middle.ext')];
  await writeFile(extensions, 'basicConstraints=critical,CA:TRUE\n');
  const key = join(folder, 'middle.key');
  await must('openssl', ['req', ...KEY, '-subj', '/CN=Lab intermediate CA', '-keyout', key, '-out', request]);
  await must('openssl', [
    ...['x509', '-req', '-in', request, '-CA', ca, '-CAkey', join(folder, 'ca.key'), '-set_serial', '2'],
    ...['-days', '90', '-sha256', '-extfile', extensions, '-out', join(folder, 'middle.crt')],
  ]);
}

/** `openssl ca` is the one command of OpenSSL 3.0 that sets both dates; it wants a folder for each signature. */
async function sign(folder: string, name: string, wish: Wish): Promise<string> {
  const { name: subject = NAME, names = NAMES, issuer = 'ca', from = 0, until = 90 } = wish;
  const own = join(folder, `stand-in-${name}`);
  await mkdir(own);
  await writeFile(join(own, 'index'), '');
  await writeFile(join(own, 'config'), configure(own, names, wish.issuerAt));
  const certificate = join(own, 'certificate');
  const signer =
    issuer === 'itself'
      ? ['-selfsign', '-keyfile', join(folder, 'stand-in.key')]
      : ['-cert', join(folder, `${issuer}.crt`), '-keyfile', join(folder, `${issuer}.key`)];
  await must('openssl', [
    ...['ca', '-batch', '-notext', '-config', join(own, 'config'), '-in', join(folder, 'stand-in.csr')],
    ...[...signer, '-subj', `/CN=${subject}`, '-startdate', stamp(from), '-enddate', stamp(until)],
    ...['-create_serial', '-out', certificate],
  ]);
  return readFile(certificate, 'utf8');
}

const configure = (folder: string, names: string, issuerAt: string | undefined): string =>
  [
    '[ca]\ndefault_ca=lab',
    `[lab]\nserial=${join(folder, 'serial')}\nnew_certs_dir=${folder}\ndatabase=${join(folder, 'index')}\ndefault_md=sha256\npolicy=any`,
    'x509_extensions=leaf\n[any]\ncommonName=supplied',
    `[leaf]\nbasicConstraints=CA:FALSE${names === '' ? '' : `\nsubjectAltName=${names}`}`,
    issuerAt === undefined ? '' : `authorityInfoAccess=caIssuers;URI:${issuerAt}`,
    '',
  ].join('\n');

/** YYYYMMDDHHMMSSZ, a minute earlier than now by so many days: hosts compare whole seconds. */
const stamp = (days: number): string =>
  new Date(Date.now() + days * 86_400_000 - 60_000).toISOString().replace(/\.\d+|[-:T]/g, '');
