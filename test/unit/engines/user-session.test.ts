// The rootless engines of one user: which files, sockets, units and processes are his, on a host in memory.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import { withChanges } from '../../../src/engines/engine.ts';
import { podman } from '../../../src/engines/podman/index.ts';
import { textOf } from '../../../src/model/file.ts';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Request } from '../../../src/model/request.ts';
import type { UserSession } from '../../../src/model/session.ts';
import { infoBody } from '../../support/docker-observed.ts';
import { type FakeParts, fakeHost } from '../../support/fake-host.ts';

const PEM = readFileSync(new URL('../../../fixtures/docker/ca/ca.crt', import.meta.url), 'utf8');
const HOME = '/home/ann';
const RUNTIME = '/run/user/1000';
const ANN: UserSession = { kind: 'user', name: 'ann', uid: 1000, gid: 1000, home: HOME, runtime: RUNTIME };
const AWAY: UserSession = { ...ANN, runtime: undefined };
const BY_ANN = { session: ANN, user: { uid: 1000, gid: 1000 }, variables: { HOME } };

const CONFIG = `${HOME}/.config/docker/daemon.json`;
const UNIT_FILE = `${HOME}/.config/systemd/user/docker.service`;
const UNIT = '[Service]\nExecStart=/usr/bin/dockerd-rootless.sh --iptables=false\n';

const wishFor = (...requests: readonly Request[]) => ({
  ensure: requests,
  inForce: requests,
  adopted: [],
  held: NO_HOLDINGS,
  named: false,
  dropIn: false,
  convert: false,
});
const MIRROR: Request = {
  kind: 'mirror',
  upstream: 'docker.io',
  scheme: 'http',
  host: 'm.test:81',
  path: '',
};

describe('rootless Docker', () => {
  const parts = (more: FakeParts = {}): FakeParts => ({
    ...BY_ANN,
    programs: { dockerd: '/usr/sbin/dockerd' },
    directories: ['/run/systemd/system', '/proc/70/cwd'],
    ...more,
    files: {
      [UNIT_FILE]: UNIT,
      '/etc/docker/daemon.json': '{"registry-mirrors": ["https://of-the-system.test"]}',
      [`${RUNTIME}/docker.pid`]: '70',
      '/proc/60/comm': 'rootlesskit\n',
      '/proc/70/comm': 'dockerd\n',
      '/proc/70/cmdline': 'dockerd\0--iptables=false\0',
      '/proc/70/status': 'Uid:\t1000\t1000\t1000\t1000\nNSpid:\t70\n',
      ...more.files,
    },
    answers: {
      'systemctl --user show docker.service':
        'LoadState=loaded\nActiveState=active\nMainPID=60\nCanReload=yes\n',
      ...more.answers,
    },
    sockets: {
      [`${RUNTIME}/docker.sock /info`]: infoBody(),
      [`${RUNTIME}/docker.sock /containers/json`]: '[]',
    },
  });
  const inspect = (given: FakeParts) => docker.inspect(fakeHost(given), { expected: false });

  it('is found behind rootlesskit, with his own unit, files and socket', async () => {
    expect(await inspect(parts())).toMatchObject({
      running: true,
      daemon: { pid: 70 },
      unit: { name: 'docker.service', canReload: true },
      configPath: CONFIG,
      certsRoot: `${HOME}/.config/docker/certs.d`,
      socket: `${RUNTIME}/docker.sock`,
      flags: [{ flag: 'iptables', source: { path: UNIT_FILE } }],
      findings: [],
    });
  });

  it('goes by the $XDG_CONFIG_HOME that the daemon was started with', async () => {
    const files = { '/proc/70/environ': 'A=b\0XDG_CONFIG_HOME=/srv/ann\0' };
    expect(await inspect(parts({ files }))).toMatchObject({ configPath: '/srv/ann/docker/daemon.json' });
  });

  it('is not the daemon of somebody else', async () => {
    const files = { '/proc/70/status': 'Uid:\t0\t0\t0\t0\nNSpid:\t70\n' };
    expect(await inspect(parts({ files }))).toMatchObject({ running: false });
  });

  it('is nobody’s where only the program is installed', async () => {
    expect(await inspect({ ...BY_ANN, programs: { dockerd: '/usr/sbin/dockerd' } })).toBeUndefined();
    const files = { [CONFIG]: '{}' };
    const found = await inspect({ ...BY_ANN, files, programs: { dockerd: '/usr/sbin/dockerd' } });
    expect(found).toMatchObject({ running: false, configPath: CONFIG });
  });

  it('says why nothing of a user runs who is not logged in', async () => {
    const answers = { 'systemctl --user': { kind: 'ended', code: 1, stdout: '', stderr: '' } as const };
    const found = await inspect({ ...parts({ answers, files: { '/proc/70/comm': 'sh\n' } }), session: AWAY });
    expect(found).toMatchObject({ running: false, findings: [{ code: 'NO_USER_MANAGER' }] });
  });

  it('is a stranger to a run for the system', async () => {
    const host = fakeHost({ ...parts(), session: { kind: 'system' }, user: { uid: 0, gid: 0 } });
    expect(await docker.inspect(host, { expected: false })).toMatchObject({
      running: false,
      configPath: '/etc/docker/daemon.json',
    });
  });
});

describe('rootless Podman', () => {
  const OWN = `${HOME}/.config/containers`;
  const inspect = async (files: FakeParts['files'] = {}, version = '4.3.1', session = ANN) => {
    const host = fakeHost({
      ...BY_ANN,
      session,
      programs: { podman: '/usr/bin/podman' },
      files: { '/etc/containers/registries.conf': 'unqualified-search-registries = ["quay.io"]\n', ...files },
      answers: {
        'podman --version': `podman version ${version}\n`,
        'podman --root': JSON.stringify({ host: {}, registries: { search: ['quay.io'] } }),
      },
    });
    const observed = await podman.inspect(host, { expected: false });
    if (observed === undefined) throw new Error('no podman');
    return { host, observed };
  };

  it('is asked, and leaves the file of its process where Podman looks for it', async () => {
    const { host, observed } = await inspect();
    expect(observed).toMatchObject({ running: true, loaded: { kind: 'known' } });
    expect(host.asked.filter((line) => line.includes(' info '))).toHaveLength(1);
    expect(host.asked.join('\n')).not.toContain('--tmpdir');
    expect(host.asked).toContain('systemctl --user show --property=ActiveState,MainPID podman.service');
  });

  it('gets a drop-in where he has no main file: one would take from him what the system gives', async () => {
    const { observed } = await inspect();
    const wish = wishFor(MIRROR, { kind: 'search', host: 's.test' });
    const draft = podman.plan(wish, observed);
    expect(draft.changes.map(({ path }) => path)).toEqual([
      `${OWN}/registries.conf.d/zz-registry-client.conf`,
    ]);
    const [change] = draft.changes;
    if (change?.after.kind !== 'file') throw new Error('nothing is written');
    expect(textOf(change.after)).toContain('["s.test", "quay.io"]');
    expect(change.after).toMatchObject({ uid: 1000, gid: 1000 });
    expect(draft.holdings.dropIn).toBe(true);
    const after = withChanges(observed, draft.changes);
    expect(podman.plan({ ...wish, held: draft.holdings }, after).changes).toHaveLength(0);
  });

  it('has his main file edited where he has one', async () => {
    const { observed } = await inspect({ [`${OWN}/registries.conf`]: '# his\n' });
    const { changes, findings } = podman.plan(wishFor(MIRROR), observed);
    expect(changes.map(({ path }) => path)).toEqual([`${OWN}/registries.conf`]);
    expect(findings.map(({ code }) => code)).toEqual(['MIRROR_PLAIN_HTTP']);
  });

  it('gets certificates in his own folder, also where the system has one for the registry', async () => {
    const system = '/etc/containers/certs.d/r.test/client.cert';
    const { observed } = await inspect({ [system]: '', [`${system.replace(/cert$/, 'key')}`]: '' });
    const ca: Request = { kind: 'ca', host: 'r.test', pem: PEM, attached: false };
    const draft = podman.plan(wishFor(ca), observed);
    expect(draft.changes.map(({ path }) => path)).toEqual([`${OWN}/certs.d/r.test/ca.crt`]);
    expect(draft.findings.map(({ code }) => code)).toContain('CERTS_D_HIDES');
  });

  it('from Podman 6 on reads the folders for rootless users', async () => {
    const list = (host: string) => `unqualified-search-registries = ["${host}"]\n`;
    const { observed } = await inspect(
      {
        '/etc/containers/registries.rootful.conf.d/99.conf': list('root.test'),
        '/etc/containers/registries.rootless.conf.d/50.conf': list('all.test'),
        '/etc/containers/registries.rootless.conf.d/1000/60.conf': list('ann.test'),
      },
      '6.0.0',
    );
    const expected = podman.compare(observed, { kind: 'known', facts: { search: [], registries: [] } });
    expect(expected).toMatchObject([{ arguments: { expected: ['ann.test'] } }]);
  });
});
