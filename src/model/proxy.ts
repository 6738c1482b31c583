// Which proxy an engine goes through to a registry, as Go's golang.org/x/net/http/httpproxy decides it.

import { isIP } from 'node:net';
import { isInNetwork, isLoopback } from './network.ts';
import { canonicalAddress, splitHostPort } from './registry.ts';

/** The three settings, as text; '' for what is not set. */
export interface ProxyText {
  readonly http: string;
  readonly https: string;
  readonly none: string;
}

/** The server that a setting names. */
export interface ProxyServer {
  readonly scheme: string;
  readonly name: string;
  readonly port: number;
  /** `user:password`, decoded; '' for none. */
  readonly userinfo: string;
}

/** The variables of each setting in the order in which Go looks at them; of those set, the first that is not empty counts. */
export const PROXY_VARIABLES = {
  http: ['HTTP_PROXY', 'http_proxy'],
  https: ['HTTPS_PROXY', 'https_proxy'],
  none: ['NO_PROXY', 'no_proxy'],
} as const satisfies Record<keyof ProxyText, readonly string[]>;

const PORTS = { http: 80, https: 443 } as const;

/**
 * The text of the setting that applies to a request, undefined where it goes directly (httpproxy, ProxyFunc). Loopback
 * never goes through a proxy.
 * @param registry host[:port]; the port is that of the scheme where none is said
 */
export function proxyTextFor(
  settings: ProxyText,
  scheme: 'http' | 'https',
  registry: string,
): string | undefined {
  const text = settings[scheme];
  const { name } = splitHostPort(registry);
  const port = /(?:^|\]|[^:]):([0-9]+)$/.exec(registry)?.[1] ?? String(PORTS[scheme]);
  if (text === '' || name === 'localhost' || isLoopback(name)) return undefined;
  return isExcepted(settings.none, name.toLowerCase(), port) ? undefined : text;
}

/** NO_PROXY: `*`, networks, addresses and names with or without port; a name covers what is below it. */
function isExcepted(none: string, name: string, port: string): boolean {
  const words = none
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  // What stands behind a `*` is not looked at any more; it covers all anyway.
  return words.some((word) => word === '*' || covers(word, name, port));
}

function covers(word: string, name: string, port: string): boolean {
  if (/^[0-9a-f.:]+\/[0-9]+$/.test(word)) return isIP(name) !== 0 && isInNetwork(name, word);
  const { host, ofPort } = splitWord(word);
  if (host === '' || (ofPort !== undefined && ofPort !== '' && ofPort !== port)) return false;
  if (isIP(host) !== 0) return isIP(name) !== 0 && canonicalAddress(host) === canonicalAddress(name);
  if (isIP(name) !== 0) return false;
  const domain = host.startsWith('*.') ? host.slice(1) : host;
  return domain.startsWith('.') ? name.endsWith(domain) : name === domain || name.endsWith(`.${domain}`);
}

/** Go's net.SplitHostPort, the whole word being the host where that fails. */
function splitWord(word: string): { readonly host: string; readonly ofPort: string | undefined } {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(word);
  return match === null
    ? { host: word, ofPort: undefined }
    : { host: match[1] ?? match[2] ?? '', ofPort: match[3] };
}

/** Reads the URL of a proxy; without a scheme it is http (httpproxy, parseProxy). undefined: no URL at all. */
export function parseProxy(text: string): ProxyServer | undefined {
  const full = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]/.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(full);
  if (hostname === '') return undefined;
  const scheme = protocol.slice(0, -1);
  const usual = scheme === 'https' ? 443 : scheme === 'http' ? 80 : 1080;
  return {
    scheme,
    name: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? usual : Number(port),
    userinfo: username === '' && password === '' ? '' : `${decoded(username)}:${decoded(password)}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    // `%` without two digits behind it: the runtime's URL leaves it as it is, and so do we.
    if (cause instanceof URIError) return text;
    throw cause;
  }
}

/** A URL as engines show it: user and password out of sight. */
export function maskedProxy(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//xxxxx:xxxxx@').replace(/^[^/@]+@/, 'xxxxx:xxxxx@');
}
