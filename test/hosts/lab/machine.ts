// A host as processes: starting systemd-nspawn, finding its init, running commands inside.

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enterGroup, findGroups, listProcesses, makeGroup } from './cgroups.ts';
import type { Lab } from './lab.ts';
import { hostNamespace } from './network.ts';
import { programMounts } from './program.ts';
import type { Release } from './releases.ts';
import { storeMounts } from './root.ts';
import { type Completed, run } from './run.ts';

export interface CommandOptions {
  /** The command is killed after so many seconds; its exit code is then 124 or 137. */
  readonly seconds?: number;
  readonly input?: string;
  readonly user?: string;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Starts nspawn in a group of its own. It ends with 133 when the host reboots itself and is then started again.
 * It outlives this process until the lab is cleaned.
 * @param folder the host's, with its prepared root in it
 */
export async function startMachine(lab: Lab, name: string, release: Release, folder: string): Promise<void> {
  const group = await makeGroup(lab.id, name);
  await writeFile(join(folder, 'group'), group[0] ?? '');
  const script = `${enterGroup(group)} || exit 1
while "$@"; [ $? -eq 133 ]; do :; done`;
  const environment = {
    PATH,
    SYSTEMD_NSPAWN_API_VFS_WRITABLE: '1',
    ...(release.unifiedCgroups ? { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' } : {}),
  };
  const output = openSync(join(folder, 'console'), 'a');
  const child = spawn('sh', ['-c', script, 'sh', ...machineCommand(lab, name, folder)], {
    detached: true,
    stdio: ['ignore', output, output],
    env: environment,
  });
  child.unref();
  closeSync(output);
}

const machineCommand = (lab: Lab, name: string, folder: string): readonly string[] => [
  ...['systemd-nspawn', '--quiet', '-M', name, '--register=no', '--keep-unit', '-b'],
  `--network-namespace-path=/run/netns/${hostNamespace(lab.id, name)}`,
  ...['-D', join(folder, 'root'), '--capability=all', '--system-call-filter=@keyring bpf'],
  ...['--resolv-conf=off', '--timezone=off', '--console=pipe'],
  ...storeMounts(folder),
  `--bind-ro=${lab.shared}:/opt/lab`,
  ...programMounts(lab),
];

/** The process outside that is number 1 inside. */
export async function findInit(lab: Lab, name: string): Promise<number | undefined> {
  const group = await readFile(join(lab.folder, 'hosts', name, 'group'), 'utf8').catch(() => '');
  for (const pid of await listProcesses(group)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (/^NSpid:\t\d+\t1$/m.test(status)) return pid;
  }
  return undefined;
}

/**
 * Runs a shell command in the host with this init; exit code 255 when it is down. The command joins the control group
 * of init: what comes from a group outside, logind does not serve (EUNATCH), and podman finds its place in no tree.
 */
export async function runInside(
  init: number | undefined,
  command: string,
  options: CommandOptions,
): Promise<Completed> {
  const groups = init === undefined ? [] : await findGroups(init).catch(() => []);
  if (groups.length === 0) return { code: 255, stdout: '', stderr: 'the host is down' };
  const seconds = options.seconds ?? 60;
  const user = options.user === undefined ? [] : ['runuser', '-u', options.user, '--'];
  const home = options.user === undefined ? '/root' : `/home/${options.user}`;
  return run(
    'sh',
    [
      ...['-c', `{ ${enterGroup(groups)}; } || exit 255; exec "$@"`, 'sh'],
      ...['nsenter', '-t', String(init), '-m', '-u', '-i', '-n', '-p', '-C', '--'],
      ...['env', '-i', '-C', home, `PATH=${PATH}`, `HOME=${home}`, 'LANG=C.UTF-8'],
      ...['timeout', '-k', '2', String(seconds), ...user, 'sh', '-c', command],
    ],
    { seconds: seconds + 5, ...(options.input === undefined ? {} : { input: options.input }) },
  );
}
