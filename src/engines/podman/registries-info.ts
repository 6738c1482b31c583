// What Podman has in force, as it says itself and as its files let us expect, in one shape to compare and to show.

import { isJsonObject, type JsonObject, parseJson } from '../../formats/json/plain.ts';
import type { EffectiveView } from '../../formats/toml/effective.ts';

/** The search list, and the tables sorted by prefix. */
export interface RegistriesInfo {
  readonly search: readonly string[];
  readonly registries: readonly RegistryInfo[];
}

export interface RegistryInfo {
  readonly prefix: string;
  readonly location: string;
  readonly insecure: boolean;
  readonly blocked: boolean;
  readonly mirrors: readonly MirrorInfo[];
}

export interface MirrorInfo {
  readonly location: string;
  readonly insecure: boolean;
}

/** What Podman will say when it has read these files. */
export function expectInfo(view: EffectiveView): RegistriesInfo {
  return {
    search: view.search.kind === 'set' ? view.search.value : [],
    registries: view.registries.map(({ value }) => ({
      prefix: value.prefix,
      location: value.location,
      insecure: value.insecure,
      blocked: value.blocked,
      mirrors: value.mirrors.map(({ location, insecure }) => ({ location, insecure })),
    })),
  };
}

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

/** Reads our own facts back: they may come from a record on disk. */
export function readFacts(facts: unknown): RegistriesInfo | undefined {
  if (!isJsonObject(facts) || !Array.isArray(facts.registries)) return undefined;
  return {
    search: stringsOf(facts.search),
    registries: facts.registries.filter(isJsonObject).map((table) => ({
      prefix: stringOf(table.prefix),
      location: stringOf(table.location),
      insecure: table.insecure === true,
      blocked: table.blocked === true,
      mirrors: listOf(table.mirrors)
        .filter(isJsonObject)
        .map((mirror) => ({ location: stringOf(mirror.location), insecure: mirror.insecure === true })),
    })),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function stringsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
