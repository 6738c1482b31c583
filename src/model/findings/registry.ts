// Findings about what registries, and what stands in their place, answer; and about who serves an image.

import type { Reply } from '../endpoint.ts';

/** `registry` is host[:port] as it is configured or was asked for. */
export interface RegistryFindings {
  /** Under --root nothing runs that would ask. */
  NOT_ASKED: Record<never, never>;
  /** No name server and no file knows the name. */
  NAME_UNKNOWN: { readonly registry: string; readonly name: string };
  CONNECTION_REFUSED: { readonly registry: string; readonly port: number };
  /**
   * The engine goes through a proxy, and that one does not let it through: its `status`, 0 where it could not be reached
   * (`error`). `direct`: without it the registry can be reached. `bypass` is what to paste.
   */
  PROXY_IN_THE_WAY: {
    readonly registry: string;
    readonly proxy: string;
    readonly source: string;
    readonly bypass: string;
    readonly status: number;
    readonly error: string;
    readonly direct: boolean;
  };
  /** The address of a repository for browsers, where the one of its connector is meant. */
  WEB_ADDRESS: { readonly registry: string; readonly url: string };
  /** A Nexus connector under a path: the port is right, the path is not. */
  NOT_A_DOCKER_REQUEST: { readonly registry: string; readonly url: string };
  /** A web page, with status 200. */
  HTML_ANSWER: { readonly registry: string; readonly url: string };
  /** A web page, with status 404. */
  HTML_NOT_FOUND: { readonly registry: string; readonly url: string };
  /** Something else that no registry answers. */
  NOT_A_REGISTRY: { readonly registry: string; readonly url: string; readonly status: number };
  REDIRECTED: {
    readonly registry: string;
    readonly url: string;
    readonly status: number;
    readonly location: string;
  };
  /** It speaks TLS on this port, and is spoken to in plain HTTP. */
  HTTPS_EXPECTED: { readonly registry: string };
  /** The certificate is valid by the registry's clock and not by ours; both RFC 3339. */
  CLOCK_WRONG: { readonly registry: string; readonly here: string; readonly there: string };
  /** The server behind TLS sends clients to a token server in plain HTTP. */
  REALM_PLAIN_HTTP: { readonly registry: string; readonly realm: string };
  /** `error` is an errno name, the code of a finding about its certificate, or `HTTP 502`. */
  REALM_UNREACHABLE: { readonly registry: string; readonly realm: string; readonly error: string };
  /** It asks for a login, and there is none. */
  LOGIN_NEEDED: { readonly registry: string; readonly status: number };
  /** It refuses the login that there is. */
  LOGIN_WRONG: {
    readonly registry: string;
    readonly status: number;
    readonly user: string;
    readonly path: string;
  };
  /** It asks for a login, and there is one under another name of it. */
  LOGIN_ELSEWHERE: { readonly registry: string; readonly under: string; readonly path: string };
  /** It asks for a login, which a credential helper keeps: it was not asked. */
  LOGIN_NOT_TRIED: { readonly registry: string; readonly helper: string; readonly path: string };
  /** A mirror that asks for a login, on an engine that never sends one to a mirror. */
  MIRROR_LOGIN_UNUSED: { readonly registry: string; readonly status: number };
  /** A mirror without any of the upstream's images, that shows others: `shown` are some of them. */
  MIRROR_HOSTED: { readonly registry: string; readonly upstream: string; readonly shown: readonly string[] };
  /** A mirror without any of the upstream's images: `tried` are those that it was asked for. */
  MIRROR_UPSTREAM_DEAD: {
    readonly registry: string;
    readonly upstream: string;
    readonly tried: readonly string[];
  };
  PUSH_TO_PROXY: { readonly registry: string; readonly status: number; readonly html: boolean };
  PUSH_TO_GROUP: { readonly registry: string };
  UPLOAD_TOO_LARGE: { readonly registry: string };
  /** `seconds`: after which it wants to be asked again; null where it does not say. */
  TOO_MANY_REQUESTS: { readonly registry: string; readonly seconds: number | null };
  SERVER_ERROR: { readonly registry: string; readonly status: number };
  /** It answers, after a long time. */
  ANSWERS_SLOWLY: { readonly registry: string; readonly seconds: number };
  /** An image would be served by another than the first that is asked. */
  FALLBACK: {
    readonly image: string;
    /** Who is asked first, and what it answers. */
    readonly first: string;
    readonly reply: Reply;
    /** Who serves it in the end. */
    readonly served: string;
    /** The engine waits until its own time limit is over. */
    readonly slow: boolean;
  };
  /** An image that the engine does not get, although others would be left to ask: it ends at this answer. */
  FALLBACK_IMPOSSIBLE: { readonly image: string; readonly registry: string; readonly reply: Reply };
  /** Nobody whom the engine asks has the image. */
  NOT_SERVED: { readonly image: string; readonly last: string; readonly reply: Reply };
  /** It is there under library/ only, where a short name does not look. */
  LIBRARY_MISSING: { readonly image: string; readonly registry: string; readonly name: string };
}
