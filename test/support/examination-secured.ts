// Registries that speak TLS, with and without proxies, and what an examination says of each.

import type { TlsOptions } from 'node:tls';
import { certificatesIn } from '../../src/formats/pem.ts';
import { CA, type CertificateMaker } from './certificate-maker.ts';
import {
  caseOf,
  type ExaminationCase,
  FOUND,
  type Keep,
  LOGIN,
  NAME,
  SHORT,
  type Wish,
} from './examination-case.ts';
import { YES } from './examination-odds.ts';
import { bearer, OPEN } from './examination-plans.ts';
import { startStandIn } from './registry-stand-in.ts';
import type { Listener } from './registry-stand-in-behaviour.ts';
import { startScript } from './script-server.ts';
import { closedPort } from './tls-server.ts';

const DAY = 86_400_000;
const SAN = [`subjectAltName=DNS:${NAME}`];

/** What hangs on certificates. */
export async function startSecured(maker: CertificateMaker, keep: Keep): Promise<readonly ExaminationCase[]> {
  maker.make({ name: 'root', extensions: CA });
  maker.make({ name: 'stranger', extensions: CA });
  maker.make({ name: 'middle', extensions: CA, issuer: 'root' });
  maker.make({ name: 'leaf', extensions: SAN, issuer: 'root' });
  maker.make({ name: 'below', extensions: SAN, issuer: 'middle' });
  maker.make({ name: 'short', extensions: SAN, issuer: 'root', days: 1 });
  const store = keep(await startScript(() => ({ status: 200, body: maker.read('middle.crt').toString() })));
  const where = `authorityInfoAccess=caIssuers;URI:http://issuers.test:${store.port}/middle.crt`;
  maker.make({ name: 'helpful', extensions: [...SAN, where], issuer: 'middle' });
  const ports = { ...(await startListeners(maker, keep)), ...(await startMutual(maker, keep)) };
  const der = (name: string) => certificatesIn(maker.read(`${name}.crt`));
  return wishesFor({ ...ports, nobody: await closedPort() }, der).map(caseOf);
}

function pairOf(maker: CertificateMaker, name: string) {
  return { cert: maker.read(`${name}.crt`).toString(), key: maker.read(`${name}.key`).toString() };
}

async function startListeners(maker: CertificateMaker, keep: Keep) {
  const tls = pairOf(maker, 'leaf');
  const listeners = {
    leaf: { behaviour: OPEN, tls },
    below: { behaviour: OPEN, tls: pairOf(maker, 'below') },
    short: { behaviour: OPEN, tls: pairOf(maker, 'short') },
    helpful: { behaviour: OPEN, tls: pairOf(maker, 'helpful') },
    old: { behaviour: OPEN, tls: { ...tls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } },
    token: { behaviour: bearer('forbidden'), tls },
    plainRealm: { behaviour: bearer('forbidden', { realmScheme: 'http' }), tls },
    silent: { behaviour: { kind: 'silent', to: 'connections' }, tls },
    proxy: { behaviour: { kind: 'forward-proxy', names: { [NAME]: '127.0.0.1' } } },
    refusing: { behaviour: { kind: 'refusing-proxy', status: 403 } },
  } as const satisfies Record<string, Omit<Listener, 'port'>>;
  const standIn = keep(
    await startStandIn(Object.values(listeners).map((listener) => ({ port: 0, ...listener }))),
  );
  const portOf = (name: keyof typeof listeners) => standIn.ports[Object.keys(listeners).indexOf(name)] ?? 0;
  return {
    leaf: portOf('leaf'),
    below: portOf('below'),
    short: portOf('short'),
    helpful: portOf('helpful'),
    old: portOf('old'),
    token: portOf('token'),
    plainRealm: portOf('plainRealm'),
    silent: portOf('silent'),
    proxy: portOf('proxy'),
    refusing: portOf('refusing'),
  };
}

/** Those that want a certificate of the client's. */
async function startMutual(maker: CertificateMaker, keep: Keep) {
  const ca = maker.read('root.crt');
  const options: TlsOptions = { ...pairOf(maker, 'leaf'), requestCert: true, rejectUnauthorized: true, ca };
  const mutual = keep(await startScript(() => YES, options));
  const older = keep(await startScript(() => YES, { ...options, maxVersion: 'TLSv1.2' }));
  return { mutual: mutual.port, older: older.port };
}

type Ports = Awaited<ReturnType<typeof startListeners>> &
  Awaited<ReturnType<typeof startMutual>> & { readonly nobody: number };

function wishesFor(ports: Ports, der: (name: string) => readonly string[]): readonly Wish[] {
  const common = { name: NAME, transport: 'https', trusts: der('root') } as const;
  const open = `https api=200 ${FOUND}`;
  const { leaf, below, short, helpful, old, token, plainRealm, silent, proxy, refusing } = ports;
  return [
    { ...common, title: 'TLS', port: leaf, expected: open },
    {
      ...common,
      title: 'TLS, another CA',
      port: leaf,
      trusts: der('stranger'),
      expected: '- TLS_AUTHORITY_UNKNOWN',
    },
    {
      ...common,
      title: 'TLS, another name',
      name: '127.0.0.1',
      port: leaf,
      expected: '- TLS_ADDRESS_MISSING',
    },
    { ...common, title: 'TLS, expired', port: short, ahead: 2 * DAY, expected: '- TLS_EXPIRED' },
    { ...common, title: 'TLS, not yet valid', port: leaf, ahead: -2 * DAY, expected: '- TLS_NOT_YET_VALID' },
    { ...common, title: 'TLS, issuer missing', port: below, expected: '- TLS_AUTHORITY_UNKNOWN' },
    {
      ...common,
      title: 'TLS, issuer missing and known',
      port: below,
      others: der('middle'),
      expected: '- TLS_CHAIN_INCOMPLETE',
    },
    {
      ...common,
      title: 'TLS, issuer missing and to be had',
      port: helpful,
      expected: '- TLS_CHAIN_INCOMPLETE',
    },
    {
      ...common,
      title: 'TLS, issuer missing, another CA',
      port: helpful,
      trusts: der('stranger'),
      expected: '- TLS_AUTHORITY_UNKNOWN',
    },
    { ...common, title: 'TLS, too old', port: old, expected: '- old-protocol' },
    { ...common, title: 'TLS, old, to an engine that takes it', port: old, old: true, expected: open },
    { ...common, title: 'TLS, no answer', port: silent, limit: SHORT, expected: '- late handshake' },
    {
      ...common,
      title: 'TLS, a token by login',
      port: token,
      login: LOGIN,
      expected: `https api=401 bearer token login ${FOUND}`,
    },
    {
      ...common,
      title: 'TLS, a realm in plain HTTP',
      port: plainRealm,
      login: LOGIN,
      expected: 'https api=401 bearer token-refused=400',
    },
    { ...common, title: 'TLS, unverified', transport: 'insecure', trusts: [], port: leaf, expected: open },
    {
      ...common,
      title: 'TLS asked in plain HTTP',
      transport: 'http',
      port: leaf,
      expected: 'http api=400 front=400 library/alpine:3.19=400',
    },
    { ...common, title: 'TLS through a proxy', port: leaf, proxy, expected: open },
    {
      ...common,
      title: 'TLS through a proxy, another CA',
      port: leaf,
      proxy,
      trusts: [],
      expected: '- TLS_AUTHORITY_UNKNOWN',
    },
    {
      ...common,
      title: 'TLS, refused by a proxy',
      port: leaf,
      proxy: refusing,
      expected: '- proxy 403 direct',
    },
    {
      ...common,
      title: 'TLS, a proxy that is not there',
      port: leaf,
      proxy: ports.nobody,
      expected: '- proxy 0 ECONNREFUSED direct',
    },
    {
      ...common,
      title: 'TLS, refused by a proxy and not there',
      port: ports.nobody,
      proxy: refusing,
      expected: '- proxy 403',
    },
    {
      ...common,
      title: 'TLS 1.2 with a client certificate wanted',
      port: ports.older,
      expected: '- failed handshake CERTIFICATE_REQUIRED',
    },
    {
      ...common,
      title: 'TLS with a client certificate wanted',
      port: ports.mutual,
      expected: '- failed handshake CERTIFICATE_REQUIRED',
    },
  ];
}
