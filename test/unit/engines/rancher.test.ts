// k3s and rke2 on a node that runs: what is found, when a restart is needed and permitted, what has been taken up.

import { describe, expect, it } from 'vitest';
import { withChanges } from '../../../src/engines/engine.ts';
import { k3s } from '../../../src/engines/k3s/index.ts';
import type { RancherObserved } from '../../../src/engines/rancher/observed.ts';
import { rke2 } from '../../../src/engines/rke2/index.ts';
import type { FileChange } from '../../../src/model/file.ts';
import { fakeHost } from '../../support/fake-host.ts';
import { type RancherParts, rancherHost } from '../../support/rancher-host.ts';

const SCOPE = { expected: false };
const FILE = '/etc/rancher/k3s/registries.yaml';
const MIRROR = 'mirrors:\n  docker.io:\n    endpoint:\n      - "https://m.example"\n';
const WRITTEN = {
  'docker.io': 'server = "https://registry-1.docker.io/v2"\n[host."https://m.example/v2"]\n',
};

async function inspect(parts: RancherParts = {}): Promise<RancherObserved> {
  const engine = parts.distribution === 'rke2' ? rke2 : k3s;
  const observed = await engine.inspect(rancherHost(parts), SCOPE);
  if (observed === undefined) throw new Error('nothing found');
  return observed;
}

function changeTo(text: string, observed: RancherObserved): FileChange {
  const path = observed.settings.file;
  const before = observed.files.get(path) ?? { kind: 'absent' };
  const after = { kind: 'file', bytes: Buffer.from(text), mode: 0o600, uid: 0, gid: 0 } as const;
  return { path, before, after };
}

const codes = (findings: readonly { severity: string; code: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

describe('inspect', () => {
  it('finds nothing where neither the program nor a unit is, and nothing of a user', async () => {
    expect(await k3s.inspect(fakeHost(), SCOPE)).toBeUndefined();
    const session = { kind: 'user', name: 'a', uid: 1, gid: 1, home: '/home/a', runtime: undefined } as const;
    expect(await k3s.inspect({ ...rancherHost(), session }, SCOPE)).toBeUndefined();
  });

  it('tells the version, the role and what it has loaded', async () => {
    const observed = await inspect({ text: MIRROR, written: WRITTEN, role: 'agent' });
    expect(observed).toMatchObject({ version: '1.31.4+k3s1', running: true, unit: { role: 'agent' } });
    expect(k3s.known(observed)).toEqual({
      kind: 'known',
      facts: { 'docker.io': ['https://m.example/v2'] },
    });
    expect(k3s.compare(observed, k3s.known(observed))).toEqual([]);
  });

  it('goes by the words of the unit, then by config.yaml and its drop-ins', async () => {
    const files = {
      '/etc/rancher/k3s/config.yaml': 'private-registry: /a.yaml\ndata-dir: /a\n',
      '/etc/rancher/k3s/config.yaml.d/1.yaml': 'data-dir: /b\ndisable-default-registry-endpoint: true\n',
      '/etc/rancher/k3s/config.yaml.d/2.txt': 'data-dir: /c\n',
    };
    expect((await inspect({ files })).settings).toEqual({
      file: '/a.yaml',
      dataFolder: '/b',
      noDefault: true,
      otherRuntime: null,
    });
    const words = ' --data-dir=/w --private-registry /w.yaml --docker';
    expect((await inspect({ files, words })).settings).toMatchObject({
      file: '/w.yaml',
      dataFolder: '/w',
      otherRuntime: 'docker',
    });
  });

  it('takes files of an earlier start for nothing', async () => {
    const observed = await inspect({ text: MIRROR, written: WRITTEN, containerdAfter: -30 });
    expect(k3s.known(observed)).toEqual({ kind: 'unknown', reason: 'it is still starting' });
  });

  it('finds a process that no unit has started', async () => {
    const files = { '/proc/9/comm': 'k3s-server\n' };
    const observed = await inspect({ files, state: 'inactive' });
    expect(observed).toMatchObject({ running: true, isByHand: true });
  });
});

describe('ready', () => {
  it('waits for the containerd of a unit that has been started', async () => {
    const observed = await inspect();
    expect(await k3s.ready(observed, rancherHost())).toBe(true);
    expect(await k3s.ready(observed, rancherHost({ containerdAfter: -30, containerdWithin: 60 }))).toBe(true);
  });

  it('but not for ever, and not for one that has ended', async () => {
    const observed = await inspect();
    expect(await k3s.ready(observed, rancherHost({ containerdAfter: -30, containerdWithin: 300 }))).toBe(
      false,
    );
    expect(await k3s.ready(observed, rancherHost({ state: 'inactive' }))).toBe(false);
  });
});

describe('settle', () => {
  it('needs nothing where what it has loaded is what the files say, however it is written', async () => {
    const observed = await inspect({ text: MIRROR, written: WRITTEN });
    expect(k3s.settle([], observed, 'auto')).toEqual({
      activation: { kind: 'none' },
      transitional: [],
      findings: [],
    });
    const same = changeTo('mirrors: {docker.io: {endpoint: [m.example]}} # new\n', observed);
    expect(k3s.settle([same], observed, 'auto').activation).toEqual({ kind: 'none' });
  });

  it('restarts an agent, whose pods go on', async () => {
    const observed = await inspect({ role: 'agent' });
    const settled = k3s.settle([changeTo(MIRROR, observed)], observed, 'auto');
    expect(settled.activation).toEqual({ kind: 'restart', unit: 'k3s-agent.service', interrupts: [] });
    expect(codes(settled.findings)).toEqual(['info RANCHER_RESTART']);
    expect(codes(k3s.settle([changeTo(MIRROR, observed)], observed, 'reload').findings)).toContain(
      'error RESTART_NEEDED',
    );
  });

  it('restarts a server only when that is permitted, and says what is away', async () => {
    const observed = await inspect({ directories: ['/var/lib/rancher/k3s/server/db/etcd'] });
    const change = changeTo(MIRROR, observed);
    const away = ['kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'etcd'];
    const settled = k3s.settle([change], observed, 'auto');
    expect(settled.findings[0]).toMatchObject({
      code: 'RESTART_NEEDED',
      arguments: { why: 'read-at-start', about: FILE, containers: away },
    });
    const permitted = k3s.settle([change], observed, 'restart');
    expect(permitted.activation).toEqual({ kind: 'restart', unit: 'k3s.service', interrupts: away });
    expect(codes(permitted.findings)).toEqual(['info RANCHER_RESTART']);
  });

  it('says that every pod stops where the unit ends all of its processes', async () => {
    const observed = await inspect({ role: 'agent', killMode: 'control-group' });
    const settled = k3s.settle([changeTo(MIRROR, observed)], observed, 'auto');
    expect(settled.findings[0]).toMatchObject({
      code: 'RESTART_NEEDED',
      arguments: { containers: ['pods'] },
    });
    expect(settled.findings[1]).toMatchObject({ arguments: { keepsPods: false } });
  });

  it('of rke2 the control plane goes on', async () => {
    const observed = await inspect({ distribution: 'rke2' });
    const settled = rke2.settle([changeTo(MIRROR, observed)], observed, 'restart');
    expect(settled.activation).toMatchObject({
      unit: 'rke2-server.service',
      interrupts: ['rke2-supervisor'],
    });
  });

  it('activates nothing with --apply none, where it does not run, and by hand', async () => {
    const observed = await inspect();
    expect(k3s.settle([changeTo(MIRROR, observed)], observed, 'none').findings).toMatchObject([
      { code: 'NOT_ACTIVATED', arguments: { reason: 'apply-none' } },
    ]);
    const stopped = await inspect({ state: 'inactive' });
    expect(k3s.settle([changeTo(MIRROR, stopped)], stopped, 'auto').findings).toMatchObject([
      { code: 'NOT_ACTIVATED', arguments: { reason: 'not-running' } },
    ]);
    const byHand = await inspect({ state: 'inactive', files: { '/proc/9/comm': 'k3s-agent\n' } });
    const up = { ...byHand, generated: observed.generated };
    expect(codes(k3s.settle([changeTo(MIRROR, up)], up, 'auto').findings)).toEqual(['error RESTART_BY_HAND']);
  });

  it('does not go on where it cannot be told what it has loaded', async () => {
    const observed = await inspect({ containerdAfter: -30 });
    expect(codes(k3s.settle([changeTo(MIRROR, observed)], observed, 'restart').findings)).toEqual([
      'error LOADED_UNKNOWN',
    ]);
    expect(k3s.settle([], observed, 'auto').findings).toEqual([]);
  });

  it('the way back of a change needs the same', async () => {
    const observed = await inspect({ role: 'agent' });
    const change = changeTo(MIRROR, observed);
    const after = k3s.assume(withChanges(observed, [change]));
    expect(k3s.settle([], after, 'auto').activation).toEqual({ kind: 'none' });
    const back = { path: change.path, before: change.after, after: change.before };
    expect(k3s.settle([back], after, 'auto').activation).toMatchObject({ kind: 'restart' });
  });
});

describe('compare', () => {
  it('names each registry that it has otherwise', async () => {
    const observed = await inspect({ text: MIRROR });
    expect(k3s.compare(observed, k3s.known(observed))).toMatchObject([
      {
        code: 'NOT_LOADED',
        arguments: { what: 'docker.io', expected: ['https://m.example/v2'], loaded: [] },
      },
    ]);
    const asked = await k3s.loaded(observed, rancherHost({ written: WRITTEN }));
    expect(k3s.compare(observed, asked)).toEqual([]);
  });

  it('agrees with nothing that is not known', async () => {
    const observed = await inspect({ text: MIRROR });
    expect(codes(k3s.compare(observed, { kind: 'unknown', reason: 'x' }))).toEqual(['error LOADED_UNKNOWN']);
    const broken = await inspect({ text: 'mirrors: [' });
    expect(codes(k3s.compare(broken, k3s.known(broken)))).toEqual(['error FILE_REFUSED']);
  });
});

describe('trying out', () => {
  it('pulls with its own crictl, and has no command for a login', async () => {
    const host = rancherHost();
    const observed = await inspect();
    const way = k3s.pull('alpine:3.19', observed, host);
    expect([way?.pull.program, ...(way?.pull.arguments ?? [])]).toEqual([
      'k3s',
      'crictl',
      '--timeout',
      '1800s',
      'pull',
      'alpine:3.19',
    ]);
    expect(k3s.logIn({ registry: 'r', user: 'u', password: 'p' }, observed, host)).toBeUndefined();
    const other = await inspect({ distribution: 'rke2', words: ' --data-dir /d' });
    expect(rke2.pull('alpine', other, host)?.isHere).toMatchObject({
      program: '/d/bin/crictl',
      arguments: ['inspecti', '--quiet', 'alpine'],
      environment: { CRI_CONFIG_FILE: '/d/agent/etc/crictl.yaml' },
    });
  });

  it('watches the containerd inside', async () => {
    const files = {
      '/proc/8/comm': 'containerd\n',
      '/proc/8/cmdline': 'containerd\0-c\0/x.toml\0',
      '/proc/9/comm': 'containerd\n',
      '/proc/9/cmdline': 'containerd\0-a\0/run/k3s/containerd/containerd.sock\0',
    };
    expect((await inspect({ files })).containerd).toBe(9);
  });
});
