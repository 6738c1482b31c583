// What differs between the files and what Podman says it has in force.

import { type Finding, finding } from '../../model/finding.ts';
import type { Loaded } from '../engine.ts';
import { viewOf } from '../registries-conf/view.ts';
import { factsOf } from './loaded.ts';
import type { PodmanObserved } from './observed.ts';
import { expectInfo, type RegistriesInfo, type RegistryInfo } from './registries-info.ts';

/** Each difference as an error. Files that Podman refuses have no view to compare with: `loaded` is unknown then. */
export function comparePodman(observed: PodmanObserved, loaded: Loaded): readonly Finding[] {
  const facts = factsOf(loaded);
  const view = viewOf(observed);
  if (facts === undefined || !view.ok) return [];
  const expected = expectInfo(view.value);
  return [
    ...compareInfo(expected, facts.own, ''),
    ...(facts.service === undefined ? [] : compareInfo(expected, facts.service, 'podman.service: ')),
  ];
}

/** Whether a process that says this has read files that let us expect that. */
export function sameInfo(expected: RegistriesInfo, said: RegistriesInfo): boolean {
  return compareInfo(expected, said, '').length === 0;
}

function compareInfo(expected: RegistriesInfo, said: RegistriesInfo, where: string): readonly Finding[] {
  const prefixes = new Set([...expected.registries, ...said.registries].map((table) => table.prefix));
  return [
    ...difference(`${where}unqualified-search-registries`, expected.search, said.search),
    ...[...prefixes].flatMap((prefix) =>
      difference(`${where}registry ${prefix}`, describe(expected, prefix), describe(said, prefix)),
    ),
  ];
}

function difference(
  what: string,
  expected: readonly string[],
  loaded: readonly string[],
): readonly Finding[] {
  return JSON.stringify(expected) === JSON.stringify(loaded)
    ? []
    : [finding('error', 'NOT_LOADED', { what, expected, loaded }, { engine: 'podman' })];
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
