// Whom CRI-O asks for the images of Kubernetes, in which order and in which way: Engine.routes.

import type { ReadHost } from '../../host/ports.ts';
import type { RouteQuestion, Routes } from '../../model/endpoint.ts';
import type { Finding } from '../../model/finding.ts';
import { PROXY_VARIABLES, type ProxyText } from '../../model/proxy.ts';
import { type AuthFile, readAuthFile } from '../auth-file.ts';
import { variablesOf } from '../process.ts';
import { type ProxySetting, type ProxySettings, UNSET, withOneMore } from '../proxy-settings.ts';
import { routesOfRegistries } from '../registries-conf/routes.ts';
import { readRecorded } from '../registries-conf/short-names.ts';
import type { CrioObserved } from './observed.ts';
import { UNIT } from './places.ts';
import { findOldLists, inOwnWords } from './plan.ts';

export async function routesOfCrio(
  question: RouteQuestion,
  observed: CrioObserved,
  host: ReadHost,
): Promise<Routes> {
  const routes = routesOfRegistries(question, observed, {
    host,
    recorded: readRecorded(host, observed.rules),
    settings: proxiesOf(observed, host),
    files: authFilesOf(observed, host),
  });
  const say = (one: Finding) => inOwnWords(one, observed);
  return {
    ...routes,
    images: routes.images.map((image) => ({ ...image, findings: image.findings.map(say) })),
    findings: [...routes.findings.map(say), ...findOldLists(observed)],
  };
}

/** global_auth_file in place of all others (server/server.go); logins of pods come with each pull, from Kubernetes. */
function authFilesOf({ settings, configuration }: CrioObserved, host: ReadHost): readonly AuthFile[] {
  const home = configuration.slice(0, configuration.lastIndexOf('/'));
  const paths =
    settings.authFile === ''
      ? [
          '/run/containers/0/auth.json',
          `${configuration}/containers/auth.json`,
          `${home}/.docker/config.json`,
        ]
      : [settings.authFile];
  return paths.flatMap((path) => readAuthFile(host, path) ?? []);
}

/** Those of its own environment. */
function proxiesOf({ daemon }: CrioObserved, host: ReadHost): ProxySettings {
  const variables = daemon === undefined ? new Map<string, string>() : variablesOf(daemon.pid, host);
  const find = (which: keyof ProxyText): ProxySetting => {
    const name = PROXY_VARIABLES[which].find((one) => (variables.get(one) ?? '') !== '');
    return name === undefined ? UNSET : { value: variables.get(name) ?? '', source: `${name} of ${UNIT}` };
  };
  const none = find('none');
  const folder = `/etc/systemd/system/${UNIT}.d`;
  return {
    http: find('http'),
    https: find('https'),
    none,
    bypass:
      `mkdir -p ${folder} && (echo '[Service]'; echo 'Environment="NO_PROXY=${withOneMore(none.value)}"') > ` +
      `${folder}/zz-no-proxy.conf && systemctl daemon-reload && systemctl restart ${UNIT}`,
  };
}
