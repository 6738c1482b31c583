// What it costs to set up ten hosts: by Ansible with several numbers of forks, and by themselves.

import { join } from 'node:path';
import { expect } from 'vitest';
import { prepareAnsible } from '../lab/ansible.ts';
import { withHosts } from '../lab/fleet.ts';
import type { Host } from '../lab/host.ts';
import { type Lab, PROJECT } from '../lab/lab.ts';
import { must } from '../lab/run.ts';
import { runInLab, sshConfig } from '../lab/ssh.ts';
import { tenHosts } from './ten-hosts.ts';

const CONFIG = { mirror: 'http://nexushub.com:8001' };

const CONFIG_FILE = '/etc/registry-client/config.json5';

const AGENT = ['registry-client', 'agent', '--once'];

const SITE = join(PROJECT, 'packaging/ansible/site.yml');

/**
 * Runs a program and prints its seconds, seconds of processor time, the most memory of one process, and the most
 * proportional memory of all of them together (sampled), in megabytes.
 */
const METER = `
import os, resource, subprocess, sys, threading, time

def tree(root):
    children = {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            parent = open('/proc/%s/stat' % pid).read().rsplit(')', 1)[1].split()[1]
        except OSError:
            continue
        children.setdefault(parent, []).append(pid)
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found

def memory(pid):
    try:
        lines = open('/proc/%s/smaps_rollup' % pid).read().split('\\n')
        return int([line for line in lines if line.startswith('Pss:')][0].split()[1])
    except (OSError, IndexError):
        return 0

most = 0
start = time.monotonic()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
def sample():
    global most
    while child.poll() is None:
        most = max(most, sum(memory(pid) for pid in tree(str(child.pid))))
        time.sleep(0.25)
threading.Thread(target=sample, daemon=True).start()
code = child.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, most / 1024)
`;

interface Cost {
  readonly code: number;
  readonly seconds: number;
  readonly processor: number;
  readonly largest: number;
  readonly together: number;
}

function readCost(text: string): Cost {
  const [code = 1, seconds = 0, processor = 0, largest = 0, together = 0] = text
    .trim()
    .split(' ')
    .map(Number);
  return { code, seconds, processor, largest, together };
}

export async function measureFleet(lab: Lab): Promise<void> {
  const wanted = (await tenHosts('cost')).map((one) => ({ ...one, ssh: true }));
  await withHosts(lab, wanted, async (hosts) => {
    tell(['what', 'seconds', 'processor', 'largest MB', 'together MB', 'logins']);
    await measureHosts(hosts.slice(0, 4));
    await measurePull(hosts);
    await measurePush(lab, hosts.slice(0, 1), 1, { ANSIBLE_PIPELINING: '1' });
    for (const forks of [1, 5, 10]) await measurePush(lab, hosts, forks, { ANSIBLE_PIPELINING: '1' });
    await measurePush(lab, hosts, 10, {});
  });
}

/** One host at a time, one of each release: the program alone. */
async function measureHosts(hosts: readonly Host[]): Promise<void> {
  for (const host of hosts) {
    await writeConfig(host);
    for (const pass of ['first', 'second']) {
      const cost = await inHost(host, ['registry-client', 'setup', '--config', '--yes']);
      report(`${host.release.title} alone, ${pass} run`, cost);
    }
    // It does not trust what has only just changed; from the second look on it remembers what it saw.
    await host.must(`sleep 2.1; ${AGENT.join(' ')}`);
    report(`${host.release.title} alone, agent with nothing to do`, await inHost(host, AGENT));
    await takeBack(host);
  }
}

/** All at once, each by itself. */
async function measurePull(hosts: readonly Host[]): Promise<void> {
  await Promise.all(hosts.map(writeConfig));
  for (const pass of ['first', 'second']) {
    const begun = performance.now();
    const costs = await Promise.all(
      hosts.map((host) => inHost(host, ['registry-client', 'setup', '--config', '--yes'])),
    );
    const seconds = (performance.now() - begun) / 1000;
    const processor = costs.reduce((sum, cost) => sum + cost.processor, 0);
    tell([`ten at once by themselves, ${pass} run`, seconds.toFixed(1), processor.toFixed(1), '', '', '']);
  }
  await Promise.all(hosts.map(takeBack));
}

async function measurePush(
  lab: Lab,
  hosts: readonly Host[],
  forks: number,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const { inventory } = await prepareAnsible(lab, hosts);
  const environment = {
    ...settings,
    ANSIBLE_SSH_ARGS: `-F ${sshConfig(lab)} -o ControlMaster=auto -o ControlPersist=60s`,
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
  };
  const play = async (variables: Readonly<Record<string, unknown>>): Promise<Cost> => {
    const words = ['-i', inventory, '-u', 'root', '-f', String(forks), '-e', JSON.stringify(variables)];
    const done = await runInLab(lab, ['python3', '-c', METER, 'ansible-playbook', ...words, SITE], {
      seconds: 300,
      environment,
    });
    const cost = readCost(done.stdout);
    expect(cost.code, done.stdout + done.stderr).toBe(0);
    return cost;
  };
  const how = `${hosts.length} hosts, ${forks} forks${settings.ANSIBLE_PIPELINING === undefined ? ', no pipelining' : ''}`;
  for (const pass of ['first', 'second']) {
    const before = await countLogins(hosts);
    const cost = await play({ registry_client_config: CONFIG });
    report(`Ansible, ${how}, ${pass} run`, cost, (await countLogins(hosts)) - before);
  }
  await play({ registry_client_state: 'absent' });
  await hangUp(lab);
}

async function inHost(host: Host, command: readonly string[]): Promise<Cost> {
  await host.write('/root/meter.py', METER);
  const cost = readCost(await host.must(`python3 /root/meter.py ${command.join(' ')}`));
  expect(cost.code).toBe(0);
  return cost;
}

const writeConfig = (host: Host): Promise<void> => host.write(CONFIG_FILE, JSON.stringify(CONFIG));

async function takeBack(host: Host): Promise<void> {
  await host.must(`registry-client rollback --original && rm ${CONFIG_FILE}`);
}

async function countLogins(hosts: readonly Host[]): Promise<number> {
  const command = 'journalctl -q -t sshd -t sshd-session --no-pager | grep -c "Accepted publickey" || true';
  const counts = await Promise.all(hosts.map((host) => host.must(command)));
  return counts.map(Number).reduce((sum, count) => sum + count, 0);
}

/** Cuts the connections off that Ansible keeps, so that the next run pays for its own. */
async function hangUp(lab: Lab): Promise<void> {
  await must('find', [join(lab.folder, 'home'), '-type', 's', '-path', '*/cp/*', '-delete']);
}

function report(what: string, cost: Cost, logins?: number): void {
  const { seconds, processor, largest, together } = cost;
  const cells = [seconds.toFixed(1), processor.toFixed(2), largest.toFixed(0), together.toFixed(0)];
  tell([what, ...cells, logins === undefined ? '' : String(logins)]);
}

function tell(cells: readonly string[]): void {
  const [what = '', ...figures] = cells;
  process.stdout.write(`${what.padEnd(46)}${figures.map((cell) => cell.padStart(13)).join('')}\n`);
}
