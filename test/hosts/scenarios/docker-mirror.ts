// S1 and S2: a Docker host gets mirrors, keeps its containers, and is taken back.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { engineOf, expectClient, findingOf } from './client.ts';
import {
  countReloads,
  DAEMON_JSON,
  dockerRegistries,
  NO_REGISTRIES,
  residentPid,
  startResident,
} from './docker-engine.ts';
import { expectPull } from './served.ts';
import { CONFIGURATION, takeContents, takeStock } from './stock.ts';

const BEFORE = '{\n    "data-root": "/data/docker"\n}\n';

const MIRROR = '--mirror http://nexushub.com:8001';

export function describeDockerMirror(rig: Rig): void {
  describeOneMirror(rig);
  describeNewFile(rig);
  describeSeveralPorts(rig);
  describeSecondRun(rig);
  describeReboot(rig);
}

function describeOneMirror({ onHost }: Rig): void {
  onHost('S1 a plain-http mirror, and back', { files: { [DAEMON_JSON]: BEFORE } }, async (host, lab) => {
    await host.must(`chmod 0640 ${DAEMON_JSON} && setfattr -n user.note -v kept ${DAEMON_JSON}`);
    const pid = await startResident(host);
    const before = await takeContents(host, CONFIGURATION);

    const done = await expectClient(host, `setup ${MIRROR}`, { code: 0, outcome: 'committed' });
    expect(done.id).toEqual(expect.any(String));
    const docker = engineOf(done, 'docker');
    expect(docker).toMatchObject({ running: true, activation: 'reload', inSync: true });
    expect(docker.changes).toMatchObject([{ path: DAEMON_JSON, kind: 'edit' }]);
    const version = await host.must("docker version -f '{{.Server.Version}}'");
    expect(docker.version).toBe(version.replace(/\+.*$/, ''));
    findingOf(done, 'MIRROR_PLAIN_HTTP');
    const after = await host.read(DAEMON_JSON);
    expect(after.startsWith('{\n    "data-root": "/data/docker"')).toBe(true);
    expect(JSON.parse(after)).toEqual({
      'data-root': '/data/docker',
      'insecure-registries': ['nexushub.com:8001'],
      'registry-mirrors': ['http://nexushub.com:8001'],
    });
    expect(await dockerRegistries(host)).toEqual({
      mirrors: ['http://nexushub.com:8001/'],
      insecure: ['nexushub.com:8001'],
    });
    expect(await residentPid(host)).toBe(pid);
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');

    const back = await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(engineOf(back, 'docker')).toMatchObject({ activation: 'reload', inSync: true });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await host.read(DAEMON_JSON)).toBe(BEFORE);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    expect(await residentPid(host)).toBe(pid);
  });
}

function describeNewFile({ onHost }: Rig): void {
  onHost('S1 without a daemon.json: made with 2 spaces, gone again', {}, async (host) => {
    const pid = await startResident(host);
    const before = await takeContents(host, CONFIGURATION);
    const done = await expectClient(host, `setup ${MIRROR} --engine docker`, {
      code: 0,
      outcome: 'committed',
    });
    expect(done.engines.map((each) => each.engine)).toEqual(['docker']);
    expect(engineOf(done, 'docker').changes).toMatchObject([{ path: DAEMON_JSON, kind: 'create' }]);
    expect(await host.read(DAEMON_JSON)).toMatch(/^\{\n {2}"/);
    expect(await host.must(`stat -c '%a %U %G' ${DAEMON_JSON}`)).toBe('644 root root');
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    expect(await residentPid(host)).toBe(pid);
  });
}

const THREE = ['nexushub.com:8001', 'nexushub.com:8002', 'nexushub.com:8003'];

function describeSeveralPorts({ onHost }: Rig): void {
  onHost('S2 several ports of one server, as mirrors or as insecure registries', {}, async (host, lab) => {
    const before = await takeContents(host, CONFIGURATION);
    const mirrors = THREE.map((name) => `http://${name}`);
    const flags = mirrors.map((url) => `--mirror ${url}`).join(' ');
    await expectClient(host, `setup ${flags}`, { code: 0, outcome: 'committed' });
    expect(JSON.parse(await host.read(DAEMON_JSON))).toEqual({
      'insecure-registries': THREE,
      'registry-mirrors': mirrors,
    });
    const loaded = { mirrors: mirrors.map((url) => `${url}/`), insecure: THREE };
    expect(await dockerRegistries(host)).toEqual(loaded);
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);

    const insecure = '--insecure nexushub.com:8002 --insecure nexushub.com:8003';
    await expectClient(host, `setup ${MIRROR} ${insecure}`, { code: 0, outcome: 'committed' });
    expect(await dockerRegistries(host)).toEqual({ mirrors: [`${mirrors[0]}/`], insecure: THREE });
    await expectPull(host, lab, 'docker pull nexushub.com:8002/team/app:1.0', 8002, 'team/app');
  });
}

function describeSecondRun({ onHost }: Rig): void {
  onHost('S1 a second identical setup changes nothing and activates nothing', {}, async (host) => {
    await expectClient(host, `setup ${MIRROR}`, { code: 0, outcome: 'committed' });
    const [stock, reloads] = [await takeStock(host), await countReloads(host)];
    const again = await expectClient(host, `setup ${MIRROR}`, { code: 0, outcome: 'unchanged' });
    expect(again.id).toBeNull();
    for (const engine of again.engines) expect(engine).toMatchObject({ changes: [], activation: 'none' });
    expect(await countReloads(host)).toBe(reloads);
    expect(await takeStock(host)).toBe(stock);
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
  });
}

function describeReboot({ onHost }: Rig): void {
  onHost('S1 a reboot keeps the setup and the way back', {}, async (host, lab) => {
    const before = await takeContents(host, CONFIGURATION);
    await expectClient(host, `setup ${MIRROR}`, { code: 0, outcome: 'committed' });
    await host.reboot();
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    await expectClient(host, `setup ${MIRROR}`, { code: 0, outcome: 'unchanged' });
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
  });
}
