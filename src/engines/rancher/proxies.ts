// The proxies of the containerd inside: the variables of the unit, those for containerd alone first.

import type { ReadHost } from '../../host/ports.ts';
import { PROXY_VARIABLES, type ProxyText } from '../../model/proxy.ts';
import { type ProxySetting, type ProxySettings, UNSET, withOneMore } from '../proxy-settings.ts';
import type { RancherObserved } from './observed.ts';
import { readVariables } from './unit.ts';

/** CONTAINERD_HTTP_PROXY is HTTP_PROXY for containerd (k3s pkg/agent/containerd, Run). */
export function rancherProxies({ unit }: RancherObserved, host: ReadHost): ProxySettings {
  const variables = readVariables(unit, host);
  const pick = (which: keyof ProxyText): ProxySetting => {
    const names = PROXY_VARIABLES[which].flatMap((name) => [`CONTAINERD_${name}`, name]);
    const name = names.find((one) => (variables.get(one) ?? '') !== '');
    if (name === undefined) return UNSET;
    return { value: variables.get(name) ?? '', source: `${name} of ${unit?.name ?? ''}` };
  };
  const none = pick('none');
  const line = `CONTAINERD_NO_PROXY=${withOneMore(none.value)}`;
  return { http: pick('http'), https: pick('https'), none, bypass: line };
}
