import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import { infoBody } from '../../support/docker-observed.ts';
import { type FakeParts, fakeHost } from '../../support/fake-host.ts';

const SHOW = 'systemctl show docker.service';
const unit = (parts: Record<string, string>) =>
  Object.entries({ LoadState: 'loaded', ActiveState: 'active', MainPID: '100', CanReload: 'yes', ...parts })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
const process = (pid: number, words: readonly string[], status = 'Uid:\t0\t0\t0\t0\nNSpid:\t100\n') => ({
  [`/proc/${pid}/comm`]: 'dockerd\n',
  [`/proc/${pid}/cmdline`]: `${words.join('\0')}\0`,
  [`/proc/${pid}/status`]: status,
});
const SOCKET = '/run/docker.sock';

const running = (parts: FakeParts = {}, words = ['/usr/sbin/dockerd', '-H', 'fd://']): FakeParts => ({
  programs: { dockerd: '/usr/sbin/dockerd' },
  ...parts,
  directories: ['/run/systemd/system', '/proc/100/cwd', ...(parts.directories ?? [])],
  files: { ...process(100, words), '/etc/docker/daemon.json': '{}', ...parts.files },
  answers: { [SHOW]: unit({}), ...parts.answers },
  sockets: { [`${SOCKET} /info`]: infoBody(), [`${SOCKET} /containers/json`]: '[]', ...parts.sockets },
});
const inspect = (parts: FakeParts, expected = false) => docker.inspect(fakeHost(parts), { expected });

describe('inspecting Docker', () => {
  it('is not there without dockerd, also when docker is Podman', async () => {
    expect(await inspect({ programs: { docker: '/usr/bin/docker' } })).toBeUndefined();
    expect(await inspect({ live: false })).toBeUndefined();
    expect(await inspect({ live: false }, true)).toMatchObject({ running: false, version: null });
    expect(await inspect({ live: false, directories: ['/etc/docker'] })).toMatchObject({ running: false });
  });
  it('sees a running daemon', async () => {
    const parts = running({
      sockets: {
        [`${SOCKET} /info`]: infoBody({ liveRestore: true }),
        [`${SOCKET} /containers/json`]: '[{"Id":"1","Names":["/a"],"Image":"b"}]',
      },
    });
    expect(await inspect(parts)).toMatchObject({
      version: '20.10.24',
      running: true,
      configPath: '/etc/docker/daemon.json',
      unit: { name: 'docker.service', canReload: true },
      daemon: { pid: 100 },
      words: ['-H', 'fd://'],
      store: 'legacy',
      containers: [{ id: '1', name: 'a', image: 'b' }],
      witness: { kind: 'none' },
      findings: [],
    });
  });
  it('sees the hosts.toml of a registry, and the names that this host knows', async () => {
    const toml = '/etc/docker/certs.d/docker.io/hosts.toml';
    const files = { [toml]: '[host."https://m.test"]\n', '/etc/hosts': '10.1.2.3 m.test n.test\n' };
    const observed = await inspect(running({ files }));
    expect(observed?.files.get(toml)?.kind).toBe('file');
    expect(observed?.addresses.get('n.test')).toEqual(['10.1.2.3']);
  });
  it.each(['inactive', 'failed', 'deactivating'])(
    'asks nothing of a unit that is %s',
    async (ActiveState) => {
      const host = fakeHost({
        ...running({
          answers: {
            [SHOW]: unit({ ActiveState, MainPID: '0' }),
            'dockerd --version': 'Docker version 20.10.24+dfsg1, build x',
          },
        }),
        files: {},
      });
      expect(await docker.inspect(host, { expected: false })).toMatchObject({
        running: false,
        version: '20.10.24',
      });
      expect(host.asked.filter((line) => line.startsWith('GET'))).toEqual([]);
      expect(host.asked.filter((line) => line.startsWith('docker '))).toEqual([]);
    },
  );
  it("takes the daemon's own --config-file, a relative one from its folder", async () => {
    const named = running({ files: { '/srv/d.json': '{}' } }, ['dockerd', '--config-file=/srv/d.json']);
    expect(await inspect(named)).toMatchObject({ configPath: '/srv/d.json' });
    const relative = running({ files: { '/proc/100/cwd': { link: '/srv' }, '/srv/d.json': '{}' } }, [
      'dockerd',
      '--config-file',
      'd.json',
    ]);
    expect(await inspect(relative)).toMatchObject({ configPath: '/srv/d.json' });
  });
  it('asks the socket that the flags or the file name', async () => {
    const flagged = running({ sockets: { '/x.sock /info': infoBody({ id: 'X' }) } }, [
      'dockerd',
      '-H',
      'unix:///x.sock',
    ]);
    expect(await inspect(flagged)).toMatchObject({ socket: '/x.sock', answered: { facts: { id: 'X' } } });
    const written = running({
      files: { '/etc/docker/daemon.json': '{"hosts": ["tcp://h", "unix:///y.sock"]}' },
    });
    expect(await inspect(written)).toMatchObject({ socket: '/y.sock' });
  });
  it('without systemd finds it by the PID file, or among the processes', async () => {
    const byFile = running({ answers: {}, directories: [], files: { '/run/docker.pid': '100\n' } });
    const plain = { ...byFile, directories: [], answers: {} };
    expect(await inspect(plain)).toMatchObject({ running: true, daemon: { pid: 100 }, unit: undefined });
    const { '/run/docker.pid': _gone, ...files } = plain.files ?? {};
    expect(await inspect({ ...plain, files })).toMatchObject({ running: true, daemon: { pid: 100 } });
  });
  it('passes over a daemon of another user and of a container', async () => {
    const strange = (status: string) => ({
      ...running(),
      directories: [],
      answers: {},
      files: process(100, ['dockerd'], status),
    });
    expect(await inspect(strange('Uid:\t1000\t1000\nNSpid:\t100\n'))).toMatchObject({ running: false });
    expect(await inspect(strange('Uid:\t0\t0\nNSpid:\t100\t7\n'))).toMatchObject({ running: false });
  });
  it('knows the flags of a stopped daemon and of a system that does not run', async () => {
    const files = {
      '/lib/systemd/system/docker.service':
        '[Service]\nExecStart=/usr/bin/dockerd --config-file /srv/d.json --registry-mirror=http://m\n',
    };
    expect(await inspect({ live: false, files }, true)).toMatchObject({
      configPath: '/srv/d.json',
      flags: [{ flag: 'config-file' }, { flag: 'registry-mirror', source: { position: { line: 2 } } }],
    });
  });
  it('keeps flags apart that came into the unit later', async () => {
    const files = {
      '/etc/systemd/system/docker.service': '[Service]\nExecStart=/usr/sbin/dockerd -H fd:// --mtu=1400\n',
    };
    expect(await inspect(running({ files }))).toMatchObject({
      flags: [{ flag: 'host', source: { path: '/etc/systemd/system/docker.service' } }],
      laterFlags: [{ flag: 'mtu' }],
    });
  });
  it('finds the files of the snap', async () => {
    const parts = running({
      answers: {
        [SHOW]: `${unit({ LoadState: 'not-found' }).trimEnd()}\n\n${unit({ CanReload: 'no' })}`,
      },
    });
    expect(await inspect(parts)).toMatchObject({
      configPath: '/var/snap/docker/current/config/daemon.json',
      certsRoot: '/var/snap/docker/current/etc/docker/certs.d',
      unit: { name: 'snap.docker.dockerd.service', canReload: false },
    });
  });
  it('refuses Docker Desktop', async () => {
    const desktop = await inspect({
      directories: ['/opt/docker-desktop'],
      programs: { docker: '/usr/bin/docker' },
    });
    expect(desktop?.findings).toMatchObject([{ code: 'DOCKER_DESKTOP', severity: 'error' }]);
  });
  it('asks the docker command where that is wanted or where it may talk to another daemon, and says when it talks to another daemon', async () => {
    const programs = { dockerd: '/usr/sbin/dockerd', docker: '/usr/bin/docker' };
    const there = (info: string) =>
      fakeHost(
        running({
          programs,
          answers: { [SHOW]: unit({}), 'docker info': info },
          variables: { DOCKER_HOST: 'tcp://h' },
        }),
      );
    const heard = async (info: string) => {
      const observed = await docker.inspect(there(info), { expected: false, witness: true });
      if (observed === undefined) throw new Error('Docker is there');
      return { observed, findings: docker.compare(observed, docker.known(observed)) };
    };
    const usual = fakeHost(running({ programs, answers: { [SHOW]: unit({}), 'docker info': infoBody() } }));
    expect(await docker.inspect(usual, { expected: false })).toMatchObject({ witness: { kind: 'none' } });
    expect(usual.asked.filter((asked) => asked.includes('docker info'))).toEqual([]);
    const named = there(infoBody());
    expect(await docker.inspect(named, { expected: false })).toMatchObject({ witness: { kind: 'info' } });
    const chosen = running({
      programs,
      answers: { [SHOW]: unit({}), 'docker info': infoBody() },
      files: { '/root/.docker/config.json': '{"currentcontext":"far"}' },
    });
    expect(await inspect(chosen)).toMatchObject({ witness: { kind: 'info' } });
    for (const info of [infoBody({ id: 'OTHER' }), '{"ServerVersion":""}']) {
      expect((await heard(info)).findings).toMatchObject([
        { code: 'CLI_ASKS_ANOTHER_DAEMON', severity: 'warning', arguments: { host: 'tcp://h' } },
      ]);
    }
    const same = await heard(infoBody());
    expect(same.observed).toMatchObject({ witness: { kind: 'info', facts: { mirrors: [] } } });
    expect(same.findings).toEqual([]);
  });
  it("never runs podman-docker's script", async () => {
    const programs = { dockerd: '/usr/sbin/dockerd', docker: '/usr/bin/docker', podman: '/usr/bin/podman' };
    const host = fakeHost(
      running({ programs, files: { '/usr/bin/docker': '#!/bin/sh\nexec podman "$@"\n' } }),
    );
    await docker.inspect(host, { expected: false });
    expect(host.asked.filter((line) => line.startsWith('docker '))).toEqual([]);
  });
  it('says what it could not see', async () => {
    const denied = { kind: 'failed', errno: 'EACCES' } as const;
    const parts = running({
      files: { '/etc/docker/daemon.json': { errno: 'EACCES' } },
      sockets: { [`${SOCKET} /info`]: denied },
    });
    const observed = await inspect({ ...parts, user: { uid: 1000, gid: 1000 } });
    expect(observed?.files.has('/etc/docker/daemon.json')).toBe(false);
    expect(observed?.findings.map((one) => `${one.severity} ${one.code}`)).toEqual([
      'info NOT_VISIBLE',
      'info NOT_VISIBLE',
    ]);
    const root = await inspect(parts);
    expect(root?.findings[0]).toMatchObject({ severity: 'error', code: 'FILE_UNREADABLE' });
  });
});
