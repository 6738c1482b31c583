// The proxies that dockerd pulls through: those of its own environment, or of its configuration.

import type { ReadHost } from '../../host/ports.ts';
import { ABSENT, textOf } from '../../model/file.ts';
import { maskedProxy, PROXY_VARIABLES, type ProxyText } from '../../model/proxy.ts';
import { type ProxySetting, type ProxySettings, UNSET, withOneMore } from '../proxy-settings.ts';
import { readDaemonJson } from './daemon-json.ts';
import { lastValue } from './flags.ts';
import { type DockerObserved, loadedFacts, versionOf } from './observed.ts';
import { dockerPlaces } from './places.ts';
import { readUnitVariables } from './unit-file.ts';
import { isAtLeast } from './version.ts';

type Which = keyof ProxyText;

/** The keys below `proxies` in daemon.json, which are the names of the flags, too. */
const KEYS: Readonly<Record<Which, string>> = {
  http: 'http-proxy',
  https: 'https-proxy',
  none: 'no-proxy',
};

/** From here on dockerd has settings of its own, which override its environment (cmd/dockerd, overrideProxyEnv). */
const CONFIGURED_SINCE = '23.0';

/**
 * A running dockerd has what it was started with: of what the file and the environment say, that counts which it shows
 * in /info. A stopped one will take what is written now.
 */
export function dockerProxies(observed: DockerObserved, host: ReadHost): ProxySettings {
  const environment = readEnvironment(observed, host);
  const settings = { http: pick('http'), https: pick('https'), none: pick('none') };
  return { ...settings, bypass: bypassOf(settings, observed, host) };

  function pick(which: Which): ProxySetting {
    const said = loadedFacts(observed)?.proxies[which];
    const written = [configured(which, observed), environment[which]].filter(({ value }) => value !== '');
    if (said === undefined) return written[0] ?? UNSET;
    const shown = written.find(({ value }) => value === said || maskedProxy(value) === said);
    return shown ?? (said === '' ? UNSET : { value: said, source: 'docker info' });
  }
}

function configured(which: Which, observed: DockerObserved): ProxySetting {
  const version = versionOf(observed);
  if (version !== undefined && !isAtLeast(version, CONFIGURED_SINCE)) return UNSET;
  const key = KEYS[which];
  const flag = lastValue(observed.flags, key);
  if (flag !== undefined) return { value: flag, source: `--${key} of dockerd` };
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, version);
  const proxies = read.ok ? read.value.view.value.proxies : undefined;
  const value = isObject(proxies) ? proxies[key] : undefined;
  return typeof value === 'string'
    ? { value, source: `"proxies": {"${key}"} in ${observed.configPath}` }
    : UNSET;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The variables of the running process, with the line of the unit that sets them; of a stopped one, the unit's own. */
function readEnvironment(observed: DockerObserved, host: ReadHost): Readonly<Record<Which, ProxySetting>> {
  const { daemon, unit } = observed;
  const units = unit === undefined ? dockerPlaces(host).units : [unit.name];
  const written = new Map(units.toReversed().flatMap((name) => [...readUnitVariables(host, name)]));
  const process = daemon === undefined ? undefined : readProcess(host, daemon.pid);
  const settingOf = (which: Which): ProxySetting => {
    const name = PROXY_VARIABLES[which].find((one) => textOfName(one) !== '');
    if (name === undefined) return UNSET;
    const line = written.get(name);
    const value = textOfName(name);
    const isHere = line !== undefined && line.text === value && line.source !== undefined;
    const where = isHere ? line.source?.path : units[0];
    return { value, source: `${name} ${isHere ? 'in' : 'of'} ${where ?? 'dockerd'}` };
  };
  const textOfName = (name: string) =>
    process === undefined ? (written.get(name)?.text ?? '') : (process.get(name) ?? '');
  return { http: settingOf('http'), https: settingOf('https'), none: settingOf('none') };
}

function readProcess(host: ReadHost, pid: number): ReadonlyMap<string, string> | undefined {
  const state = host.read(`/proc/${pid}/environ`);
  if (state.kind !== 'file') return undefined;
  return new Map(
    textOf(state)
      .split('\0')
      .map((line) => [line.replace(/=.*$/s, ''), line.replace(/^[^=]*=/s, '')]),
  );
}

/** The cure belongs where the exceptions are set; where none are, where the proxy is. */
function bypassOf(
  { http, https, none }: Omit<ProxySettings, 'bypass'>,
  observed: DockerObserved,
  host: ReadHost,
): string {
  const more = withOneMore(none.value);
  const decisive = [none, https, http].find(({ source }) => source !== '')?.source ?? '';
  const isUser = host.session.kind === 'user';
  const systemctl = isUser ? 'systemctl --user' : 'systemctl';
  const unit = observed.unit?.name ?? 'docker.service';
  if (decisive.startsWith('"proxies"'))
    return `In ${observed.configPath}, under "proxies": "no-proxy": "${more}"; then ${systemctl} restart ${unit}`;
  if (decisive.startsWith('--'))
    return `Start dockerd with --no-proxy=${more}, where its flags are set; then ${systemctl} restart ${unit}`;
  const folder = isUser ? `~/.config/systemd/user/${unit}.d` : `/etc/systemd/system/${unit}.d`;
  const file = /^NO_PROXY in (.*)$/i.exec(none.source)?.[1];
  // A file of EnvironmentFile= wins over Environment= (systemd.exec(5)); of two lines in it the last counts.
  if (file !== undefined && !file.endsWith('.conf') && !file.endsWith('.service'))
    return `echo 'NO_PROXY=${more}' >> ${file} && ${systemctl} restart ${unit}`;
  return (
    `mkdir -p ${folder} && (echo '[Service]'; echo 'Environment="NO_PROXY=${more}"') > ${folder}/zz-no-proxy.conf` +
    ` && ${systemctl} daemon-reload && ${systemctl} restart ${unit}`
  );
}
