// Debian's own Ansible on the outer machine, driving hosts of the lab over ssh.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from './host.ts';
import type { Lab } from './lab.ts';
import { installOuterPackages } from './outer.ts';
import type { Completed, RunOptions } from './run.ts';
import { runInLab, sshConfig } from './ssh.ts';

/** Names that a playbook may use for some of the hosts, e.g. `{ edge: [a, b] }`. */
export type Groups = Readonly<Record<string, readonly Host[]>>;

export interface Ansible {
  /** Runs `ansible-playbook` (or another command of it) over all hosts; `args` come after the inventory. */
  readonly playbook: (args: readonly string[], options?: RunOptions) => Promise<Completed>;
  /** Runs `ansible PATTERN -m MODULE …`. */
  readonly adHoc: (args: readonly string[], options?: RunOptions) => Promise<Completed>;
  /** The inventory's file. */
  readonly inventory: string;
}

/** A run over ten hosts takes minutes where two processors are shared. */
const SECONDS = 600;

/** Installs ansible-core when it is missing, and writes the inventory of these hosts (booted with `ssh`). */
export async function prepareAnsible(
  lab: Lab,
  hosts: readonly Host[],
  groups: Groups = {},
): Promise<Ansible> {
  await installOuterPackages(['ansible-core', 'openssh-client']);
  const folder = join(
    lab.folder,
    'ansible',
    hosts
      .map(({ name }) => name)
      .join('+')
      .slice(0, 60),
  );
  await mkdir(folder, { recursive: true });
  const inventory = join(folder, 'inventory');
  await writeFile(inventory, list(hosts, groups));
  const environment = {
    ANSIBLE_SSH_ARGS: `-F ${sshConfig(lab)} -o ControlMaster=auto -o ControlPersist=60s`,
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_FORKS: String(Math.max(5, hosts.length)),
  };
  const start = (program: string, args: readonly string[], options: RunOptions = {}): Promise<Completed> =>
    runInLab(lab, [program, '-i', inventory, ...args], {
      seconds: SECONDS,
      ...options,
      environment: { ...environment, ...options.environment },
    });
  return {
    inventory,
    playbook: (args, options) => start('ansible-playbook', args, options),
    adHoc: (args, options) => start('ansible', args, options),
  };
}

function list(hosts: readonly Host[], groups: Groups): string {
  const all = ['[all]', ...hosts.map(({ name }) => name)];
  const grouped = Object.entries(groups).flatMap(([group, members]) => [
    `[${group}]`,
    ...members.map(({ name }) => name),
  ]);
  return `${[...all, ...grouped].join('\n')}\n`;
}
