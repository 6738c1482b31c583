// RKE2, which is built on k3s and runs the control plane as pods.

import type { Engine } from '../engine.ts';
import type { Distribution } from '../rancher/distribution.ts';
import { engineOf } from '../rancher/engine.ts';
import type { RancherObserved } from '../rancher/observed.ts';

/** etcd and the API server are static pods and go on; other nodes join by the supervisor (port 9345). */
const DISTRIBUTION: Distribution = {
  id: 'rke2',
  units: { server: 'rke2-server.service', agent: 'rke2-agent.service' },
  folder: '/etc/rancher/rke2',
  dataFolder: '/var/lib/rancher/rke2',
  prefix: 'RKE2',
  programs: ['/usr/local/bin/rke2', '/opt/rke2/bin/rke2'],
  processes: ['rke2'],
  controlPlane: ['rke2-supervisor'],
  etcdFolder: () => null,
  crictl: (dataFolder) => ({
    program: `${dataFolder}/bin/crictl`,
    words: [],
    environment: { CRI_CONFIG_FILE: `${dataFolder}/agent/etc/crictl.yaml` },
  }),
};

export const rke2: Engine<RancherObserved> = engineOf(DISTRIBUTION);
