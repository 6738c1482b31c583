// k3s, with the containerd that it brings along.

import type { Engine } from '../engine.ts';
import type { Distribution } from '../rancher/distribution.ts';
import { engineOf } from '../rancher/engine.ts';
import type { RancherObserved } from '../rancher/observed.ts';

/** A server is one process: API server, scheduler, controllers, kubelet, and etcd where it keeps one. */
const DISTRIBUTION: Distribution = {
  id: 'k3s',
  units: { server: 'k3s.service', agent: 'k3s-agent.service' },
  folder: '/etc/rancher/k3s',
  dataFolder: '/var/lib/rancher/k3s',
  prefix: 'K3S',
  programs: ['/usr/local/bin/k3s', '/opt/bin/k3s'],
  processes: ['k3s-server', 'k3s-agent'],
  controlPlane: ['kube-apiserver', 'kube-scheduler', 'kube-controller-manager'],
  etcdFolder: (dataFolder) => `${dataFolder}/server/db/etcd`,
  crictl: () => ({ program: 'k3s', words: ['crictl'], environment: {} }),
};

export const k3s: Engine<RancherObserved> = engineOf(DISTRIBUTION);
