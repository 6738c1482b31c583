// The proxies of an engine with the places where they are set, put to use for one registry.

import type { Endpoint } from '../model/endpoint.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type ProxyText, parseProxy, proxyTextFor } from '../model/proxy.ts';

/** One setting; `source` says for people where it is set, '' where it is not. */
export interface ProxySetting {
  readonly value: string;
  readonly source: string;
}

export interface ProxySettings {
  readonly http: ProxySetting;
  readonly https: ProxySetting;
  readonly none: ProxySetting;
  /** What takes the registry `%` out of the proxy, and what it takes effect by. */
  readonly bypass: string;
}

export const UNSET: ProxySetting = { value: '', source: '' };

function textOfSettings({ http, https, none }: Omit<ProxySettings, 'bypass'>): ProxyText {
  return { http: http.value, https: https.value, none: none.value };
}

/** The proxies through which a registry would be asked. */
export function proxiesFor(registry: string, settings: ProxySettings): Endpoint['proxies'] {
  return {
    http: proxyFor('http', registry, settings),
    https: proxyFor('https', registry, settings),
  };
}

function proxyFor(
  scheme: 'http' | 'https',
  registry: string,
  settings: ProxySettings,
): Endpoint['proxies']['http'] {
  const text = proxyTextFor(textOfSettings(settings), scheme, registry);
  const server = text === undefined ? undefined : parseProxy(text);
  if (server === undefined || !isFollowed(server.scheme)) return null;
  const { name, port, userinfo } = server;
  const { source } = settings[scheme];
  return {
    scheme: server.scheme === 'https' ? 'https' : 'http',
    name,
    port,
    userinfo,
    source,
    bypass: settings.bypass,
  };
}

/** Proxies of other kinds (Go knows SOCKS, too): registries are asked without them here. */
export function findUnfollowed(settings: ProxySettings, engine: string): readonly Finding[] {
  const [first] = (['https', 'http'] as const).flatMap((which) => {
    const { value, source } = settings[which];
    const scheme = parseProxy(value)?.scheme ?? '';
    return value === '' || isFollowed(scheme) ? [] : [{ scheme, source }];
  });
  return first === undefined ? [] : [finding('info', 'PROXY_NOT_FOLLOWED', first, { engine })];
}

function isFollowed(scheme: string): boolean {
  return scheme === 'http' || scheme === 'https';
}

/** NO_PROXY with one more name in it. */
export function withOneMore(none: string): string {
  return none.trim() === '' ? '%' : `${none.trim().replace(/,\s*$/, '')},%`;
}
