// Every kind of registry that a probe tells apart, as a real server with real certificates, and what is to be said of it.

import type { TlsOptions } from 'node:tls';
import { CA, type CertificateMaker, type CertificateWish } from './certificate-maker.ts';
import { closedPort, type Server, startPlain, startTls } from './tls-server.ts';

/** A server that runs, how it is asked, and the finding that has to come of it. */
export interface TlsCase {
  readonly title: string;
  /** host[:port] */
  readonly registry: string;
  readonly address: string | undefined;
  /** PEM */
  readonly trusted: string;
  /** By how much the clock of the one who asks is ahead, milliseconds. */
  readonly ahead: number;
  /** For the whole probe, milliseconds. */
  readonly limit: number;
  /** `severity CODE reason-or-step`, or '' for nothing. */
  readonly expected: string;
  readonly server: Server | undefined;
}

const NAME = 'registry.test';
const DAY = 86_400_000;
/** Milliseconds: for servers that answer, also on a machine that has much else to do; for one that never does. */
const LONG = 60_000;
const SHORT = 300;

const SAN = `subjectAltName=DNS:${NAME}`;
const LEAF = ['basicConstraints=CA:FALSE', SAN];

interface Plan {
  readonly title: string;
  readonly expected: string;
  readonly leaf?: Partial<CertificateWish>;
  /** Names of certificates that are presented after the server's own. */
  readonly presents?: readonly string[];
  readonly trusts?: string;
  readonly host?: string;
  readonly ahead?: number;
  readonly options?: TlsOptions;
  /** Where the server listens. */
  readonly listen?: string;
}

const UNKNOWN = 'error TLS_AUTHORITY_UNKNOWN';
const NOT_ALLOWED = 'error TLS_ISSUER_NOT_ALLOWED';

/** CAs, by name; made before the servers' certificates. */
const AUTHORITIES: readonly CertificateWish[] = [
  { name: 'root', extensions: CA },
  { name: 'stranger', extensions: CA },
  { name: 'namesake', extensions: CA, subject: '/CN=root' },
  { name: 'middle', extensions: CA, issuer: 'root' },
  { name: 'middle-expired', extensions: CA, issuer: 'root', days: 1 },
  { name: 'middle-no-ca', extensions: ['basicConstraints=CA:FALSE'], issuer: 'root' },
  { name: 'middle-no-sign', extensions: [...CA, 'keyUsage=digitalSignature'], issuer: 'root' },
  { name: 'narrow', extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0'] },
  { name: 'middle-of-narrow', extensions: CA, issuer: 'narrow' },
];

const PLANS: readonly Plan[] = [
  { title: 'TLS 1.3', expected: '', options: { minVersion: 'TLSv1.3' } },
  { title: 'TLS 1.2', expected: '', options: { maxVersion: 'TLSv1.2' } },
  { title: 'a wildcard', expected: '', leaf: { extensions: ['subjectAltName=DNS:*.test'] } },
  { title: 'a name in capitals', expected: '', host: NAME.toUpperCase() },
  {
    title: 'an address',
    expected: '',
    host: '127.0.0.1',
    leaf: { extensions: ['subjectAltName=IP:127.0.0.1'] },
  },
  {
    title: 'an IPv6 address',
    expected: '',
    host: '[::1]',
    listen: '::1',
    leaf: { extensions: ['subjectAltName=IP:::1'] },
  },
  { title: 'with an intermediate CA', expected: '', leaf: { issuer: 'middle' }, presents: ['middle'] },
  { title: 'with the whole chain', expected: '', leaf: { issuer: 'middle' }, presents: ['middle', 'root'] },
  { title: 'only the intermediate CA trusted', expected: '', leaf: { issuer: 'middle' }, trusts: 'middle' },
  { title: 'a self-signed leaf', expected: '', leaf: { issuer: 'self', name: 'self' }, trusts: 'self' },
  { title: 'a P-384 key', expected: '', leaf: { key: curve('P-384') } },
  { title: 'a P-521 key', expected: '', leaf: { key: curve('P-521') } },
  { title: 'an Ed25519 key', expected: '', leaf: { key: ['-algorithm', 'ED25519'] } },
  {
    title: 'a client certificate wanted, TLS 1.3',
    expected: '',
    options: { requestCert: true, minVersion: 'TLSv1.3' },
  },
  {
    title: 'a client certificate wanted, TLS 1.2',
    expected: '',
    options: { requestCert: true, maxVersion: 'TLSv1.2' },
  },
  { title: 'another CA', expected: `${UNKNOWN} issuer-missing`, trusts: 'stranger' },
  {
    title: 'another CA, its root presented',
    expected: `${UNKNOWN} other-root`,
    trusts: 'stranger',
    presents: ['root'],
  },
  { title: 'a CA of the same name', expected: `${UNKNOWN} other-key`, trusts: 'namesake' },
  {
    title: 'another self-signed leaf',
    expected: `${UNKNOWN} other-root`,
    leaf: { issuer: 'other', name: 'other' },
  },
  { title: 'an incomplete chain', expected: `${UNKNOWN} issuer-missing`, leaf: { issuer: 'middle' } },
  {
    title: 'the wrong name',
    expected: 'error TLS_NAME_WRONG',
    leaf: { extensions: ['subjectAltName=DNS:r2.test'] },
  },
  {
    title: 'the wrong address',
    expected: 'error TLS_NAME_WRONG',
    host: '127.0.0.1',
    leaf: { extensions: ['subjectAltName=IP:127.0.0.2'] },
  },
  { title: 'no IP SAN', expected: 'error TLS_ADDRESS_MISSING', host: '127.0.0.1' },
  {
    title: 'an address as DNS SAN',
    expected: 'error TLS_ADDRESS_MISSING',
    host: '127.0.0.1',
    leaf: { extensions: ['subjectAltName=DNS:127.0.0.1'] },
  },
  {
    title: 'the name in the CN alone',
    expected: 'error TLS_COMMON_NAME_ONLY',
    leaf: { extensions: [], subject: `/CN=${NAME}` },
  },
  {
    title: 'an address in the CN alone',
    expected: 'error TLS_COMMON_NAME_ONLY',
    host: '127.0.0.1',
    leaf: { extensions: [], subject: '/CN=127.0.0.1' },
  },
  { title: 'an expired certificate', expected: 'error TLS_EXPIRED', leaf: { days: 1 }, ahead: 2 * DAY },
  { title: 'a certificate of tomorrow', expected: 'error TLS_NOT_YET_VALID', ahead: -2 * DAY },
  {
    title: 'an expired intermediate CA',
    expected: 'error TLS_EXPIRED',
    leaf: { issuer: 'middle-expired' },
    presents: ['middle-expired'],
    ahead: 2 * DAY,
  },
  {
    title: 'an issuer that is no CA',
    expected: `${NOT_ALLOWED} no-authority`,
    leaf: { issuer: 'middle-no-ca' },
    presents: ['middle-no-ca'],
  },
  {
    title: 'a CA that may not sign',
    expected: `${NOT_ALLOWED} no-key-cert-sign`,
    leaf: { issuer: 'middle-no-sign' },
    trusts: 'middle-no-sign',
  },
  {
    title: 'too many CAs',
    expected: `${NOT_ALLOWED} path-too-long`,
    leaf: { issuer: 'middle-of-narrow' },
    presents: ['middle-of-narrow'],
    trusts: 'narrow',
  },
  {
    title: 'a certificate for clients',
    expected: 'error TLS_NOT_FOR_SERVERS',
    leaf: { extensions: [...LEAF, 'extendedKeyUsage=clientAuth'] },
  },
  {
    title: 'SHA-1',
    expected: 'error TLS_SIGNATURE_WEAK',
    leaf: { signature: ['-sha1'] },
    options: { ciphers: 'DEFAULT@SECLEVEL=0' },
  },
  {
    title: 'TLS 1.1',
    expected: 'error TLS_PROTOCOL_OLD',
    options: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
  },
];

function curve(name: string): readonly string[] {
  return ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`];
}

/** Makes the certificates and starts the servers; to be closed by the caller. */
export async function startTlsCases(maker: CertificateMaker): Promise<readonly TlsCase[]> {
  for (const authority of AUTHORITIES) maker.make(authority);
  const leaves = [...new Set(PLANS.map(leafOf))];
  for (const [index, leaf] of leaves.entries()) maker.make(wishOf(leaf, index));
  const secured = await Promise.all(
    PLANS.map((plan) => startPlan(plan, wishOf(leafOf(plan), leaves.indexOf(leafOf(plan))).name, maker)),
  );
  return [...secured, ...(await startOthers(maker))];
}

/** Plans that want the same certificate share one: each costs several processes. */
const leafOf = ({ leaf = {} }: Plan): string => JSON.stringify(leaf);

function wishOf(leaf: string, index: number): CertificateWish {
  const wished: Partial<CertificateWish> = JSON.parse(leaf);
  return { name: `leaf-${index}`, extensions: LEAF, issuer: 'root', ...wished };
}

async function startPlan(plan: Plan, name: string, maker: CertificateMaker): Promise<TlsCase> {
  const own = maker.read(`${name}.crt`).toString();
  const others = (plan.presents ?? []).map((one) => maker.read(`${one}.crt`).toString());
  const cert = [own, ...others].join('');
  const options = { cert, key: maker.read(`${name}.key`), ...plan.options };
  const server = await startTls(options, plan.listen);
  const host = plan.host ?? NAME;
  return {
    title: plan.title,
    registry: `${host}:${server.port}`,
    address: host.toLowerCase() === NAME ? '127.0.0.1' : undefined,
    trusted: maker.read(`${plan.trusts ?? 'root'}.crt`).toString(),
    ahead: plan.ahead ?? 0,
    limit: LONG,
    expected: plan.expected,
    server,
  };
}

/** What speaks no TLS, or nothing at all. */
async function startOthers(maker: CertificateMaker): Promise<readonly TlsCase[]> {
  const trusted = maker.read('root.crt').toString();
  const silent = await startPlain(() => undefined);
  const plain = (title: string, expected: string, server: Server): TlsCase => ({
    title,
    registry: `127.0.0.1:${server.port}`,
    address: undefined,
    trusted,
    ahead: 0,
    limit: server === silent ? SHORT : LONG,
    expected,
    server,
  });
  const http = await startPlain((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')),
  );
  const ssh = await startPlain((socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'));
  const closing = await startPlain((socket) => socket.destroy());
  const unreachable = 'warning REGISTRY_UNREACHABLE';
  const nobody = { ...silent, port: await closedPort() };
  return [
    plain('plain HTTP', 'error TLS_PLAIN_HTTP', http),
    plain('another protocol', `${unreachable} handshake`, ssh),
    plain('a connection that is closed at once', `${unreachable} handshake`, closing),
    plain('a server that never answers', 'warning REGISTRY_SLOW handshake', silent),
    { ...plain('nobody there', `${unreachable} connection`, nobody), server: undefined },
    {
      ...plain('a name that nobody knows', `${unreachable} name`, silent),
      registry: 'registry.invalid',
      server: undefined,
    },
  ];
}
