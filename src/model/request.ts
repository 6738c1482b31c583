// What a person asks for, one value per flag: the vocabulary of `setup` and `remove`.

/** A mirror of an upstream registry. `host` is host[:port] as typed; `path` is '' or starts with '/'. */
export interface MirrorRequest {
  readonly kind: 'mirror';
  readonly upstream: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly path: string;
}
export interface RegistryRequest {
  readonly kind: 'registry';
  readonly host: string;
}
/** `target` is host[:port] or a CIDR in its masked form. */
export interface InsecureRequest {
  readonly kind: 'insecure';
  readonly target: string;
  readonly form: 'host' | 'cidr';
}
export interface SearchRequest {
  readonly kind: 'search';
  readonly host: string;
}
/**
 * A certificate authority for one registry. `pem` holds only CERTIFICATE blocks. `attached`: it was given for
 * whatever mirrors and registries were named (`--ca FILE`), and goes when the last of them with this host goes.
 */
export interface CaRequest {
  readonly kind: 'ca';
  readonly host: string;
  readonly pem: string;
  readonly attached: boolean;
}
export interface HostAliasRequest {
  readonly kind: 'host-alias';
  readonly name: string;
  readonly address: string;
}

export type Request =
  | MirrorRequest
  | RegistryRequest
  | InsecureRequest
  | SearchRequest
  | CaRequest
  | HostAliasRequest;

export function mirrorUrl(mirror: MirrorRequest): string {
  return `${mirror.scheme}://${mirror.host}${mirror.path}`;
}

/** Two requests with the same key ask for the same thing (a CA file's content or an alias' address may differ). */
export function requestKey(request: Request): string {
  switch (request.kind) {
    case 'mirror':
      return `mirror ${request.upstream}=${mirrorUrl(request)}`;
    case 'registry':
      return `registry ${request.host}`;
    case 'insecure':
      return `insecure ${request.target}`;
    case 'search':
      return `search ${request.host}`;
    case 'ca':
      return `ca ${request.host}`;
    case 'host-alias':
      return `host-alias ${request.name}`;
  }
}

/** A request as the flag that asks for it, for messages and history. */
export function requestFlag(request: Request): string {
  switch (request.kind) {
    case 'mirror':
      return request.upstream === 'docker.io'
        ? `--mirror ${mirrorUrl(request)}`
        : `--mirror ${request.upstream}=${mirrorUrl(request)}`;
    case 'registry':
      return `--registry ${request.host}`;
    case 'insecure':
      return `--insecure ${request.target}`;
    case 'search':
      return `--search ${request.host}`;
    case 'ca':
      return `--ca ${request.host}=FILE`;
    case 'host-alias':
      return `--host-alias ${request.name}=${request.address}`;
  }
}
