// The proxies that Podman pulls through: those of the session, and of [engine] env in containers.conf.

import { newReport, readStrings, readTable } from '../../formats/toml/fields.ts';
import { parseDocument } from '../../formats/toml/tree.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import { PROXY_VARIABLES, type ProxyText } from '../../model/proxy.ts';
import { type ProxySetting, type ProxySettings, UNSET, withOneMore } from '../proxy-settings.ts';

/** A variable that the session has, an empty one too, wins over containers.conf (podman cmd/podman/registry/config.go). */
export function podmanProxies(host: ReadHost, configuration: AbsPath): ProxySettings {
  const configured = readEngineVariables(host, configuration);
  const find = (name: string): ProxySetting => {
    const own = host.live ? host.variable(name) : undefined;
    return own === undefined
      ? (configured.get(name) ?? UNSET)
      : { value: own, source: `${name} of this session` };
  };
  const pick = (which: keyof ProxyText): ProxySetting =>
    PROXY_VARIABLES[which].map(find).find(({ value }) => value !== '') ?? UNSET;
  const none = pick('none');
  const line = `NO_PROXY=${withOneMore(none.value)}`;
  return {
    http: pick('http'),
    https: pick('https'),
    none,
    bypass: `export ${line}; for every new session: echo '${line}' >> /etc/environment`,
  };
}

/** The last list counts, with the file that it stands in (containers.conf(5)). */
function readEngineVariables(host: ReadHost, configuration: AbsPath): ReadonlyMap<string, ProxySetting> {
  let variables: ReadonlyMap<string, ProxySetting> = new Map();
  for (const path of pathsOf(host, configuration)) {
    const state = host.read(path);
    const lines = state.kind === 'file' ? engineVariables(textOf(state)) : undefined;
    if (lines !== undefined) variables = new Map(lines.map((line) => toVariable(line, path)));
  }
  return variables;
}

function toVariable(line: string, path: AbsPath): readonly [string, ProxySetting] {
  const name = line.replace(/=.*$/s, '');
  return [name, { value: line.slice(name.length + 1), source: `${name} in ${path}` }];
}

function engineVariables(text: string): readonly string[] | undefined {
  const document = parseDocument(text);
  if (!document.ok) return undefined;
  const report = newReport();
  const engine = readTable(document.value.root, 'engine', report);
  const lines = engine === undefined ? undefined : readStrings(engine, 'env', report);
  return lines?.map(({ value }) => value);
}

/** From weak to strong; $CONTAINERS_CONF takes the place of all. */
function pathsOf(host: ReadHost, configuration: AbsPath): readonly AbsPath[] {
  const named = host.live ? host.variable('CONTAINERS_CONF') : undefined;
  if (named !== undefined && named !== '') return [named];
  const folders = ['/usr/share', '/etc', ...(host.session.kind === 'user' ? [configuration] : [])];
  return folders.flatMap((folder) => {
    const main = `${folder}/containers/containers.conf`;
    const dropIns = host.list(`${main}.d`).filter((name) => name.endsWith('.conf'));
    return [main, ...dropIns.map((name) => `${main}.d/${name}`)];
  });
}
