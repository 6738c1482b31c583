// The answer of GET /info, cut down to what matters here, and the same facts as plain JSON.

import { isJsonObject, type JsonObject, parseJson } from '../../formats/json/plain.ts';
import type { ProxyText } from '../../model/proxy.ts';
import { canonicalInsecure, canonicalMirror, isNetwork } from './names.ts';

/** Names as dockerd spells them: mirrors with a slash at the end and in order, networks masked, sets sorted. */
export interface DockerFacts {
  readonly mirrors: readonly string[];
  /** Hosts and networks, the loopback networks that dockerd adds by itself too. */
  readonly insecure: readonly string[];
  readonly version: string;
  readonly id: string;
  readonly store: 'legacy' | 'containerd';
  readonly liveRestore: boolean;
  readonly operatingSystem: string;
  /** What it pulls through, logins masked; undefined where it does not say. */
  readonly proxies: Readonly<Partial<Record<keyof ProxyText, string>>>;
}

/** Reads the body of GET /info; undefined when it is not the answer of a daemon (no ServerVersion). */
export function readInfo(body: string): DockerFacts | undefined {
  const info = parseObject(body);
  const version = textAt(info, 'ServerVersion');
  if (version === '') return undefined;
  const driver = JSON.stringify(info.DriverStatus ?? null);
  return {
    ...readRegistryConfig(objectAt(info, 'RegistryConfig')),
    version,
    id: textAt(info, 'ID'),
    // moby daemon/containerd: Status() of the image service.
    store: driver.includes('io.containerd.snapshotter') ? 'containerd' : 'legacy',
    liveRestore: info.LiveRestoreEnabled === true,
    operatingSystem: textAt(info, 'OperatingSystem'),
    proxies: proxiesIn(info),
  };
}

/** RegistryConfig: insecure hosts are the IndexConfigs that are not `Secure`; Mirrors may be null. */
function readRegistryConfig(config: JsonObject): Pick<DockerFacts, 'mirrors' | 'insecure'> {
  const hosts = Object.entries(objectAt(config, 'IndexConfigs'))
    .filter(([, index]) => isJsonObject(index) && index.Secure === false)
    .map(([name]) => name);
  const insecure = [...hosts, ...textsAt(config, 'InsecureRegistryCIDRs')].map(canonicalInsecure);
  return {
    mirrors: [...new Set(textsAt(config, 'Mirrors').map(canonicalMirror))],
    insecure: [...new Set(insecure)].sort(bySort),
  };
}

/** Hosts first, then networks, each sorted: 29 gives networks in random order. */
function bySort(a: string, b: string): number {
  return Number(isNetwork(a)) - Number(isNetwork(b)) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The facts of an earlier `readInfo`, from plain JSON. */
export function factsOf(facts: JsonObject): Pick<DockerFacts, 'mirrors' | 'insecure'> {
  return { mirrors: textsAt(facts, 'mirrors'), insecure: textsAt(facts, 'insecure') };
}

/** Reads the answer of GET /containers/json: who would be stopped by a restart. */
export function readContainers(
  body: string,
): readonly { readonly id: string; readonly name: string; readonly image: string }[] {
  const parsed = parseJson(body);
  if (!Array.isArray(parsed)) return [];
  return parsed.filter(isJsonObject).map((container) => ({
    id: textAt(container, 'Id'),
    name: (textsAt(container, 'Names')[0] ?? '').replace(/^\//, ''),
    image: textAt(container, 'Image'),
  }));
}

function parseObject(text: string): JsonObject {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const member = value[key];
  return isJsonObject(member) ? member : {};
}

function textAt(value: JsonObject, key: string): string {
  return stringAt(value, key) ?? '';
}

function stringAt(value: JsonObject, key: string): string | undefined {
  const member = value[key];
  return typeof member === 'string' ? member : undefined;
}

/** Those that are set: facts are plain JSON. */
function proxiesIn(info: JsonObject): DockerFacts['proxies'] {
  const [http, https, none] = ['HttpProxy', 'HttpsProxy', 'NoProxy'].map((key) => stringAt(info, key));
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(none === undefined ? {} : { none }),
  };
}

function textsAt(value: JsonObject, key: string): readonly string[] {
  const member = value[key];
  return Array.isArray(member) ? member.filter((item) => typeof item === 'string') : [];
}
