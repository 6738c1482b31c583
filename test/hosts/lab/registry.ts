// Real registries (Debian's docker-registry) on the bridge's address, filled with images, and their access logs.

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enterGroup, makeGroup } from './cgroups.ts';
import { makeImage } from './image.ts';
import { inLabNamespace, labNamespace, SERVER } from './network.ts';
import { must, run, waitFor } from './run.ts';

/** A request that a registry or the server in front of it answered, as its access log has it. */
export interface ServedRequest {
  /** The port it came to. */
  readonly port: number;
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** What the client calls itself. */
  readonly agent: string;
}

interface Instance {
  readonly port: number;
  readonly storage: string;
  readonly extra: readonly string[];
}

/** What stands in for Docker Hub: nobody is told of this port, only the proxy on 8001 asks it. */
const HUB_PORT = 5000;

/**
 * As with a Nexus: 8001 proxies the hub, 8002 takes pushes, 8003 is read-only and shows what
 * 8002 has (a group). The two share their storage.
 */
const INSTANCES: readonly Instance[] = [
  { port: HUB_PORT, storage: 'hub', extra: [] },
  { port: 8001, storage: 'proxy', extra: ['proxy:', `  remoteurl: http://${SERVER}:${HUB_PORT}`] },
  { port: 8002, storage: 'hosted', extra: [] },
  { port: 8003, storage: 'hosted', extra: [] },
];

const IMAGES = [
  { port: HUB_PORT, names: ['library/alpine:3.19', 'library/redis:latest', 'library/busybox:latest'] },
  { port: 8002, names: ['library/alpine:3.19', 'library/redis:latest', 'team/app:1.0'] },
];

/** Starts all registries in the lab's namespace and fills them. */
export async function startRegistries(labId: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const instance of INSTANCES) {
    const config = join(folder, `${instance.port}.yml`);
    await writeFile(config, configure(instance, folder));
    await startInLab(labId, join(folder, `${instance.port}.log`), ['docker-registry', 'serve', config]);
    // The proxy ends at once when the registry that it stands for does not answer yet.
    await waitForPorts(labId, [instance.port]);
  }
  for (const { port, names } of IMAGES) {
    for (const name of names) await push(labId, folder, port, name);
  }
}

const configure = (instance: Instance, folder: string): string =>
  [
    'version: 0.1',
    'storage:',
    '  filesystem:',
    `    rootdirectory: ${join(folder, instance.storage)}`,
    ...(instance.port === 8003 ? ['  maintenance:', '    readonly:', '      enabled: true'] : []),
    'http:',
    `  addr: :${instance.port}`,
    '  secret: lab',
    ...instance.extra,
    '',
  ].join('\n');

async function push(labId: string, folder: string, port: number, name: string): Promise<void> {
  const label = `${port}-${name.replace(/[/:]/g, '-')}`;
  const archive = await makeImage(folder, label, name);
  await must('ip', [
    ...inLabNamespace(labId, ['skopeo', 'copy', '--quiet', '--insecure-policy', '--dest-tls-verify=false']),
    `docker-archive:${archive}`,
    `docker://${SERVER}:${port}/${name}`,
  ]);
}

/** Starts a server of the lab; its output goes to a file, its end is the end of the lab. */
export async function startInLab(labId: string, log: string, command: readonly string[]): Promise<void> {
  const group = await makeGroup(labId, 'servers');
  const output = openSync(log, 'a');
  const script = `${enterGroup(group)} && exec "$@"`;
  const args = ['-c', script, 'sh', 'ip', ...inLabNamespace(labId, command)];
  const child = spawn('sh', args, { detached: true, stdio: ['ignore', output, output] });
  child.unref();
  closeSync(output);
}

/** Waits until servers listen on all of these ports of the lab's namespace. */
export async function waitForPorts(labId: string, ports: readonly number[]): Promise<void> {
  await waitFor(`servers on ports ${ports.join(', ')}`, 30, async () => {
    const shown = await run('ss', ['-N', labNamespace(labId), '-Htln']);
    return ports.every((port) => new RegExp(`:${port}\\s`).test(shown.stdout)) ? true : undefined;
  });
}

const LINE = /^(\S+) \S+ \S+ \[[^\]]+\] "(\S+) (\S+) [^"]*" (\d+) (?:.*"([^"]*)"\s*$)?/;

/** Everything that was asked of the lab's servers by one client, in the order of each server. */
export async function readRequests(folder: string, client: string): Promise<readonly ServedRequest[]> {
  const logs = (await readdir(folder)).filter((name) => /^\d+\.log$/.test(name));
  const parsed = await Promise.all(
    logs.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return text.split('\n').flatMap((line) => parseLine(Number.parseInt(name, 10), line));
    }),
  );
  return parsed.flat().filter((request) => request.client === client);
}

function parseLine(port: number, line: string): readonly ServedRequest[] {
  const [, client, method, path, status, agent = ''] = LINE.exec(line) ?? [];
  if (client === undefined || method === undefined || path === undefined) return [];
  return [{ port, client, method, path, status: Number(status), agent }];
}
