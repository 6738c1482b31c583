// The rules by which this dockerd asks registries now: from what it has loaded, else from its file and flags.

import { readHostAliases } from '../../formats/hosts-file.ts';
import { certificatesIn } from '../../formats/pem.ts';
import type { ReadHost } from '../../host/ports.ts';
import { textOf } from '../../model/file.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { expectedOf } from './compare.ts';
import { type HostsToml, readHostsToml } from '../hosts-toml.ts';
import { defaultNetworks } from './names.ts';
import { type DockerObserved, isContainerdStore, loadedFacts, versionOf } from './observed.ts';
import type { Reader, Rules } from './ways.ts';

export function rulesOf(observed: DockerObserved, host: ReadHost): Rules {
  return {
    reader: readerOf(observed),
    ...listsOf(observed),
    addresses: addressesIn(host),
    layout: certsLayout(observed),
    view: certsView(observed),
    hostsToml: (directory) => readToml(directory, host),
    certificatesIn: (path) => {
      const state = host.read(path);
      return state.kind === 'file' ? certificatesIn(state.bytes) : [];
    },
  };
}

function readerOf(observed: DockerObserved): Reader {
  if (isContainerdStore(observed)) return 'containerd';
  return observed.store === 'containerd' ? 'resolver' : 'legacy';
}

/** A file that dockerd would refuse gives no list: that it does is said elsewhere. */
function listsOf(observed: DockerObserved): Pick<Rules, 'mirrors' | 'insecure'> {
  const facts = loadedFacts(observed);
  if (facts !== undefined) return { mirrors: facts.mirrors, insecure: facts.insecure };
  const expected = expectedOf(observed);
  const networks = defaultNetworks(versionOf(observed));
  return expected.ok
    ? { mirrors: expected.value.mirrors, insecure: [...expected.value.insecure, ...networks] }
    : { mirrors: [], insecure: networks };
}

function readToml(directory: string, host: ReadHost): HostsToml | undefined {
  const state = host.read(`${directory}/hosts.toml`);
  // An empty file counts as none (loadHostDir).
  return state.kind === 'file' && state.bytes.length > 0
    ? readHostsToml(textOf(state), directory)
    : undefined;
}

function addressesIn(host: ReadHost): ReadonlyMap<string, readonly string[]> {
  const state = host.read('/etc/hosts');
  const addresses = new Map<string, string[]>();
  for (const { name, address } of readHostAliases(textOf(state.kind === 'file' ? state : { kind: 'absent' })))
    addresses.set(name, [...(addresses.get(name) ?? []), address]);
  return addresses;
}
