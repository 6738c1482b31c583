// The four ways to give a Docker host a mirror, and to take it back: the program's two forms, a script, an Ansible play.

import { join } from 'node:path';
import { prepareAnsible } from '../test/hosts/lab/ansible.ts';
import { must } from '../test/hosts/lab/run.ts';
import { sshConfig } from '../test/hosts/lab/ssh.ts';
import { type Bench, command, type Form, INSIDE } from './bench.ts';
import type { Sample } from './figures.ts';
import { FOLDER } from './program.ts';
import { measureOnce, measureOutside } from './rounds.ts';

const MIRROR = 'http://nexushub.com:8001';

export const SETUP = ['setup', '--mirror', MIRROR, '--yes'] as const;

export const STEPS = ['setup', 'rollback'] as const;

export type Step = (typeof STEPS)[number];

export interface Subject {
  readonly name: string;
  readonly take: (step: Step) => Promise<Sample>;
}

export const SCRIPT = 'shell script';
export const PLAY = 'Ansible';

export async function prepareSubjects(bench: Bench): Promise<readonly Subject[]> {
  const { host } = bench;
  const program = (form: Form): Subject => ({
    name: form,
    take: (step) =>
      measureOnce(host, { words: command(form, ...(step === 'setup' ? SETUP : ['rollback', '--yes'])) }),
  });
  const script: Subject = {
    name: SCRIPT,
    take: (step) => measureOnce(host, { words: [`${INSIDE}/${step}.sh`] }),
  };
  return [program('executable'), program('Node.js'), script, await preparePlay(bench)];
}

/** As fast as it can be: no facts, pipelining, and a connection that is open already. */
async function preparePlay({ lab, host }: Bench): Promise<Subject> {
  const { inventory, adHoc } = await prepareAnsible(lab, [host]);
  const environment = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: join(lab.folder, 'home'),
    LANG: 'C.UTF-8',
    ANSIBLE_SSH_ARGS: `-F ${sshConfig(lab)} -o ControlMaster=auto -o ControlPersist=600s`,
    ANSIBLE_PIPELINING: '1',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_NOCOLOR: '1',
  };
  const program = (await must('sh', ['-c', 'command -v ansible-playbook'])).trim();
  const words = [program, '-i', inventory, '-u', 'root'];
  const connect = (): Promise<unknown> => adHoc(['all', '-m', 'ping', '-u', 'root'], { environment });
  await connect();
  return {
    name: PLAY,
    take: (step) => measureOutside(lab, [...words, join(FOLDER, 'plays', `${step}.yml`)], environment),
  };
}
