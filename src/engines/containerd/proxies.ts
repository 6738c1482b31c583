// The proxies that containerd pulls through: those of its own environment.

import type { ReadHost } from '../../host/ports.ts';
import { textOf } from '../../model/file.ts';
import { PROXY_VARIABLES, type ProxyText } from '../../model/proxy.ts';
import { type ProxySetting, type ProxySettings, UNSET, withOneMore } from '../proxy-settings.ts';
import type { ContainerdObserved } from './observed.ts';
import { UNIT } from './places.ts';

export function containerdProxies({ daemon }: ContainerdObserved, host: ReadHost): ProxySettings {
  const state = daemon === undefined ? undefined : host.read(`/proc/${daemon.pid}/environ`);
  const lines = state?.kind === 'file' ? textOf(state).split('\0') : [];
  const variables = new Map(lines.map((line) => [line.replace(/=.*$/s, ''), line.replace(/^[^=]*=/s, '')]));
  const none = settingOf('none', variables);
  const folder = `/etc/systemd/system/${UNIT}.d`;
  return {
    http: settingOf('http', variables),
    https: settingOf('https', variables),
    none,
    bypass:
      `mkdir -p ${folder} && (echo '[Service]'; echo 'Environment="NO_PROXY=${withOneMore(none.value)}"') > ` +
      `${folder}/zz-no-proxy.conf && systemctl daemon-reload && systemctl restart ${UNIT}`,
  };
}

function settingOf(which: keyof ProxyText, variables: ReadonlyMap<string, string>): ProxySetting {
  const name = PROXY_VARIABLES[which].find((one) => (variables.get(one) ?? '') !== '');
  return name === undefined ? UNSET : { value: variables.get(name) ?? '', source: `${name} of ${UNIT}` };
}
