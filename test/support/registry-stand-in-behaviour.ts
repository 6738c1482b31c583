// What a stand-in can be told to be: a registry of some make, or what is mistaken for one. Plain data, so that it can be
// handed to another process as JSON.

/** An image that a stand-in really has: engines can pull it. Images with different labels have different digests. */
export interface StandInImage {
  readonly repository: string;
  /** Its tag. */
  readonly reference: string;
  readonly label: string;
}

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** How a registry asks who is there. `bearer` has its token endpoint on the same listener. */
export type Access =
  | { readonly kind: 'open' }
  | { readonly kind: 'basic'; readonly accounts: readonly Account[] }
  | {
      readonly kind: 'bearer';
      readonly accounts: readonly Account[];
      /** What the token endpoint says to one without a login; `powerless`: a token that opens nothing, as Harbor does. */
      readonly anonymous: 'token' | 'powerless' | 'unauthorized' | 'forbidden';
      /** Another realm than the own one. */
      readonly realm?: string;
      /** Forced into the own realm, as a wrong X-Forwarded-Proto does. */
      readonly realmScheme?: 'http' | 'https';
    };

/** Whose headers, token path and words it has. */
export type Make = 'distribution' | 'harbor' | 'hub' | 'nexus';

/**
 * What a push meets. `page`: 404 with HTML (a Nexus proxy), `paid`: 403 (a Nexus group without a licence),
 * `read-only`: 405 as distribution says it.
 */
export type Push = 'taken' | 'page' | 'paid' | 'read-only';

export interface RegistryBehaviour {
  readonly kind: 'registry';
  readonly make: Make;
  readonly images: readonly StandInImage[];
  readonly access: Access;
  readonly push: Push;
  /**
   * The manifests are there, the blobs are not: `missing` as in a cache that lost its store, `elsewhere` by a redirect
   * to a store that the client cannot reach.
   */
  readonly blobs?: 'missing' | 'elsewhere';
  /** A request to upload more than so many bytes is answered with 413, as client_max_body_size of nginx does. */
  readonly uploadLimit?: number;
  /** Requests for manifests get this status, or no answer at all; `GET /v2/` is as ever. */
  readonly manifests?: number | 'silent';
}

export type Behaviour =
  | RegistryBehaviour
  /** The web address of a Nexus: `/repository/NAME/` is "not directly browseable", all else its own 404 page. */
  | { readonly kind: 'nexus-web' }
  /** The same HTML page for everything. */
  | { readonly kind: 'page'; readonly status: 200 | 404 }
  /** The same status for everything, with the JSON of a registry where there is a code for it, else with nginx's page. */
  | { readonly kind: 'status'; readonly status: number }
  /** Everything is redirected to a login page, which is HTML with 200. */
  | { readonly kind: 'login-page' }
  /** No answer: to the connection (not even a handshake), or to requests. */
  | { readonly kind: 'silent'; readonly to: 'connections' | 'requests' }
  | { readonly kind: 'slow'; readonly milliseconds: number; readonly behaviour: Behaviour }
  | { readonly kind: 'forward-proxy'; readonly names: Readonly<Record<string, string>> }
  /** A forward proxy that answers everything with this status. */
  | { readonly kind: 'refusing-proxy'; readonly status: number };

/** What a server with TLS says to one who speaks plain HTTP to it. */
export type PlainWords = 'nginx' | 'go';

export interface ListenerTls {
  /** PEM; what is presented, the own certificate first. */
  readonly cert: string;
  readonly key: string;
  readonly minVersion?: 'TLSv1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly plainWords?: PlainWords;
}

export interface Listener {
  /** 0: any free one, which `ports` of the stand-in tells. */
  readonly port: number;
  /** 127.0.0.1 when not given. */
  readonly host?: string;
  readonly tls?: ListenerTls;
  readonly behaviour: Behaviour;
  /** What its log file is called; its port when not given. */
  readonly label?: number;
}
