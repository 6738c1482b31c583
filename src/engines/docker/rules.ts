// The rules by which this dockerd asks registries now: from what it has loaded, else from its file and flags.

import { join } from 'node:path/posix';
import { certificatesIn } from '../../formats/pem.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, type FileState, textOf } from '../../model/file.ts';
import { HOSTS_TOML, type HostsToml, readHostsToml } from '../hosts-toml.ts';
import { readOwnHostsToml } from '../hosts-toml-text.ts';
import { addressesIn } from './addresses.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { expectedOf } from './compare.ts';
import { defaultNetworks } from './names.ts';
import { type DockerObserved, isContainerdStore, loadedFacts, versionOf } from './observed.ts';
import type { Reader, Rules } from './ways.ts';

export function rulesOf(observed: DockerObserved, host: ReadHost): Rules {
  // What a plan assumes does not stand on the disk yet.
  const fileAt = (path: AbsPath): FileState => {
    const state = observed.files.get(path) ?? host.read(path);
    return state.kind === 'file' ? state : { kind: 'absent' };
  };
  const places = { layout: certsLayout(observed), view: certsView(observed) };
  return {
    reader: readerOf(observed),
    ...listsOf(observed),
    addresses: addressesIn(host),
    ...places,
    scope: { ...places, host, takesServerAlone: true, triesTls: true },
    hostsToml: (directory) => readToml(directory, fileAt(join(directory, HOSTS_TOML))),
    isOurs: (directory) => {
      const state = fileAt(join(directory, HOSTS_TOML));
      return state.kind === 'file' && readOwnHostsToml(textOf(state), directory) !== undefined;
    },
    certificatesIn: (path) => {
      const state = fileAt(path);
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

/** An empty file counts as none (loadHostDir). */
function readToml(directory: AbsPath, state: FileState): HostsToml | undefined {
  return state.kind === 'file' && state.bytes.length > 0
    ? readHostsToml(textOf(state), directory)
    : undefined;
}
