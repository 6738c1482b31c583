// What an engine has in force, as it says itself and as its files let us expect, in one shape to compare and to show.

import { isJsonObject } from '../../formats/json/plain.ts';
import type { EffectiveView } from '../../formats/toml/effective.ts';
import { type Finding, finding } from '../../model/finding.ts';

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

/** What an engine will say when it has read these files. */
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

/** What is no list is an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The strings of a list. */
export function stringsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** What is no string is an empty one. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Whether a process that says this has read files that let us expect that. */
export function sameInfo(expected: RegistriesInfo, said: RegistriesInfo): boolean {
  return compareInfo(expected, said, '').length === 0;
}

/** Each difference as an error. @param where said before what differs: `podman.service: ` */
export function compareInfo(
  expected: RegistriesInfo,
  said: RegistriesInfo,
  engine: string,
  where = '',
): readonly Finding[] {
  const prefixes = new Set([...expected.registries, ...said.registries].map((table) => table.prefix));
  const differing = (what: string, wanted: readonly string[], loaded: readonly string[]) =>
    JSON.stringify(wanted) === JSON.stringify(loaded)
      ? []
      : [finding('error', 'NOT_LOADED', { what: `${where}${what}`, expected: wanted, loaded }, { engine })];
  return [
    ...differing('unqualified-search-registries', expected.search, said.search),
    ...[...prefixes].flatMap((prefix) =>
      differing(`registry ${prefix}`, describe(expected, prefix), describe(said, prefix)),
    ),
  ];
}

function describe(info: RegistriesInfo, prefix: string): readonly string[] {
  const table = info.registries.find((one) => one.prefix === prefix);
  return table === undefined ? [] : describeTable(table);
}

function describeTable({ location, insecure, blocked, mirrors }: RegistryInfo): readonly string[] {
  return [
    `location ${location}`,
    ...(insecure ? ['insecure'] : []),
    ...(blocked ? ['blocked'] : []),
    ...mirrors.map((mirror) => `mirror ${mirror.location}${mirror.insecure ? ' (insecure)' : ''}`),
  ];
}
