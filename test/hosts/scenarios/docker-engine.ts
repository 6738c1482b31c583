// Asks a host's Docker what a person would ask: what it has loaded, what runs, whether it was reloaded.

import type { Host } from '../lab/host.ts';

export const DAEMON_JSON = '/etc/docker/daemon.json';

interface RegistryConfig {
  readonly Mirrors: readonly string[] | null;
  readonly IndexConfigs: Readonly<Record<string, { readonly Secure: boolean }>>;
}

export interface DockerRegistries {
  readonly mirrors: readonly string[];
  /** Sorted; without the loopback networks that are always there. */
  readonly insecure: readonly string[];
}

/** What the running daemon has in force, from its socket. */
export async function dockerRegistries(host: Host): Promise<DockerRegistries> {
  const info: { readonly RegistryConfig: RegistryConfig } = JSON.parse(
    await host.must('curl -sf --unix-socket /run/docker.sock http://docker/info'),
  );
  const { Mirrors, IndexConfigs } = info.RegistryConfig;
  const insecure = Object.entries(IndexConfigs).filter(([, index]) => !index.Secure);
  return { mirrors: Mirrors ?? [], insecure: insecure.map(([name]) => name).sort() };
}

export const NO_REGISTRIES: DockerRegistries = { mirrors: [], insecure: [] };

/** Starts a container that has no restart policy, and gives its process number. */
export async function startResident(host: Host): Promise<string> {
  await host.must('docker load -q -i /opt/lab/resident.tar');
  await host.must('docker run -d --name resident --stop-timeout 1 resident:1 sleep 100000');
  return residentPid(host);
}

/** The process number of that container; 0 when it does not run. */
export const residentPid = (host: Host): Promise<string> =>
  host.must("docker inspect -f '{{.State.Pid}}' resident");

/** How often the daemon has said that it reloaded its configuration, in this second, too: its limit has no parts. */
export async function countReloads(host: Host): Promise<number> {
  const events = await host.must(
    `docker events --since 24h --until "$(($(date +%s) + 1))" --filter event=reload --format '{{.Action}}'`,
  );
  return events.split('\n').filter((line) => line === 'reload').length;
}
