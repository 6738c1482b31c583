// How this Docker goes about its certs.d.

import type { CertsLayout, CertsView } from '../certs-d.ts';
import { ENGINE } from './daemon-json.ts';
import { type DockerObserved, isContainerdStore } from './observed.ts';

export function certsLayout(observed: DockerObserved): CertsLayout {
  return {
    engine: ENGINE,
    roots: [observed.certsRoot],
    home: observed.certsRoot,
    sharesLater: false,
    reader: isContainerdStore(observed) ? 'containerd' : 'exact',
    owner: observed.owner,
  };
}

export function certsView(observed: DockerObserved): CertsView {
  return { directories: observed.certs, files: observed.files };
}
