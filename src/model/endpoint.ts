// How an engine reaches registries, and whom it asks for an image: plain data, as the engine would do it right now.

import type { AbsPath } from './file.ts';
import type { Finding } from './finding.ts';

/**
 * `mirror`: asked in place of an upstream. `upstream`: the one behind its mirrors. `registry`: used by its own name.
 * `search`: completes short names. `named`: on the command line alone, the engine has no word of it.
 */
export type EndpointRole = 'mirror' | 'upstream' | 'registry' | 'search' | 'named';

/**
 * `https`: TLS, verified. `http`: plain HTTP. `unverified`: TLS that is not verified. `insecure`: the same, and plain
 * HTTP where that fails.
 */
export type Transport = 'https' | 'http' | 'unverified' | 'insecure';

/** Whether a certificate is looked at, where there is one. */
export function isVerified(transport: Transport): boolean {
  return transport !== 'unverified' && transport !== 'insecure';
}

/** One registry and the way in which an engine connects to it. */
export interface Endpoint {
  /** host[:port], as it stands in the configuration; of Docker Hub registry-1.docker.io. */
  readonly registry: string;
  readonly role: EndpointRole;
  /** Of a mirror: for whom it stands. */
  readonly upstream: string | null;
  readonly transport: Transport;
  /** What comes before /v2/ in every address: '' or '/hub' (Docker's mirrors with a path). */
  readonly base: string;
  /** What comes between /v2/ and the repository: '' or 'hub/' (Podman's locations with a path). */
  readonly below: string;
  readonly trust: Trust;
  /** The proxies that the engine would go through, by what is spoken to the registry; null: directly. */
  readonly proxies: { readonly http: Proxy | null; readonly https: Proxy | null };
  readonly login: Login;
  /**
   * It is the answer to HEAD that decides, and a login is sent also where only that asks for it (containerd's resolver).
   * Others ask once more with GET, and take what /v2/ asks for alone.
   */
  readonly byHead?: true;
}

/** By what a certificate of the registry is trusted, beside the system's own roots. */
export interface Trust {
  /** DER in base64. */
  readonly certificates: readonly string[];
  /** The directory of certs.d that the engine reads for it; null where there is none. */
  readonly directory: AbsPath | null;
  /** TLS 1.0 and 1.1 will do. */
  readonly oldProtocols?: true;
}

export interface Proxy {
  readonly scheme: 'http' | 'https';
  readonly name: string;
  readonly port: number;
  /** `user:password`, as it is sent; '' for none. */
  readonly userinfo: string;
  /** Where it is set, for people: HTTPS_PROXY of docker.service, `proxies` in /etc/docker/daemon.json. */
  readonly source: string;
  /** The line that takes a registry out of it, where `%` stands for its name, for people to paste; and what it takes effect by. */
  readonly bypass: string;
}

/** The login that the engine's command would send to this registry. */
export type Login =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: string; readonly path: AbsPath }
  /** An identity token in place of a password (docker login to a registry with OAuth). */
  | { readonly kind: 'identity'; readonly token: string; readonly path: AbsPath }
  /** Kept by a program: it is not asked. */
  | { readonly kind: 'helper'; readonly helper: string; readonly path: AbsPath }
  /** A login is there, but under another name of the same server. */
  | { readonly kind: 'elsewhere'; readonly under: string; readonly path: AbsPath }
  /** The engine sends no login there, whatever there is (Docker's mirrors). */
  | { readonly kind: 'never' };

/** What a registry, or what stands in its place, answers when it is asked for an image. */
export const REPLIES = [
  'found',
  'not-found',
  'unauthorized', // 401: nobody is logged in, or not with what is right
  'forbidden', // 403
  'rate-limited', // 429
  'server-error', // 5xx and what else is no answer of use
  'no-registry', // it answers, but not as a registry does
  'unreachable', // name, connection, proxy
  'untrusted', // its certificate is not accepted, or no TLS comes about
  'plain-http', // TLS was expected
  'late', // no connection, or no TLS handshake, in time
  'silent', // it takes the connection and does not answer
  'silent-image', // it answers, but not when it is asked for the image
] as const;
export type Reply = (typeof REPLIES)[number];

/** One question that the engine asks on its way to an image. */
export interface Attempt {
  readonly endpoint: Endpoint;
  /** Below /v2/, Endpoint.below included. */
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  /** The replies after which the engine gives up, or waits without a limit, although others would be left to ask. */
  readonly ends: readonly Reply[];
  /** Those after which it goes on, but only when a time limit of its own is over. */
  readonly slow: readonly Reply[];
}

/** One complete name that an engine tries for what was typed, and whom it asks for it, in order. */
export interface Candidate {
  /** docker.io/library/alpine:3.19 */
  readonly name: string;
  /** Why this name: it was written so, it is Docker's default, an alias, the search list; with the file that says so. */
  readonly by: 'written' | 'default' | 'alias' | 'search';
  readonly path: AbsPath | null;
  readonly attempts: readonly Attempt[];
}

/** What an engine makes of the name of an image. */
export interface ImageRoute {
  /** As it was typed. */
  readonly image: string;
  /** In the order in which they are tried; the first that is found is taken. Empty: the engine refuses the name. */
  readonly candidates: readonly Candidate[];
  /** Why it refuses, or what is worth knowing. */
  readonly findings: readonly Finding[];
}

/** A registry that stood on the command line. */
export interface NamedRegistry {
  /** host[:port] */
  readonly registry: string;
  /** Where a URL was given: what is spoken, and its path. */
  readonly scheme: 'http' | 'https' | null;
  readonly path: string;
}

/** What is asked of an engine's configuration. */
export interface RouteQuestion {
  readonly images: readonly string[];
  readonly registries: readonly NamedRegistry[];
}

export interface Routes {
  /** Every registry that the engine's configuration names, in the order of its use; no endpoint twice. */
  readonly configured: readonly Endpoint[];
  /** How it would reach those of the question, in their order: the configured endpoint where there is one. */
  readonly named: readonly Endpoint[];
  readonly images: readonly ImageRoute[];
  /** What hides what, what is misnamed, what will not be honoured. */
  readonly findings: readonly Finding[];
}
