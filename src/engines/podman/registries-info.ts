// What Podman says that it has in force: the JSON of `podman info` and of its service.

import { isJsonObject, type JsonObject, parseJson } from '../../formats/json/plain.ts';
import {
  listOf,
  type RegistriesInfo,
  type RegistryInfo,
  stringOf,
  stringsOf,
} from '../registries-conf/info.ts';

/**
 * Reads the JSON of `podman info --format json` or of the service's `/libpod/info`. Keys of `registries` are
 * prefixes, plus `search`; `Mirrors` may be null, and `registries` is empty or null where nothing is configured.
 * @returns undefined when the text is no such document
 */
export function readPodmanInfo(text: string): RegistriesInfo | undefined {
  const info = parseJson(text);
  if (!isJsonObject(info)) return undefined;
  const { search, ...tables } = isJsonObject(info.registries) ? info.registries : {};
  return {
    search: stringsOf(search),
    registries: Object.entries(tables)
      .flatMap(([prefix, table]) => (isJsonObject(table) ? [readPodmanTable(prefix, table)] : []))
      .sort((a, b) => Buffer.compare(Buffer.from(a.prefix), Buffer.from(b.prefix))),
  };
}

function readPodmanTable(prefix: string, table: JsonObject): RegistryInfo {
  return {
    prefix,
    location: stringOf(table.Location),
    insecure: table.Insecure === true,
    blocked: table.Blocked === true,
    mirrors: listOf(table.Mirrors)
      .filter(isJsonObject)
      .map((mirror) => ({ location: stringOf(mirror.Location), insecure: mirror.Insecure === true })),
  };
}
