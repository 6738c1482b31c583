// What stands in containerd's folders, whoever wrote it: as entries, and as the requests that would have made it. Pure.

import { basename } from 'node:path/posix';
import { type AbsPath, textOf } from '../../model/file.ts';
import type { Entry } from '../../model/managed.ts';
import { parseHostPort } from '../../model/registry.ts';
import type { Request } from '../../model/request.ts';
import { type CertsDirectory, certsEntries, recogniseCertsD, stateAt } from '../certs-d.ts';
import { HOSTS_TOML, type HostEntry, readHostsToml } from '../hosts-toml.ts';
import { hostEntriesAt } from '../hosts-toml-plan.ts';
import { type ContainerdObserved, certsBelow, certsLayout, certsView } from './observed.ts';

export function entriesOfContainerd(observed: ContainerdObserved): readonly Entry[] {
  const view = certsView(observed);
  const hosts = observed.certs.map(hostsToml).flatMap((path) => hostEntriesAt(path, stateAt(view, path)));
  return [...hosts, ...certsEntries(view)];
}

export function recogniseContainerd(observed: ContainerdObserved): readonly Request[] {
  const directories = certsBelow(observed, observed.roots);
  return [
    ...directories.flatMap((directory) => recogniseHosts(directory, observed)),
    ...recogniseCertsD(certsLayout(observed), { ...certsView(observed), directories }),
  ];
}

function hostsToml({ path }: CertsDirectory): AbsPath {
  return `${path}/${HOSTS_TOML}`;
}

/** The registry itself, unverified, is `--insecure`; any other server in the file is a mirror of it. */
function recogniseHosts(directory: CertsDirectory, observed: ContainerdObserved): readonly Request[] {
  const name = basename(directory.path);
  const state = stateAt(certsView(observed), hostsToml(directory));
  const toml = state.kind === 'file' ? readHostsToml(textOf(state), directory.path) : undefined;
  if (!parseHostPort(name).ok) return [];
  return (toml?.hosts ?? []).map((entry): Request => {
    const { scheme, registry, base } = entry;
    return isItself(entry, name)
      ? { kind: 'insecure', target: name, form: 'host' }
      : { kind: 'mirror', upstream: name, scheme, host: registry, path: base ?? '' };
  });
}

function isItself({ registry, skipVerify }: HostEntry, name: string): boolean {
  return registry === name && skipVerify === true;
}
