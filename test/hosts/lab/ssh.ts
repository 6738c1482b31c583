// Reaching hosts over ssh from the outer machine: the lab's key pair, a configuration for ssh and Ansible, an inventory.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enterGroup, makeGroup } from './cgroups.ts';
import { writeInto } from './files.ts';
import type { Host } from './host.ts';
import type { Lab } from './lab.ts';
import { inLabNamespace, labNamespace } from './network.ts';
import { installOuterPackages } from './outer.ts';
import { type Completed, must, type RunOptions, run } from './run.ts';

const keyFolder = (lab: Lab): string => join(lab.folder, 'ssh');
const keyFile = (lab: Lab): string => join(keyFolder(lab), 'key');

/** The file for `ssh -F`: it knows every host of the lab that was booted with `ssh`, by its name. */
export const sshConfig = (lab: Lab): string => join(keyFolder(lab), 'config');

const makeKey = (file: string): Promise<string> =>
  must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file]);

/** Makes the lab's key pair when it has none; of several that do so at once, one wins and all use its pair. */
async function ensureKeys(lab: Lab): Promise<void> {
  if (existsSync(keyFile(lab))) return;
  await installOuterPackages(['openssh-client']);
  const made = await mkdtemp(join(lab.folder, 'ssh-'));
  await makeKey(join(made, 'key'));
  await writeFile(join(made, 'config'), `Include ${join(lab.folder, 'hosts/*/ssh.conf')}\n`);
  await rename(made, keyFolder(lab)).catch(async (error: unknown) => {
    await rm(made, { recursive: true });
    if (!existsSync(keyFile(lab))) throw error;
  });
}

/** Prepares a root for logins by the lab's key. The base's host keys are replaced: all its hosts share them. */
export async function admitSsh(lab: Lab, root: string): Promise<void> {
  await ensureKeys(lab);
  const folder = join(root, 'etc/ssh');
  const shared = (await readdir(folder)).filter((name) => name.startsWith('ssh_host_'));
  for (const name of shared) await rm(join(folder, name));
  await makeKey(join(folder, 'ssh_host_ed25519_key'));
  const publicKey = await readFile(`${keyFile(lab)}.pub`, 'utf8');
  await mkdir(join(root, 'root/.ssh'), { recursive: true, mode: 0o700 });
  await writeInto(root, '/root/.ssh/authorized_keys', publicKey, 0o600);
  const wants = join(root, 'etc/systemd/system/multi-user.target.wants');
  await symlink('/lib/systemd/system/ssh.service', join(wants, 'ssh.service'));
}

/** Makes a host known to ssh when it is up; cloud-init makes new host keys at a first boot. */
export async function announceSsh(lab: Lab, host: Host): Promise<void> {
  const folder = join(lab.folder, 'hosts', host.name);
  const keys = await host.must('cat /etc/ssh/ssh_host_*_key.pub');
  const known = keys.split('\n').map((key) => `${host.address} ${key}\n`);
  await writeFile(join(folder, 'known_hosts'), known.join(''));
  await writeFile(join(folder, 'ssh.conf'), configure(lab, host, join(folder, 'known_hosts')));
}

const configure = (lab: Lab, host: Host, known: string): string => `Host ${host.name}
  HostName ${host.address}
  User root
  IdentityFile ${keyFile(lab)}
  IdentitiesOnly yes
  UserKnownHostsFile ${known}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 10
  ProxyCommand ip netns exec ${labNamespace(lab.id)} busybox nc %h %p
`;

/**
 * Runs a program of the outer machine as a part of the lab: in the lab's network, with a home folder of the lab,
 * and everything that it leaves running (such as ssh's connections that Ansible keeps) ends with the lab.
 */
export async function runInLab(
  lab: Lab,
  command: readonly string[],
  options: RunOptions = {},
): Promise<Completed> {
  const group = await makeGroup(lab.id, 'tools');
  const home = join(lab.folder, 'home');
  await mkdir(home, { recursive: true });
  const script = `${enterGroup(group)} && exec "$@"`;
  return run('sh', ['-c', script, 'sh', 'ip', ...inLabNamespace(lab.id, command)], {
    ...options,
    environment: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', ...options.environment },
  });
}
