// A host's containerd as Kubernetes uses it: its configuration, its containers, its images.

import type { Host } from '../lab/host.ts';

export const CONFIG_TOML = '/etc/containerd/config.toml';
export const CERTS_D = '/etc/containerd/certs.d';

/** What Debian ships, with config_path, in the words of a version 2 that 1.6, 1.7 and 2.1 read. */
export const WITH_CONFIG_PATH = `version = 2

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "/etc/cni/net.d"

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "${CERTS_D}"
`;

/** Forgets every image, so that the next pull asks the registries. */
export async function forgetImages(host: Host): Promise<void> {
  await host.must(
    'for image in $(ctr -n k8s.io images ls -q); do ctr -n k8s.io images rm --sync "$image" > /dev/null; done',
  );
}

/** Starts a container that Docker's dockerd knows nothing of; the process number tells whether it goes on. */
export async function startTask(host: Host): Promise<string> {
  await host.must('ctr images import /opt/lab/resident.tar > /dev/null');
  await host.must('ctr run -d --net-host docker.io/library/resident:1 task sleep 100000');
  return taskPid(host);
}

export const taskPid = (host: Host): Promise<string> =>
  host.must('ctr tasks ls | awk \'$1 == "task" && $3 == "RUNNING" { print $2 }\'');
