// One registry that is examined, and what has to come of it: what the tables of such cases are made of.

import type { Endpoint, Login, Proxy as ProxyServer, Transport } from '../../src/model/endpoint.ts';
import type { ExaminationQuestion } from '../../src/model/examination.ts';

/** Plain data: it is handed to other processes. */
export interface ExaminationCase {
  readonly title: string;
  readonly question: ExaminationQuestion;
  /** Milliseconds. */
  readonly limit: number;
  /** By how much the clock of the one who asks is ahead, milliseconds. */
  readonly ahead: number;
  /** Certificates that are known from elsewhere, in DER and base64. */
  readonly others: readonly string[];
  /** As `inWords` has it. */
  readonly expected: string;
}

export const NAME = 'registry.test';
/** Milliseconds: for servers that answer, also on a machine that has much else to do; for one that never does. */
const LONG = 60_000;
export const SHORT = 3_000;

export const IMAGE = { repository: 'library/alpine', reference: '3.19' };
export const ABSENT = { repository: 'library/absent', reference: '1' };
export const ACCOUNT = { user: 'ann', password: 'secret' };
export const LOGIN = {
  kind: 'password',
  ...ACCOUNT,
  path: '/root/.docker/config.json',
} as const satisfies Login;

/** Where it is asked, and how. */
export interface Wish {
  readonly title: string;
  readonly expected: string;
  readonly port: number;
  readonly transport?: Transport;
  readonly name?: string;
  readonly trusts?: readonly string[];
  /** The engine takes TLS 1.1, too. */
  readonly old?: true;
  readonly images?: ExaminationQuestion['images'];
  readonly push?: boolean;
  readonly login?: Login;
  readonly proxy?: number;
  readonly base?: string;
  readonly ahead?: number;
  readonly others?: readonly string[];
  readonly limit?: number;
}

export function caseOf(wish: Wish): ExaminationCase {
  const name = wish.name ?? '127.0.0.1';
  const endpoint: Endpoint = {
    registry: `${name}:${wish.port}`,
    role: 'registry',
    upstream: null,
    transport: wish.transport ?? 'http',
    base: wish.base ?? '',
    below: '',
    trust: {
      certificates: wish.trusts ?? [],
      directory: null,
      ...(wish.old === undefined ? {} : { oldProtocols: wish.old }),
    },
    proxies: { http: proxyAt(wish.proxy), https: proxyAt(wish.proxy) },
    login: wish.login ?? { kind: 'none' },
  };
  return {
    title: wish.title,
    expected: wish.expected,
    question: {
      endpoint,
      images: wish.images ?? [IMAGE],
      push: wish.push ?? false,
      ...(name === NAME ? { address: '127.0.0.1' } : {}),
    },
    limit: wish.limit ?? LONG,
    ahead: wish.ahead ?? 0,
    others: wish.others ?? [],
  };
}

export function proxyAt(port: number | undefined): ProxyServer | null {
  if (port === undefined) return null;
  const place = { source: 'HTTP_PROXY', bypass: 'NO_PROXY=%' };
  return { scheme: 'http', name: '127.0.0.1', port, userinfo: 'u:p', ...place };
}

export const FOUND = 'library/alpine:3.19=200 found';

/** Notes a server that is to be closed in the end. */
export type Keep = <T extends { close(): Promise<void> }>(server: T) => T;
