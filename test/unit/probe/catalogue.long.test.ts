// The catalogue: what is said of every kind of answer there is, by servers that really give it; one cause and no other.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { network } from '../../../src/host/network.ts';
import type { Endpoint, Login } from '../../../src/model/endpoint.ts';
import type { ExaminationQuestion } from '../../../src/model/examination.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { NO_ROOTS } from '../../../src/probe/chain.ts';
import { examine } from '../../../src/probe/examine.ts';
import { judgeExamination } from '../../../src/probe/judge.ts';
import { kindOf } from '../../../src/probe/kind.ts';
import { replyOf } from '../../../src/probe/reply.ts';
import { englishOf } from '../../support/english.ts';
import { type StandIn, startStandIn } from '../../support/registry-stand-in.ts';
import type { Behaviour, RegistryBehaviour } from '../../support/registry-stand-in-behaviour.ts';
import { closedPort } from '../../support/tls-server.ts';

interface Case {
  readonly title: string;
  readonly behaviour: Behaviour;
  /** `severity CODE`, in their order; and what it is to an engine that wants library/busybox:latest. */
  readonly expected: string;
  readonly reply: string;
  readonly endpoint?: Partial<Endpoint>;
  /** It was named on the command line: then it is asked whether it takes uploads, too. */
  readonly asked?: true;
  /** The kind of server; '' where it cannot be told. */
  readonly kind?: string;
  readonly limit?: number;
}

const IMAGE = { repository: 'library/busybox', reference: 'latest', label: 'case' } as const;
const OTHER = { repository: 'team/app', reference: '1.0', label: 'case' } as const;
const ACCOUNT = { user: 'robot', password: 'correct-horse' } as const;

const registry: RegistryBehaviour = {
  kind: 'registry',
  make: 'distribution',
  images: [IMAGE],
  access: { kind: 'open' },
  push: 'taken',
};
const nexus: RegistryBehaviour = { ...registry, make: 'nexus' };
const path = '/root/.docker/config.json';
const login = (password: string): Login => ({ kind: 'password', user: ACCOUNT.user, password, path });
const bearer = (anonymous: 'token' | 'unauthorized' | 'forbidden' | 'powerless', realm?: string) =>
  ({ kind: 'bearer', accounts: [ACCOUNT], anonymous, ...(realm === undefined ? {} : { realm }) }) as const;
const named = { role: 'registry', upstream: null } as const;

const CASES: readonly Case[] = [
  { title: 'a registry that works', behaviour: registry, expected: '', reply: 'found', kind: 'distribution' },
  { title: 'a Nexus that works', behaviour: nexus, expected: '', reply: 'found', kind: 'Sonatype Nexus' },
  {
    title: 'tokens for everybody',
    behaviour: { ...registry, make: 'harbor', access: bearer('token') },
    expected: '',
    reply: 'found',
    kind: 'Harbor',
  },
  {
    title: 'the web address of a repository',
    behaviour: { kind: 'nexus-web' },
    endpoint: { base: '/repository/docker-proxy' },
    expected: 'error WEB_ADDRESS',
    reply: 'no-registry',
  },
  {
    title: 'the web port without a path',
    behaviour: { kind: 'nexus-web' },
    expected: 'error HTML_NOT_FOUND',
    reply: 'not-found',
  },
  {
    title: 'a connector below a path',
    behaviour: nexus,
    endpoint: { base: '/repository/docker-proxy' },
    expected: 'error NOT_A_DOCKER_REQUEST',
    reply: 'server-error',
  },
  {
    title: 'a web page for everything',
    behaviour: { kind: 'page', status: 200 },
    expected: 'error HTML_ANSWER',
    reply: 'no-registry',
  },
  {
    title: 'a web page that says 404',
    behaviour: { kind: 'page', status: 404 },
    expected: 'error HTML_NOT_FOUND',
    reply: 'not-found',
  },
  {
    title: 'a login page',
    behaviour: { kind: 'login-page' },
    expected: 'error REDIRECTED',
    reply: 'no-registry',
  },
  {
    title: 'a hosted repository as a mirror',
    behaviour: { ...nexus, images: [OTHER] },
    expected: 'error MIRROR_HOSTED',
    reply: 'not-found',
  },
  {
    title: 'a mirror with other images of its upstream, as people push them',
    behaviour: { ...nexus, images: [OTHER, { ...IMAGE, repository: 'library/redis' }] },
    expected: 'info MIRROR_UPSTREAM_DEAD',
    reply: 'not-found',
  },
  {
    title: 'a proxy whose upstream is dead',
    behaviour: { ...nexus, images: [] },
    expected: 'error MIRROR_UPSTREAM_DEAD',
    reply: 'not-found',
  },
  {
    title: 'a mirror for those who are logged in, on an engine that never is',
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: { login: { kind: 'never' } },
    expected: 'error MIRROR_LOGIN_UNUSED',
    reply: 'unauthorized',
  },
  {
    title: 'anonymous pulls off, by the token server (401)',
    behaviour: { ...nexus, access: bearer('unauthorized') },
    expected: 'warning LOGIN_NEEDED',
    reply: 'unauthorized',
  },
  {
    title: 'anonymous pulls off, by the token server (403)',
    behaviour: { ...nexus, access: bearer('forbidden') },
    expected: 'warning LOGIN_NEEDED',
    reply: 'forbidden',
  },
  {
    title: 'a token that opens nothing',
    behaviour: { ...registry, access: bearer('powerless') },
    expected: 'warning LOGIN_NEEDED',
    reply: 'unauthorized',
  },
  {
    title: 'the right login (basic)',
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: { login: login(ACCOUNT.password) },
    expected: '',
    reply: 'found',
  },
  {
    title: 'the right login (bearer)',
    behaviour: { ...nexus, access: bearer('unauthorized') },
    endpoint: { login: login(ACCOUNT.password) },
    expected: '',
    reply: 'found',
  },
  {
    title: 'a wrong login (basic)',
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: { login: login('wrong') },
    expected: 'error LOGIN_WRONG',
    reply: 'unauthorized',
  },
  {
    title: 'a wrong login (bearer)',
    behaviour: { ...nexus, access: bearer('unauthorized') },
    endpoint: { login: login('wrong') },
    expected: 'error LOGIN_WRONG',
    reply: 'unauthorized',
  },
  {
    title: "a wrong login for a registry of one's own (basic)",
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: { ...named, login: login('wrong') },
    expected: 'error LOGIN_WRONG',
    reply: 'unauthorized',
  },
  {
    title: "the right login for a registry of one's own (basic)",
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: { ...named, login: login(ACCOUNT.password) },
    expected: '',
    reply: 'found',
  },
  {
    title: "a registry of one's own that nobody is logged in to",
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: named,
    expected: 'info LOGIN_NEEDED',
    reply: 'unauthorized',
  },
  {
    title: 'a login under another name',
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: { ...named, login: { kind: 'elsewhere', under: 'registry.test', path } },
    asked: true,
    expected: 'warning LOGIN_ELSEWHERE',
    reply: 'unauthorized',
  },
  {
    title: 'a login that a helper keeps',
    behaviour: { ...registry, access: { kind: 'basic', accounts: [ACCOUNT] } },
    endpoint: { ...named, login: { kind: 'helper', helper: 'pass', path } },
    expected: 'info LOGIN_NOT_TRIED',
    reply: 'unauthorized',
  },
  {
    title: 'a token server that cannot be reached',
    behaviour: { ...nexus, access: bearer('token', 'http://127.0.0.1:1/token') },
    expected: 'error REALM_UNREACHABLE',
    reply: 'unreachable',
  },
  {
    title: 'a token server that nobody knows',
    behaviour: { ...nexus, access: bearer('token', 'http://tokens.invalid/token') },
    expected: 'error REALM_UNREACHABLE',
    reply: 'unreachable',
  },
  {
    title: 'too many requests',
    behaviour: { kind: 'status', status: 429 },
    expected: 'error TOO_MANY_REQUESTS',
    reply: 'rate-limited',
  },
  {
    title: 'too many requests for images',
    behaviour: { ...registry, manifests: 429 },
    expected: 'error TOO_MANY_REQUESTS',
    reply: 'rate-limited',
  },
  ...[500, 502, 503].map((status) => ({
    title: `an error of the server (${status})`,
    behaviour: { kind: 'status', status } as const,
    expected: 'error SERVER_ERROR',
    reply: 'server-error',
  })),
  {
    title: 'a refusal of everything (403)',
    behaviour: { kind: 'status', status: 403 },
    expected: 'warning LOGIN_NEEDED',
    reply: 'forbidden',
  },
  {
    title: 'a push to a proxy',
    behaviour: { ...nexus, push: 'page' },
    endpoint: named,
    asked: true,
    expected: 'warning PUSH_TO_PROXY',
    reply: 'found',
  },
  {
    title: 'a push to a proxy of distribution',
    behaviour: { ...registry, push: 'read-only' },
    endpoint: named,
    asked: true,
    expected: 'warning PUSH_TO_PROXY',
    reply: 'found',
  },
  {
    title: 'a push to a group',
    behaviour: { ...nexus, push: 'paid' },
    endpoint: named,
    asked: true,
    expected: 'warning PUSH_TO_GROUP',
    reply: 'found',
  },
  {
    title: 'a server in front that refuses large uploads',
    behaviour: { ...registry, uploadLimit: 1_000_000 },
    endpoint: named,
    asked: true,
    expected: 'warning UPLOAD_TOO_LARGE',
    reply: 'found',
  },
  {
    title: 'a registry that takes uploads',
    behaviour: registry,
    endpoint: named,
    asked: true,
    expected: '',
    reply: 'found',
  },
  {
    title: 'an answer that takes long',
    behaviour: { kind: 'slow', milliseconds: 3_100, behaviour: registry },
    expected: 'warning ANSWERS_SLOWLY',
    reply: 'found',
  },
  {
    title: 'no answer to a connection',
    behaviour: { kind: 'silent', to: 'connections' },
    expected: 'error REGISTRY_SLOW',
    reply: 'silent',
    limit: 500,
  },
  {
    title: 'no answer to a question',
    behaviour: { kind: 'silent', to: 'requests' },
    expected: 'error REGISTRY_SLOW',
    reply: 'silent',
    limit: 500,
  },
  {
    title: 'no answer for images',
    behaviour: { ...registry, manifests: 'silent' },
    expected: 'error REGISTRY_SLOW',
    reply: 'silent-image',
    limit: 500,
  },
];

let standIn: StandIn | undefined;

beforeAll(async () => {
  standIn = await startStandIn(CASES.map(({ behaviour }) => ({ port: 0, behaviour })));
});
afterAll(() => standIn?.close());

const BASE: Endpoint = {
  registry: '',
  role: 'mirror',
  upstream: 'docker.io',
  transport: 'http',
  base: '',
  below: '',
  trust: { certificates: [], directory: null },
  proxies: { http: null, https: null },
  login: { kind: 'none' },
};

async function visit(one: Case, port: number) {
  const endpoint = { ...BASE, registry: `127.0.0.1:${port}`, ...one.endpoint };
  const isMirror = endpoint.role === 'mirror';
  const question: ExaminationQuestion = {
    endpoint,
    images: isMirror ? [{ repository: 'library/busybox', reference: 'latest' }] : [],
    push: one.asked === true,
  };
  const limit = one.limit ?? 20_000;
  const context = { network, roots: NO_ROOTS, now: Date.now(), limit };
  const examination = await examine(question, context);
  const expectation = { now: Date.now(), limit, asked: one.asked === true, expectsImages: isMirror };
  return { examination, findings: judgeExamination(examination, expectation) };
}

const inWords = (findings: readonly Finding[]): string =>
  findings.map(({ severity, code }) => `${severity} ${code}`).join(', ');

describe('a registry that answers with', () => {
  it.concurrent.each(CASES.map((one, index) => [one.title, one, index] as const))(
    '%s',
    async (_title, one, index) => {
      const { examination, findings } = await visit(one, standIn?.ports[index] ?? 0);
      expect(inWords(findings)).toBe(one.expected);
      if (examination.manifest !== null || examination.failure !== null)
        expect(replyOf(examination)).toBe(one.reply);
      if (one.kind !== undefined) expect(kindOf(examination)?.name).toBe(one.kind);
      for (const finding of findings) {
        const { message, hint } = englishOf(finding);
        expect(`${message} ${hint}`).not.toMatch(/undefined|\[object|correct-horse|wrong"/);
        if (finding.severity !== 'info') expect(hint).not.toBe('');
      }
    },
    30_000,
  );

  it('a port that nobody listens on', async () => {
    const one: Case = { title: '', behaviour: registry, expected: '', reply: '' };
    const { findings } = await visit(one, await closedPort());
    expect(inWords(findings)).toBe('error CONNECTION_REFUSED');
  });

  it('plain HTTP where TLS is expected, behind a proxy', async () => {
    const proxies = await startStandIn([
      { port: 0, behaviour: { kind: 'forward-proxy', names: {} } },
      { port: 0, behaviour: registry },
    ]);
    const [proxy = 0, server = 0] = proxies.ports;
    const way = {
      scheme: 'http',
      name: '127.0.0.1',
      port: proxy,
      userinfo: '',
      source: '',
      bypass: '',
    } as const;
    const endpoint = { transport: 'https', proxies: { http: way, https: way } } as const;
    const one: Case = { title: '', behaviour: registry, expected: '', reply: '', endpoint };
    const { examination, findings } = await visit(one, server);
    expect(inWords(findings)).toBe('error TLS_PLAIN_HTTP');
    expect(examination.times.reduce((sum, { milliseconds }) => sum + milliseconds, 0)).toBeLessThan(10_000);
    await proxies.close();
  });

  it('a name that nobody knows', async () => {
    const one: Case = {
      title: '',
      behaviour: registry,
      expected: '',
      reply: '',
      endpoint: { registry: 'registry.invalid' },
    };
    const { findings } = await visit(one, 0);
    expect(inWords(findings)).toBe('error NAME_UNKNOWN');
  });
});
