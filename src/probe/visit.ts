// One registry being asked: requests to it and to where it sends us, all within one limit, by one way and one trust.

import { isIP } from 'node:net';
import { type Certificate, readCertificate } from '../formats/x509.ts';
import type { HttpAnswer, HttpEnd, HttpQuestion, HttpReply, HttpStep, Network } from '../host/ports.ts';
import { type Endpoint, isVerified } from '../model/endpoint.ts';
import type { ExaminationQuestion, Failure, Step } from '../model/examination.ts';
import { splitHostPort } from '../model/registry.ts';
import type { Roots } from './chain.ts';
import { completeChain } from './complete-chain.ts';
import { judgePresented } from './handshake.ts';
import { BODY_KEPT } from './http-facts.ts';

export interface ExamineContext {
  readonly network: Network;
  /** What the system trusts. */
  readonly roots: Roots;
  /** Certificates that are known here from elsewhere: one of them may be what a server forgot to present. */
  readonly others?: readonly Certificate[];
  /** Addresses of names that need no name server: those of /etc/hosts. Names in lower case. */
  readonly addresses?: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds for the whole of one registry. */
  readonly limit: number;
}

/** Who is asked. */
export interface Server {
  readonly scheme: 'http' | 'https';
  readonly name: string;
  readonly port: number;
  /** TLS is judged before anything is sent. */
  readonly verified: boolean;
}

export interface Request {
  readonly method: HttpQuestion['method'];
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: string;
  readonly announced?: number;
  /** Bytes of the answer's body. */
  readonly keep?: number;
}

export type Sent =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Milliseconds for what is asked beside the way, of others or once more. */
const ASIDE = 2_000;

export class Visit {
  readonly endpoint: Endpoint;
  /** What was spent on each step, milliseconds. */
  readonly times = new Map<Step, number>();
  readonly #context: ExamineContext;
  readonly #address: string | undefined;
  readonly #trusted: readonly Certificate[];
  #left: number;

  constructor({ endpoint, address }: ExaminationQuestion, context: ExamineContext) {
    this.endpoint = endpoint;
    this.#context = context;
    this.#address = address;
    this.#left = context.limit;
    this.#trusted = endpoint.trust.certificates.flatMap((der) => {
      const read = readCertificate(Buffer.from(der, 'base64'));
      return read.ok ? [read.value] : [];
    });
  }

  /** The registry itself, by what is spoken. Ports where its name has none: 443 and 80. */
  registry(scheme: 'http' | 'https'): Server {
    const { registry, transport } = this.endpoint;
    const { name, port } = splitHostPort(registry);
    const own = this.hasPort ? port : scheme === 'https' ? 443 : 80;
    return { scheme, name, port: own, verified: isVerified(transport) };
  }

  /** The time is over: whatever is asked now fails. */
  get isOver(): boolean {
    return this.#left <= 0;
  }

  get hasPort(): boolean {
    return /^(?:\[.*\]|[^:]*):/.test(this.endpoint.registry);
  }

  /**
   * One request. Its time is that of `step`; of the first to the registry the steps of the connection are told apart.
   * @param share of the time that is left, for what may fail without ending the whole
   */
  async send(step: Step, server: Server, request: Request, share = 1): Promise<Sent> {
    const reply = await this.#ask(server, request, this.#left * share, this.#proxyFor(server));
    this.#note(step, reply);
    const { outcome } = reply;
    if (outcome.kind === 'answer') return { kind: 'answer', answer: outcome };
    return { kind: 'failed', failure: await this.#failureOf(outcome, step, server) };
  }

  /** Whether it can be reached when the proxy is left out; for http whether it answers, which a proxy would do, too. */
  async sendDirectly(server: Server, request: Request): Promise<HttpReply['outcome'] | undefined> {
    if (this.#proxyFor(server) === null) return undefined;
    return (await this.#ask(server, request, Math.min(this.#left, ASIDE), null)).outcome;
  }

  /** As `send`, to a server that nothing depends on: its certificate counts for nothing, and no login may go there. */
  async sendAside(server: Server, request: Request): Promise<HttpAnswer | undefined> {
    const limit = Math.min(this.#left, ASIDE);
    const reply = await this.#ask({ ...server, verified: false }, request, limit, this.#proxyFor(server));
    return reply.outcome.kind === 'answer' ? reply.outcome : undefined;
  }

  #proxyFor({ scheme }: Server): HttpQuestion['proxy'] {
    return this.endpoint.proxies[scheme];
  }

  async #ask(
    server: Server,
    request: Request,
    limit: number,
    proxy: HttpQuestion['proxy'],
    accepts: HttpQuestion['accepts'] = (presented, shown) =>
      !server.verified || this.#judge(presented, shown, server) === undefined,
  ): Promise<HttpReply> {
    if (this.isOver) return { outcome: { kind: 'late', step: 'answer' }, times: [], elapsed: 0 };
    const { scheme, name, port } = server;
    const isOwn = name === this.registry(scheme).name;
    const reply = await this.#context.network.ask({
      scheme,
      name,
      port,
      address: (isOwn ? this.#address : undefined) ?? this.#context.addresses?.get(name.toLowerCase()),
      proxy,
      accepts,
      ...(this.endpoint.trust.oldProtocols === true ? { oldProtocols: true as const } : {}),
      method: request.method,
      target: request.target,
      headers: { 'User-Agent': 'registry-client', ...request.headers },
      content: request.content ?? '',
      announced: request.announced ?? 0,
      keep: request.keep ?? BODY_KEPT,
      limit,
    });
    // A timer may go off a little early.
    const isSpent = reply.outcome.kind === 'late' && limit >= this.#left;
    this.#left = isSpent ? 0 : this.#left - reply.elapsed;
    return reply;
  }

  #judge(presented: readonly Uint8Array[], name: string, server: Server) {
    return judgePresented(presented, this.#judgeOf(name, server));
  }

  #judgeOf(name: string, server: Server) {
    const { roots, now } = this.#context;
    const isRegistry = name === this.registry(server.scheme).name && name === server.name;
    const registry = isRegistry ? this.endpoint.registry : name;
    return { registry, name, trusted: this.#trusted, roots, now };
  }

  #note(step: Step, { times, elapsed }: HttpReply): void {
    const add = (one: Step, milliseconds: number) =>
      this.times.set(one, (this.times.get(one) ?? 0) + milliseconds);
    if (step !== 'api') add(step, elapsed);
    else for (const time of times) add(time.step === 'answer' ? 'api' : time.step, time.milliseconds);
  }

  async #failureOf(end: HttpEnd, step: Step, server: Server): Promise<Failure> {
    switch (end.kind) {
      case 'plain-http':
      case 'old-protocol':
        return end;
      case 'failed':
        return { ...end, step: stepOf(end.step, step) };
      case 'late':
        return { kind: 'late', step: stepOf(end.step, step) };
      case 'proxy':
        return { ...end, direct: await this.#isDirect(server) };
      case 'refused':
        return { kind: 'untrusted', finding: await this.#findingOf(end, server) };
    }
  }

  /** Nothing is sent: what comes of the handshake does not matter. */
  async #isDirect(server: Server): Promise<boolean> {
    if (this.#proxyFor(server) === null) return true;
    const secured: Server = { ...server, scheme: 'https' };
    const request = { method: 'GET', target: '/' } as const;
    const { outcome } = await this.#ask(secured, request, Math.min(this.#left, ASIDE), null, () => false);
    if (outcome.kind === 'late') return outcome.step === 'handshake';
    return !(outcome.kind === 'failed' && (outcome.step === 'name' || outcome.step === 'connection'));
  }

  /** What is wrong with a certificate; where its issuer is missing, whether that is all that is. */
  async #findingOf({ certificates, name }: Extract<HttpEnd, { kind: 'refused' }>, server: Server) {
    const judge = this.#judgeOf(name, server);
    const found = judgePresented(certificates, judge);
    // It was refused by the very same judgement: `accepts` above.
    if (found === undefined) throw new Error('refused without a finding');
    const { others = [] } = this.#context;
    return completeChain(found, certificates, judge, others, (address) => this.#fetch(address));
  }

  /**
   * The bytes at an http address. It stands in a certificate that nobody has vouched for: this host's own services, and
   * others that go by a mere address, are not asked because of it.
   */
  async #fetch(address: string): Promise<Uint8Array | undefined> {
    const place = serverAt(address, '');
    if (place === undefined || place.server.scheme !== 'http' || isLocalName(place.server.name))
      return undefined;
    const answer = await this.sendAside(place.server, { method: 'GET', target: place.target, keep: 65_536 });
    return answer?.status === 200 && answer.complete ? answer.body : undefined;
  }
}

function isLocalName(name: string): boolean {
  return isIP(name) !== 0 || name === 'localhost' || !name.includes('.');
}

/** Of a connection the step that it broke off at; the answer is what was asked for. */
function stepOf(connection: HttpStep, step: Step): Step {
  return connection === 'answer' ? step : connection;
}

/**
 * Where an address leads, relative to another one.
 * @returns undefined where it is none of http or https
 */
export function serverAt(
  address: string,
  base: string,
): { readonly server: Server; readonly target: string } | undefined {
  if (!URL.canParse(address, base === '' ? undefined : base)) return undefined;
  const url = new URL(address, base === '' ? undefined : base);
  const scheme = url.protocol === 'https:' ? 'https' : url.protocol === 'http:' ? 'http' : undefined;
  if (scheme === undefined) return undefined;
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  return { server: { scheme, name, port, verified: true }, target: `${url.pathname}${url.search}` };
}

export function urlOf({ scheme, name, port }: Server, target: string): string {
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}${target}`;
}
