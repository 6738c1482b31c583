// What came of asking one registry, step by step. Plain data: nothing is judged here but certificates.

import type { Endpoint } from './endpoint.ts';
import type { Finding } from './finding.ts';

/** The steps of an examination, in their order. */
export const STEPS = [
  'name',
  'connection',
  'proxy', // the proxy's answer to CONNECT
  'handshake',
  'api', // GET /v2/
  'realm', // the token server, up to its answer
  'manifest',
  'catalog', // GET /v2/_catalog
  'push',
] as const;
export type Step = (typeof STEPS)[number];

export interface ExaminationQuestion {
  readonly endpoint: Endpoint;
  /** The images that are asked for, until one is found; none: the registry alone. Repositories with Endpoint.below in them. */
  readonly images: readonly { readonly repository: string; readonly reference: string }[];
  /** Whether it takes uploads is asked, too, in a way that leaves nothing there. */
  readonly push: boolean;
  /** The address that a change will give its name. */
  readonly address?: string;
}

/** Why it went no further. */
export type Failure =
  /** `error` is an errno name or the TLS library's code. */
  | { readonly kind: 'failed'; readonly step: Step; readonly error: string }
  | { readonly kind: 'late'; readonly step: Step }
  /** TLS was expected, and it answers in plain HTTP. */
  | { readonly kind: 'plain-http' }
  /** TLS before 1.2 alone. */
  | { readonly kind: 'old-protocol' }
  /** The engine would refuse its certificate. */
  | { readonly kind: 'untrusted'; readonly finding: Finding }
  /** The proxy did not let us through: its status (0: it could not be reached), and whether the registry can be reached without it. */
  | { readonly kind: 'proxy'; readonly status: number; readonly error: string; readonly direct: boolean };

/** An answer in HTTP, cut down to what tells registries apart. */
export interface HttpFacts {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body, 16 KiB at most; '' for HEAD. */
  readonly body: string;
}

/** WWW-Authenticate of a 401. */
export type Challenge =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service: string };

/** What came of going to the token server; with Basic and without an image, of going to /v2/ again with the login. */
export type TokenAnswer =
  | { readonly kind: 'token' }
  | { readonly kind: 'refused'; readonly facts: HttpFacts }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Examination {
  readonly endpoint: Endpoint;
  /** What was spoken with it in the end; null where nothing was. */
  readonly scheme: 'http' | 'https' | null;
  /** How long each step took that was come to, in milliseconds. */
  readonly times: readonly { readonly step: Step; readonly milliseconds: number }[];
  readonly failure: Failure | null;
  /** The answer to GET /v2/, before any login. */
  readonly api: HttpFacts | null;
  /** To GET / where the answer to /v2/ was not a registry's. */
  readonly front: HttpFacts | null;
  readonly challenge: Challenge;
  /**
   * Whose answer it came with. Docker's containerd store alone heeds that of a manifest: the others look at
   * the answer to /v2/ only (distribution, auth/session.go; containers/image docker_client.go, setupRequestAuth).
   */
  readonly challengedBy?: 'api' | 'manifest';
  readonly token: TokenAnswer | null;
  /** A login was sent. */
  readonly loggedIn: boolean;
  /** The answer for the image that was found, or for the first that was asked for. */
  readonly manifest: ManifestAnswer | null;
  /** The first names of its catalogue, where none of the images was found and it shows one; null: not asked, or not shown. */
  readonly catalog: readonly string[] | null;
  readonly push: PushAnswer | null;
  /** Milliseconds since 1970 by the clock of the server, where it says one; else null. */
  readonly serverTime: number | null;
}

export interface ManifestAnswer {
  readonly repository: string;
  readonly reference: string;
  readonly facts: HttpFacts;
  /** sha256:…; null where it was not found. */
  readonly digest: string | null;
}

/** What came of opening an upload (closed at once) and of announcing a big one (never sent). */
export interface PushAnswer {
  readonly open: HttpFacts;
  /** The answer to an upload of 1 GiB that is announced: 413 where that is too large; null: not asked, or none. */
  readonly large: HttpFacts | null;
}
