// What stands in registries.conf, its drop-ins and certs.d: as entries, and as the requests that would have made it. Pure.

import type { RegistriesConf, RegistryTable } from '../../formats/toml/conf.ts';
import type { Entry } from '../../model/managed.ts';
import { parseHostPort, parseMirror } from '../../model/registry.ts';
import type { Request } from '../../model/request.ts';
import { certsEntries, recogniseCertsD } from '../certs-d.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { needsInConf, toEntry } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import { NO_CONF, readConf, sourcesOf, stateOf } from './view.ts';

/** The entries of every file that the engine reads; a file that cannot be read has none. */
export function entriesOfRegistries(observed: RegistriesObserved): readonly Entry[] {
  const { own } = observed;
  const paths = new Set([own.main, own.dropIn, ...sourcesOf(observed).map(({ path }) => path)]);
  return [
    ...[...paths].flatMap((path) => needsInConf(confAt(observed, path)).map((need) => toEntry(need, path))),
    ...certsEntries(certsView(observed)),
  ];
}

/** Only what stands where we edit can be adopted: the drop-ins of others stay theirs. */
export function recogniseRegistries(observed: RegistriesObserved): readonly Request[] {
  const confs = [observed.own.main, observed.own.dropIn].map((path) => confAt(observed, path));
  return [
    ...confs.flatMap((conf) => conf.registries.flatMap(recogniseTable)),
    ...confs.flatMap(recogniseSearch),
    ...recogniseCertsD(certsLayout(observed), certsView(observed)),
  ];
}

function confAt(observed: RegistriesObserved, path: string): RegistriesConf {
  const read = readConf(stateOf(observed, path), observed.rules);
  return read.ok ? read.value.conf : NO_CONF;
}

function recogniseSearch({ search }: RegistriesConf): readonly Request[] {
  const values = search.kind === 'list' ? search.values : [];
  return values.filter((value) => parseHostPort(value).ok).map((host) => ({ kind: 'search', host }) as const);
}

/** Tables of repositories, wildcards and other places are nothing that our flags can ask for. */
function recogniseTable({ prefix, location, insecure, mirrors }: RegistryTable): readonly Request[] {
  if (!parseHostPort(prefix).ok) return [];
  const own: readonly Request[] = [
    ...(location === prefix && mirrors.length === 0 ? [{ kind: 'registry', host: prefix } as const] : []),
    ...(insecure ? [{ kind: 'insecure', target: prefix, form: 'host' } as const] : []),
  ];
  const asked = mirrors.flatMap((mirror) => {
    const url = `${mirror.insecure ? 'http' : 'https'}://${mirror.location}`;
    const request = parseMirror(`${prefix}=${url}`);
    return request.ok ? [request.value] : [];
  });
  return [...own, ...asked];
}
