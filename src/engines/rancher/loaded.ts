// What k3s or rke2 has loaded, by the files that it wrote for its containerd when it started, held against registries.yaml.

import type { ReadHost } from '../../host/ports.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Result } from '../../model/result.ts';
import type { Loaded } from '../engine.ts';
import type { Distribution } from './distribution.ts';
import { readGenerated } from './generated.ts';
import { isUp } from './inspect.ts';
import { type RancherObserved, readMain } from './observed.ts';
import { yamlFinding } from './plan-findings.ts';
import { type Rules, serversIn } from './rules.ts';
import { expectedRules } from './settle.ts';

export function knownRancher({ generated }: RancherObserved): Loaded {
  return toLoaded(generated);
}

export async function askRancher(observed: RancherObserved, host: ReadHost): Promise<Loaded> {
  if (!isUp(observed.unit, host)) return { kind: 'unknown', reason: 'it is still starting' };
  return toLoaded(readGenerated(observed.settings.dataFolder, host));
}

function toLoaded(generated: Result<Rules, string>): Loaded {
  if (!generated.ok) return { kind: 'unknown', reason: generated.error };
  const hosts = [...generated.value].map(([name, rules]) => [name, serversIn(rules)] as const);
  return { kind: 'known', facts: Object.fromEntries(hosts.filter(([, all]) => all.length > 0)) };
}

export function compareRancher(
  { id }: Distribution,
  observed: RancherObserved,
  loaded: Loaded,
): readonly Finding[] {
  const path = observed.settings.file;
  const place = { engine: id, path };
  if (loaded.kind === 'unknown')
    return [finding('error', 'LOADED_UNKNOWN', { reason: loaded.reason }, place)];
  const main = readMain(observed);
  if (!main.ok) return [yamlFinding(main.error, path, id)];
  const wanted = expectedRules(observed);
  const there = rulesIn(loaded.facts);
  const hosts = new Set([...wanted.keys(), ...there.keys()]);
  return [...hosts].sort().flatMap((host) => {
    const [expected, has] = [serversIn(wanted.get(host)), there.get(host) ?? []];
    const isSame = JSON.stringify(expected) === JSON.stringify(has);
    return isSame ? [] : [finding('error', 'NOT_LOADED', { what: host, expected, loaded: has }, place)];
  });
}

/** The facts of toLoaded, as they are kept. */
function rulesIn(facts: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(facts).map(([host, servers]) => [
      host,
      Array.isArray(servers) ? servers.filter((server) => typeof server === 'string') : [],
    ]),
  );
}
