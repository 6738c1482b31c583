// S12: containerd as Kubernetes uses it, with pulls through the CRI and with ctr.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { askCri, criPull, prepareCri } from '../lab/cri.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import type { Host } from '../lab/host.ts';
import { readRequests } from '../lab/registry.ts';
import { HUB_LABEL, STAND_INS, standInHost } from '../lab/stand-ins.ts';
import { engineOf, expectClient, findingOf } from './client.ts';
import {
  CERTS_D,
  CONFIG_TOML,
  forgetImages,
  startTask,
  taskPid,
  WITH_CONFIG_PATH,
} from './containerd-engine.ts';
import { residentPid, startResident } from './docker-engine.ts';
import { expectPull } from './served.ts';
import { takeContents, takeStock } from './stock.ts';

const COMMITTED = { code: 0, outcome: 'committed' };
const REFUSED = { code: 1, outcome: 'failed' };
const SETUP = 'setup --engine containerd';
const ALPINE = 'docker.io/library/alpine:3.19';
const CTR = `ctr images pull --hosts-dir ${CERTS_D} ${ALPINE}`;

/** All that a setup of containerd touches. */
const FILES = '/etc/containerd';

export function describeContainerd(rig: Rig): void {
  if (rig.release.name === 'bullseye') {
    describeTooOld(rig);
    return;
  }
  describeMirrors(rig);
  describeOwnRegistries(rig);
  describeConvert(rig);
  describeRefused(rig);
  describeLeftAlone(rig);
}

/** Debian 11 has 1.4. */
function describeTooOld({ onHost }: Rig): void {
  const files = { [CONFIG_TOML]: WITH_CONFIG_PATH };
  onHost('S12 containerd: one that knows no hosts.toml is refused', { files }, async (host) => {
    const stock = await takeStock(host, FILES);
    const refused = await expectClient(host, `${SETUP} --mirror http://nexushub.com:8001 --convert`, REFUSED);
    findingOf(refused, 'CONTAINERD_TOO_OLD');
    expect(await takeStock(host, FILES)).toBe(stock);
  });
}

async function mainPid(host: Host): Promise<string> {
  return host.must('systemctl show -p MainPID --value containerd');
}

function describeMirrors({ onHost }: Rig): void {
  const before = { files: { [CONFIG_TOML]: WITH_CONFIG_PATH }, names: NAMES_WITH_HUB };
  onHost(
    'S12 containerd: mirrors of two registries, without a restart, and back',
    before,
    async (host, lab) => {
      await prepareCri(host);
      const start = await takeContents(host, FILES);
      const pid = await mainPid(host);
      const done = await expectClient(
        host,
        `${SETUP} --mirror http://nexushub.com:8001 --mirror quay.io=http://nexushub.com:8002`,
        COMMITTED,
      );
      expect(engineOf(done, 'containerd')).toMatchObject({
        activation: 'none',
        inSync: true,
        loaded: { configPath: CERTS_D },
      });
      findingOf(done, 'MIRROR_PLAIN_HTTP');
      await expectPull(host, lab, criPull(ALPINE), 8001, 'library/alpine');
      await expectPull(host, lab, criPull('quay.io/team/app:1.0'), 8002, 'team/app');
      await forgetImages(host);
      await expectPull(host, lab, CTR, 8001, 'library/alpine');
      await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
      await expectClient(host, 'rollback', COMMITTED);
      expect(await takeContents(host, FILES)).toBe(start);
      expect(await mainPid(host)).toBe(pid);
    },
  );

  const title = 'S12 containerd: the CA of a mirror, its path, and Docker Hub verified behind it';
  onHost(title, before, async (host, lab) => {
    await prepareCri(host);
    const tls = STAND_INS.tls.port;
    const setup = `${SETUP} --mirror https://${standInHost('tls')} --ca /opt/lab/ca.crt`;
    await expectClient(host, setup, COMMITTED);
    await expectPull(host, lab, criPull(ALPINE), tls, 'library/alpine');
    // The hub's certificate is signed by the same CA, which counts for the mirror alone.
    expect((await host.sh(criPull('docker.io/library/debian:12'))).code).not.toBe(0);
    const refused = (await readRequests(lab.logs, host.address)).filter(({ port }) => port === HUB_LABEL);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([0]));
    await trustHub(host);
    await host.must('systemctl restart containerd');
    await expectPull(host, lab, criPull('docker.io/library/debian:12'), HUB_LABEL, 'library/debian');

    const path = `${SETUP} --mirror http://${standInHost('distribution')}/hub --replace --skip-probe`;
    await expectClient(host, path, COMMITTED);
    await host.must(criPull('docker.io/library/busybox:latest'));
    const asked = (await readRequests(lab.logs, host.address)).map((one) => `${one.port} ${one.path}`);
    const beginning = `${STAND_INS.distribution.port} /hub/v2/library/busybox/manifests/latest`;
    expect(asked.filter((line) => line.startsWith(beginning))).not.toEqual([]);
  });
}

function describeOwnRegistries({ onHost }: Rig): void {
  const before = { files: { [CONFIG_TOML]: WITH_CONFIG_PATH } };
  onHost(
    'S12 containerd: a private CA and insecure registries by their own names',
    before,
    async (host, lab) => {
      await prepareCri(host);
      const tls = standInHost('tls');
      const plain = standInHost('distribution');
      const stranger = standInHost('tlsUnknownCa');
      expect((await host.sh(criPull(`${tls}/library/alpine:3.19`))).code).not.toBe(0);
      expect((await host.sh(criPull(`${plain}/library/redis:latest`))).code).not.toBe(0);
      await expectClient(
        host,
        `${SETUP} --registry ${tls} --ca /opt/lab/ca.crt --insecure ${plain} --insecure ${stranger} --insecure mirror.docker.com`,
        COMMITTED,
      );
      await expectPull(
        host,
        lab,
        criPull(`${tls}/library/alpine:3.19`),
        STAND_INS.tls.port,
        'library/alpine',
      );
      await expectPull(
        host,
        lab,
        criPull(`${plain}/library/redis:latest`),
        STAND_INS.distribution.port,
        'library/redis',
      );
      await forgetImages(host);
      await expectPull(
        host,
        lab,
        criPull(`${stranger}/library/busybox:latest`),
        STAND_INS.tlsUnknownCa.port,
        'library/busybox',
      );
      await expectPull(host, lab, criPull('mirror.docker.com/team/app:1.0'), 80, 'team/app');
    },
  );
}

function describeConvert({ release, onHost }: Rig): void {
  onHost('S12 containerd: --convert sets config_path, containers go on, and back', {}, async (host, lab) => {
    await prepareCri(host);
    const start = await takeContents(host, FILES);
    const docker = await startResident(host);
    // On sid runc finds no control group for it where the outer machine has version 1.
    const task = release.unifiedCgroups ? '' : await startTask(host);
    const setup = `${SETUP} --mirror http://nexushub.com:8001`;
    const stock = await takeStock(host, FILES);
    const refused = await expectClient(host, setup, REFUSED);
    expect(findingOf(refused, 'CONFIG_PATH_MISSING').hint).toContain('--convert');
    expect(await takeStock(host, FILES)).toBe(stock);

    const pid = await mainPid(host);
    const done = await expectClient(host, `${setup} --convert --pull ${ALPINE}`, COMMITTED);
    expect(engineOf(done, 'containerd')).toMatchObject({ activation: 'restart', inSync: true });
    expect(findingOf(done, 'PULLED').message).toContain('nexushub.com:8001');
    expect(await mainPid(host)).not.toBe(pid);
    await forgetImages(host);
    await expectPull(host, lab, criPull(ALPINE), 8001, 'library/alpine');
    await expectRunning(host, docker, task);
    expect(await expectClient(host, setup, { code: 0, outcome: 'unchanged' })).toMatchObject({ id: null });

    await expectClient(host, 'rollback', COMMITTED);
    expect(await takeContents(host, FILES)).toBe(start);
    await expectRunning(host, docker, task);
    expect((await askCri(host)).code).toBe(0);
  });
}

async function expectRunning(host: Host, docker: string, task: string): Promise<void> {
  expect([await residentPid(host), await taskPid(host)]).toEqual([docker, task]);
  expect(await host.must('docker run --rm resident:1 echo works')).toContain('works');
}

function describeRefused({ onHost }: Rig): void {
  const hosts = `${CERTS_D}/docker.io/hosts.toml`;
  const foreign = `server = "https://registry-1.docker.io"\n\n[host."http://nexushub.com:8002"]\n`;
  const before = { files: { [CONFIG_TOML]: WITH_CONFIG_PATH, [hosts]: foreign } };
  onHost(
    'S12 containerd: a folder of somebody else is refused, and left as it is',
    before,
    async (host, lab) => {
      await prepareCri(host);
      const stock = await takeStock(host, FILES);
      const refused = await expectClient(host, `${SETUP} --mirror http://nexushub.com:8001`, REFUSED);
      expect(findingOf(refused, 'HOSTS_TOML_FOREIGN')).toMatchObject({ path: hosts });
      expect(await takeStock(host, FILES)).toBe(stock);
      // What is not about that folder goes on beside it.
      await expectClient(host, `${SETUP} --mirror quay.io=http://nexushub.com:8002`, COMMITTED);
      await expectPull(host, lab, criPull(ALPINE), 8002, 'library/alpine');
      expect(await host.read(hosts)).toBe(foreign);
    },
  );

  const inline = `${WITH_CONFIG_PATH.replace(/\n\[plugins[^[]*registry\]\n.*\n$/s, '')}
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["http://nexushub.com:8001"]
`;
  const title = 'S12 containerd: mirrors in config.toml itself are refused, for together they end the CRI';
  onHost(title, { files: { [CONFIG_TOML]: inline } }, async (host) => {
    await prepareCri(host);
    expect((await askCri(host)).code).toBe(0);
    const refused = await expectClient(host, `${SETUP} --mirror http://nexushub.com:8001 --convert`, REFUSED);
    const { message } = findingOf(refused, 'CONFIG_INLINE_REGISTRIES');
    await host.write(
      CONFIG_TOML,
      `${inline}\n[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "${CERTS_D}"\n`,
    );
    await host.must('systemctl restart containerd');
    expect((await askCri(host)).code).not.toBe(0);
    const cited = 'cannot be set when `config_path` is provided';
    expect(message).toContain(cited);
    expect(await host.must('journalctl -u containerd -o cat')).toContain(cited);
  });
}

function describeLeftAlone({ onHost }: Rig): void {
  onHost('S12 containerd: the one that only carries Docker is left alone', {}, async (host) => {
    const stock = await takeStock(host, FILES);
    const done = await expectClient(host, 'setup --mirror http://nexushub.com:8001', COMMITTED);
    expect(done.engines.map(({ engine }) => engine)).not.toContain('containerd');
    expect(await takeStock(host, FILES)).toBe(stock);
  });
}
